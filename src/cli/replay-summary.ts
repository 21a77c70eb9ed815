import { wrapAnsi } from 'fast-wrap-ansi';
import { SEVERITY_ICONS } from '../notify/index.ts';
import type { Candidate } from '../replay/automation-candidates.ts';
import type { ReadTotals } from '../replay/read-matches.ts';
import { daysOf, type Most, type SummaryRow, summaryRows } from '../replay/summary.ts';
import type { Tally } from '../replay/tally.ts';
import type { Rule } from '../rule/rule.ts';
import { plainText } from '../template/index.ts';
import { counted, number } from './counted.ts';
import { fittedTable, type TableColumn } from './fitted-table.ts';

interface Column extends TableColumn {
  readonly cell: (row: SummaryRow) => string;
  /** Whether the column tells anything; it is left out otherwise. */
  readonly tells?: (rows: readonly SummaryRow[], days: number) => boolean;
}

const COLUMNS: readonly Column[] = [
  { head: 'Severity', cell: ({ rule: { severity } }) => `${SEVERITY_ICONS[severity]} ${severity}`, isText: true },
  { head: 'Rule', cell: ({ rule }) => plainText(rule.id, 60), isText: true, least: 26 },
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
    worth: 4,
  },
  { head: 'Held', cell: ({ held }) => number(held), tells: (rows) => rows.some(({ held }) => held > 0), worth: 5 },
  {
    head: 'Suppressed',
    cell: ({ suppressed }) => number(suppressed),
    tells: (rows) => rows.some(({ suppressed }) => suppressed > 0),
    worth: 6,
  },
  { head: 'A day', cell: ({ alertsPerDay }) => rate(alertsPerDay), tells: (_, days) => days > 1, worth: 3 },
  {
    head: 'Busiest day',
    cell: ({ busiestDay }) => most(busiestDay),
    tells: (_, days) => days > 1,
    isText: true,
    worth: 1,
  },
  { head: 'Top actor', cell: ({ topActor }) => most(topActor), isText: true, least: 16, worth: 2 },
];

export interface Summary {
  readonly rules: readonly Rule[];
  readonly tally: Tally;
  readonly totals: ReadTotals;
  readonly elapsedMs: number;
}

/**
 * What a replay came to: a table of the rules that events met, and the totals.
 * @param width in columns, of the terminal; as wide as it comes if left out
 */
export function formatSummary(summary: Summary, width = Number.POSITIVE_INFINITY): string {
  const { rules, tally, totals } = summary;
  const rows = summaryRows(rules, tally, totals);
  const columns = COLUMNS.filter(({ tells }) => !tells || tells(rows, daysOf(totals)));
  const cells = rows.map((row) => columns.map(({ cell }) => cell(row)));
  return [
    ...(rows.length > 0 ? [fittedTable(columns, cells, width), ''] : []),
    ...[...messagesLine(summary), totalsLine(rows, summary)].map((line) => wrapAnsi(line, width)),
    ...automationLines(tally, width),
  ].join('\n');
}

/** How often each destination would have rung, where the events span more than a day. */
function messagesLine({ tally, totals }: Summary): string[] {
  const days = daysOf(totals);
  if (tally.messages.size === 0 || days === 1) return [];
  const sent = [...tally.messages]
    .sort(([, a], [, b]) => b - a)
    .map(([name, messages]) => `${rate(messages / days)} to ${plainText(name, 40)} (${number(messages)} in all)`);
  const span = [totals.first, totals.last].map((time) => plainText(time.slice(0, 10), 10)).join(' to ');
  return [`Messages a day, over ${rate(days)} days from ${span}: ${sent.join(', ')}`];
}

const MOST_CANDIDATES = 5;

/** Entries for trailbell.yml, each with the number of alerts that it would have saved. */
function automationLines({ candidates }: Tally, width: number): string[] {
  const found = candidates.most(MOST_CANDIDATES);
  if (found.length === 0) return [];
  const head =
    'Callers who may be automation, with the alerts that an entry would have saved. If you know and trust them, put it under "automation" in trailbell.yml:';
  const entry = ({ name, when }: Candidate): string =>
    `- { name: ${JSON.stringify(plainText(name, 80))}, when: ${plainText(JSON.stringify(when), 400)} }`;
  return ['', wrapAnsi(head, width), ...found.map((each) => `${number(each.alerts).padStart(6)}  ${entry(each)}`)];
}

function totalsLine(rows: readonly SummaryRow[], { rules, totals, elapsedMs }: Summary): string {
  const { events, files, duplicates } = totals;
  const sum = (of: (row: SummaryRow) => number): number => rows.reduce((all, row) => all + of(row), 0);
  const alerts = sum((row) => row.alerts);
  const messages = sum((row) => row.messages);
  const held = sum((row) => row.held);
  const suppressed = sum((row) => row.suppressed);
  const repeats = duplicates > 0 ? ` (${counted(duplicates, 'repeat')} of an eventID left out)` : '';
  const rang = rows.filter((row) => row.alerts > 0).length;
  return [
    `${counted(events, 'event')}${repeats} from ${counted(files, 'file')}: ${counted(alerts, 'alert')}`,
    messages === alerts ? '' : ` in ${counted(messages, 'message')}`,
    ` by ${rang} of ${counted(rules.length, 'rule')}`,
    held > 0 ? `, ${number(held)} held` : '',
    suppressed > 0 ? `, ${number(suppressed)} suppressed` : '',
    `, in ${(elapsedMs / 1000).toFixed(1)} s`,
  ].join('');
}

/** Ten a day need no fraction; one in a month needs two digits; what rings once in years is not rounded to never. */
function rate(perDay: number): string {
  if (perDay > 0 && perDay < 0.01) return '<0.01';
  return perDay.toLocaleString('en', { maximumFractionDigits: perDay < 10 ? 2 : 0 });
}

function most(found: Most | undefined): string {
  return found ? `${number(found.alerts)}× ${plainText(found.name, 32)}` : '';
}
