import { type Command, InvalidArgumentError } from 'commander';
import type { LogFilter } from '../replay/layout.ts';
import { UsageError } from './usage.ts';

const TIME = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

export interface ReplayOptions {
  readonly rules?: string;
  readonly since?: string;
  readonly until?: string;
  readonly account?: readonly string[];
  readonly region?: readonly string[];
  readonly summary?: true;
  readonly json?: true;
  readonly csv?: true;
  readonly report?: string;
  readonly compare?: string;
  readonly learn?: true;
  readonly lookUps?: true;
}

export function addReplayOptions(command: Command): Command {
  return command
    .option('--rules <folder>', 'read rules from another folder')
    .option('--since <time>', 'only events from a day or time on (2026-03-14, 2026-03-14T09:30Z)', firstSecond)
    .option('--until <time>', 'only events until a day or time, that included', lastSecond)
    .option('--account <id>', 'only events of an account; may be repeated', collect(/^\d{12}$/, 'twelve digits'))
    .option(
      '--region <name>',
      'only events of a region; may be repeated',
      collect(/^[a-z]{2,}(-[a-z]+)+-\d$/, 'as in eu-west-1'),
    )
    .option('--summary', 'print the summary only')
    .option('--json', 'print one finding per line as JSON on stdout')
    .option('--csv', 'print the table of the summary as CSV on stdout, and no alerts')
    .option('--report <file>', 'write what was found as one HTML page, to look at and to show')
    .option('--compare <rules>', 'say what other rules would ring: a folder, or git:REF for these as they were then')
    .option('--learn', 'let rules that look for what is new learn first, as after a deployment')
    .option('--look-ups', 'ask AWS about users and accounts, as trailbell.yml says, with your own credentials');
}

/** @throws UsageError where options exclude each other */
export function filterOf({ since, until, account, region, json, csv, compare }: ReplayOptions): LogFilter {
  if (csv && (json || compare !== undefined))
    throw new UsageError(`--csv: not together with ${json ? '--json' : '--compare'}`);
  if (since && until && since > until) throw new UsageError('--since: is after --until');
  return {
    ...(since && { since }),
    ...(until && { until }),
    ...(account && { accounts: account }),
    ...(region && { regions: region }),
  };
}

/** The first second of a day or of a time, as `YYYY-MM-DDTHH:mm:ss` in UTC. @throws InvalidArgumentError */
export function firstSecond(value: string): string {
  return secondOf(value, '00:00:00');
}

/** The last second of a day, or a time, as `firstSecond`. @throws InvalidArgumentError */
export function lastSecond(value: string): string {
  return secondOf(value, '23:59:59');
}

/** `YYYY-MM-DDTHH:mm:ss` in UTC; a day or a minute becomes one of its seconds. @throws InvalidArgumentError */
function secondOf(value: string, ofDay: string): string {
  const [, day = '', minute = ofDay.slice(0, 5), second = ofDay.slice(5), zone = 'Z'] = TIME.exec(value) ?? [];
  const ms = isDay(day) ? Date.parse(`${day}T${minute}${second}${zone}`) : Number.NaN;
  if (Number.isNaN(ms))
    throw new InvalidArgumentError('Must be a day or a time with its zone, as in 2026-03-14 or 2026-03-14T09:30Z.');
  return new Date(ms).toISOString().slice(0, 19);
}

/** `Date.parse` takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const ms = Date.parse(day);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}

function collect(form: RegExp, example: string): (value: string, before?: readonly string[]) => string[] {
  return (value, before = []) => {
    if (!form.test(value)) throw new InvalidArgumentError(`Must be ${example}.`);
    return [...before, value];
  };
}
