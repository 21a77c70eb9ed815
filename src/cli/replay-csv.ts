import type { SummaryRow } from '../replay/summary.ts';
import { visibleText } from '../template/index.ts';

type Cell = string | number;

const COLUMNS: readonly (readonly [head: string, cell: (row: SummaryRow) => Cell])[] = [
  ['severity', ({ rule }) => rule.severity],
  ['rule', ({ rule }) => rule.id],
  ['title', ({ rule }) => rule.title],
  ['alerts', ({ alerts }) => alerts],
  ['messages', ({ messages }) => messages],
  ['events', ({ events }) => events],
  ['held', ({ held }) => held],
  ['suppressed', ({ suppressed }) => suppressed],
  ['alerts_per_day', ({ alertsPerDay }) => Number(alertsPerDay.toFixed(3))],
  ['busiest_day', ({ busiestDay }) => busiestDay?.name ?? ''],
  ['busiest_day_alerts', ({ busiestDay }) => busiestDay?.alerts ?? 0],
  ['top_actor', ({ topActor }) => topActor?.name ?? ''],
  ['top_actor_alerts', ({ topActor }) => topActor?.alerts ?? 0],
];

/** The rows of a summary as CSV (RFC 4180), with a head. */
export function summaryCsv(rows: readonly SummaryRow[]): string {
  const lines = [COLUMNS.map(([head]) => head), ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row)))];
  return lines.map((cells) => `${cells.map(field).join(',')}\r\n`).join('');
}

/**
 * Spreadsheets run text that begins like a formula, in signs of full width too, and names in logs are chosen by anybody: an
 * apostrophe makes it text.
 */
function field(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const shown = visibleText(cell);
  const text = /^\s*[=+\-@]/.test(shown.normalize('NFKC')) ? `'${shown}` : shown;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
