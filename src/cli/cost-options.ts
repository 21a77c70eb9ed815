import { type Command, InvalidArgumentError } from 'commander';
import { ANY_TYPE, type HubPlace, type Numbers, READ_SHARE } from '../cost/index.ts';
import { UsageError } from './usage.ts';

export interface CostOptions extends Numbers {
  readonly rules?: string;
  readonly region: string;
  readonly trails: number;
  readonly logDays: number;
  readonly hubRegion?: string;
  readonly hubAccount?: string;
  readonly archiveDays?: number;
  readonly json?: true;
}

const SUFFIXES = new Map([
  ['', 1],
  ['k', 1e3],
  ['m', 1e6],
  ['b', 1e9],
]);
/** Nobody has more, and what is written by mistake is found. */
const MOST = 1e15;
const ARCHIVE_DAYS = 7;

export function addCostOptions(command: Command): Command {
  return command
    .option('--rules <folder>', 'read rules from another folder')
    .option('--region <name>', 'at the prices of a region', regionName, 'us-east-1')
    .option('--management-events <number>', 'management events a month: 5M, 120k', amount)
    .option('--read-share <share>', `how many of them only read, from 0 to 1 (${READ_SHARE} if logs do not say)`, share)
    .option('--data-events <number>', 'data events a month: 10M, or AWS::S3::Object=10M; may be repeated', dataEvents)
    .option('--network-events <number>', 'network activity events a month', amount)
    .option('--matched-events <number>', 'events a month that rules match', amount)
    .option('--alerts <number>', 'alerts a month', amount)
    .option('--trails <number>', 'trails that record the same events', whole(1), 1)
    .option('--log-days <number>', 'days that log files are kept', whole(1), 365)
    .option('--hub-region <name>', 'the region of the hub, which events of other regions are forwarded to', regionName)
    .option('--hub-account <id>', 'the account of the hub, which events of other accounts are forwarded to', accountId)
    .option('--regions <number>', 'regions that have events, the same number each, where logs do not say', whole(1))
    .option('--archive-days <number>', `days that the hub archives events (${ARCHIVE_DAYS})`, whole(0))
    .option('--json', 'print all of it as JSON on stdout');
}

/** @throws UsageError where options that are about a hub stand without one */
export function hubOf({ hubRegion, hubAccount, regions, archiveDays }: CostOptions): HubPlace | undefined {
  if (hubRegion !== undefined)
    return { region: hubRegion, ...(hubAccount && { account: hubAccount }), archiveDays: archiveDays ?? ARCHIVE_DAYS };
  const lonely = [
    hubAccount && '--hub-account',
    regions && '--regions',
    archiveDays !== undefined && '--archive-days',
  ].find(Boolean);
  if (lonely) throw new UsageError(`${lonely}: is about a hub; say where it is with --hub-region`);
  return undefined;
}

export function numbersOf({ regions, ...options }: CostOptions, hasLogs: boolean): Numbers {
  const { managementEvents, readShare, dataEvents, networkEvents, matchedEvents, alerts } = options;
  const given = { managementEvents, readShare, dataEvents, networkEvents, matchedEvents, alerts };
  if (regions !== undefined && hasLogs)
    throw new UsageError('--regions: not together with logs, which say which regions have how many events');
  return Object.fromEntries(Object.entries({ ...given, regions }).filter(([, value]) => value !== undefined));
}

/** `5M`, `1.5k`, `2500` as a number. @throws InvalidArgumentError */
export function amount(value: string): number {
  const [, digits = '', suffix = ''] = /^(\d+(?:\.\d+)?)([kMB]?)$/i.exec(value) ?? [];
  const number = digits === '' ? Number.NaN : Number(digits) * (SUFFIXES.get(suffix.toLowerCase()) ?? Number.NaN);
  if (!(number <= MOST)) throw new InvalidArgumentError('Must be a number such as 2500, 120k, 5M or 1.5B.');
  return number;
}

function share(value: string): number {
  const number = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number <= 1)) throw new InvalidArgumentError('Must be a share from 0 to 1, such as 0.8.');
  return number;
}

function whole(least: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= least)) throw new InvalidArgumentError(`Must be a whole number from ${least} to 99999.`);
    return number;
  };
}

function dataEvents(value: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [type = '', number] = value.includes('=') ? value.split('=', 2) : [ANY_TYPE, value];
  if (type !== ANY_TYPE && !/^AWS::\w+::\w+$/.test(type))
    throw new InvalidArgumentError('Must be a number, or a type of resources and one: AWS::S3::Object=10M.');
  return { ...before, [type]: amount(number ?? '') };
}

function regionName(value: string): string {
  if (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(value)) throw new InvalidArgumentError('Must be as in eu-west-1.');
  return value;
}

function accountId(value: string): string {
  if (!/^\d{12}$/.test(value)) throw new InvalidArgumentError('Must be twelve digits.');
  return value;
}
