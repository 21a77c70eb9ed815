import { styleText } from 'node:util';
import { wrapAnsi } from 'fast-wrap-ansi';
import type { Check, Diagnosis, Status } from '../doctor/index.ts';

const MARKS: Readonly<Record<Status, { readonly mark: string; readonly style: 'green' | 'yellow' | 'red' }>> = {
  broken: { mark: '✗', style: 'red' },
  warning: { mark: '!', style: 'yellow' },
  fine: { mark: '✓', style: 'green' },
};

/** What the subjects of checks are called. */
const TITLES: Readonly<Record<string, string>> = {
  clock: 'Clock',
  trail: 'Trail',
  rules: 'Rules',
  hub: 'Hub',
  forwarders: 'Other regions',
  queues: 'Queues',
  functions: 'Functions',
  heartbeat: 'Heartbeat',
  alarms: 'Alarms',
  slack: 'Slack',
  destinations: 'Topics and buses',
  quotas: 'Quotas',
};

const MOST_COLUMNS = 140;
const LEAST_COLUMNS = 40;

/**
 * The checks by subject, the worst of each first, each with its way out below.
 * @param columns of the terminal; lines are left whole without it, so that commands can be copied
 */
export function formatDiagnosis(checks: readonly Check[], columns = Number.POSITIVE_INFINITY): string {
  const bySubject = Map.groupBy(checks, ({ check }) => check.split('/')[0] ?? '');
  return [...bySubject]
    .map(([subject, found]) =>
      [
        styleText('bold', TITLES[subject] ?? subject),
        ...Object.keys(MARKS).flatMap((status) =>
          found.filter((check) => check.status === status).map((check) => formatCheck(check, columns)),
        ),
      ].join('\n'),
    )
    .join('\n\n');
}

function formatCheck({ status, text, mend }: Check, columns: number): string {
  const { mark, style } = MARKS[status];
  const width = Number.isFinite(columns) ? Math.max(LEAST_COLUMNS, Math.min(columns, MOST_COLUMNS)) : columns;
  return [
    `  ${styleText(style, mark)} ${indented(text, width, 4)}`,
    ...(mend ? [`      ${styleText('dim', indented(mend, width, 6))}`] : []),
  ].join('\n');
}

function indented(text: string, width: number, columns: number): string {
  if (!Number.isFinite(width)) return text;
  return wrapAnsi(text, width - columns, { hard: true }).replaceAll('\n', `\n${' '.repeat(columns)}`);
}

/** `2 broken, 1 warning, 14 fine: stage prod in eu-west-1 of 123456789012`. */
export function formatTotals({ checks, account, region }: Diagnosis, stage: string): string {
  const count = (status: Status): number => checks.filter((check) => check.status === status).length;
  const warnings = count('warning');
  const totals = `${count('broken')} broken, ${warnings} warning${warnings === 1 ? '' : 's'}, ${count('fine')} fine`;
  return `${totals}: stage ${stage} in ${region} of ${account}`;
}
