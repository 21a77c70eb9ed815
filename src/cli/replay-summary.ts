import Table from 'cli-table3';
import { SEVERITY_ICONS } from '../notify/index.ts';
import type { ReadTotals } from '../replay/read-matches.ts';
import { daysOf, type Most, type SummaryRow, summaryRows } from '../replay/summary.ts';
import type { Tally } from '../replay/tally.ts';
import type { Rule } from '../rule/rule.ts';
import { plainText } from '../template/index.ts';

interface Column {
  readonly head: string;
  readonly cell: (row: SummaryRow) => string;
  /** Whether the column tells anything; it is left out otherwise. */
  readonly tells?: (rows: readonly SummaryRow[], days: number) => boolean;
  readonly isText?: true;
}

const COLUMNS: readonly Column[] = [
  { head: 'Severity', cell: ({ rule: { severity } }) => `${SEVERITY_ICONS[severity]} ${severity}`, isText: true },
  { head: 'Rule', cell: ({ rule }) => rule.id, isText: true },
  { head: 'Alerts', cell: ({ alerts }) => number(alerts) },
  {
    head: 'Messages',
    cell: ({ messages }) => number(messages),
    tells: (rows) => rows.some(({ alerts, messages }) => alerts !== messages),
  },
  {
    head: 'Events',
    cell: ({ events }) => number(events),
    tells: (rows) => rows.some(({ alerts, events }) => alerts !== events),
  },
  { head: 'Held', cell: ({ held }) => number(held), tells: (rows) => rows.some(({ held }) => held > 0) },
  {
    head: 'Suppressed',
    cell: ({ suppressed }) => number(suppressed),
    tells: (rows) => rows.some(({ suppressed }) => suppressed > 0),
  },
  { head: 'A day', cell: ({ alertsPerDay }) => rate(alertsPerDay), tells: (_, days) => days > 1 },
  { head: 'Busiest day', cell: ({ busiestDay }) => most(busiestDay), tells: (_, days) => days > 1, isText: true },
  { head: 'Top actor', cell: ({ topActor }) => most(topActor), isText: true },
];

export interface Summary {
  readonly rules: readonly Rule[];
  readonly tally: Tally;
  readonly totals: ReadTotals;
  readonly elapsedMs: number;
}

/** What a replay came to: a table of the rules that events met, and the totals. */
export function formatSummary(summary: Summary): string {
  const { rules, tally, totals } = summary;
  const rows = summaryRows(rules, tally, totals);
  const days = daysOf(totals);
  const columns = COLUMNS.filter(({ tells }) => !tells || tells(rows, days));
  const table = new Table({
    head: columns.map(({ head }) => head),
    colAligns: columns.map(({ isText }) => (isText ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(columns.map(({ cell }) => cell(row)));
  const messages = [...tally.messages].map(([name, sent]) => `${name} ${rate(sent / days)}`);
  return [
    ...(rows.length > 0 ? [table.toString()] : []),
    ...(messages.length > 0 && days > 1 ? [`Messages a day, over ${rate(days)} days: ${messages.join(', ')}`] : []),
    totalsLine(rows, summary),
  ].join('\n');
}

function totalsLine(rows: readonly SummaryRow[], { rules, totals, elapsedMs }: Summary): string {
  const { events, files, duplicates } = totals;
  const sum = (of: (row: SummaryRow) => number): number => rows.reduce((all, row) => all + of(row), 0);
  const alerts = sum((row) => row.alerts);
  const messages = sum((row) => row.messages);
  const held = sum((row) => row.held);
  const suppressed = sum((row) => row.suppressed);
  const repeats = duplicates > 0 ? ` (${count(duplicates, 'repeat')} of an eventID left out)` : '';
  const rang = rows.filter((row) => row.alerts > 0).length;
  return [
    `${count(events, 'event')}${repeats} from ${count(files, 'file')}: ${count(alerts, 'alert')}`,
    messages === alerts ? '' : ` in ${count(messages, 'message')}`,
    ` by ${rang} of ${count(rules.length, 'rule')}`,
    held > 0 ? `, ${number(held)} held` : '',
    suppressed > 0 ? `, ${number(suppressed)} suppressed` : '',
    `, in ${(elapsedMs / 1000).toFixed(1)} s`,
  ].join('');
}

/** Ten a day need no fraction; one in a month needs two digits. */
function rate(perDay: number): string {
  return perDay.toLocaleString('en', { maximumFractionDigits: perDay < 10 ? 2 : 0 });
}

function most(found: Most | undefined): string {
  return found ? `${plainText(found.name, 32)} (${number(found.alerts)})` : '';
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function count(value: number, what: string): string {
  return `${number(value)} ${what}${value === 1 ? '' : 's'}`;
}
