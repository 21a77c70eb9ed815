import { SEVERITY_ICONS } from '../notify/index.ts';
import { type Change, changesByRule, type ReplayedAlerts, type RuleChanges } from '../report/index.ts';
import { plainText } from '../template/index.ts';
import { counted, number } from './counted.ts';
import { jsonLine } from './json-line.ts';

export interface Compared {
  readonly changes: readonly Change[];
  readonly before: ReplayedAlerts;
  readonly after: ReplayedAlerts;
  /** That the events span. */
  readonly days: number;
}

const MOST_EXAMPLES = 20;
const KINDS = [
  ['removed', 'No longer rings'],
  ['added', 'Rings now'],
  ['changed', 'Rings in another way'],
] as const;

/** What a change of rules comes to, as Markdown for a pull request: one sentence, a table of the rules, and an example of each. */
export function formatComparison(compared: Compared): string {
  const { changes, before, after } = compared;
  if (changes.length === 0) return summaryLine(compared);
  const rows = changesByRule(changes, before, after);
  return [
    summaryLine(compared),
    gravityLine(changes),
    '',
    ...tableOf(rows),
    ...KINDS.flatMap(([kind, title]) => examplesOf(kind, title, changes)),
  ].join('\n');
}

/** One change as a line for machines. */
export function toJsonLine({ change, finding, before, after }: Change): string {
  return jsonLine({ change, before, after, finding });
}

/** `This change: minus 212 alerts in 30 days (0 appear, 212 vanish, 3 change), minus 90 messages.` */
export function summaryLine({ changes, before, after, days }: Compared): string {
  const more = after.alerts.size - before.alerts.size;
  const moreMessages = messagesOf(after) - messagesOf(before);
  const of = (kind: Change['change']): string => number(changes.filter(({ change }) => change === kind).length);
  const details =
    changes.length === 0 ? '' : ` (${of('added')} appear, ${of('removed')} vanish, ${of('changed')} change)`;
  const messages = moreMessages === 0 ? '' : `, ${signed(moreMessages, 'message')}`;
  const span = days < 1.5 ? 'a day' : `${number(Math.round(days))} days`;
  return `This change: ${differenceText(more, changes.length, after.alerts.size)} in ${span}${details}${messages}.`;
}

/** Which severities are lost tells whether somebody must look. */
function gravityLine(changes: readonly Change[]): string {
  const vanished = changes.filter(({ change }) => change === 'removed');
  if (vanished.length === 0) return 'No alert vanishes.';
  const grave = vanished.filter(({ finding: { severity } }) => severity === 'critical' || severity === 'high');
  return grave.length === 0
    ? 'None of those that vanish is of high or critical severity.'
    : `Of those that vanish, ${number(grave.length)} ${grave.length === 1 ? 'is' : 'are'} of high or critical severity.`;
}

function tableOf(rows: readonly RuleChanges[]): string[] {
  const cells = [
    ['Rule', 'Before', 'After', 'Appear', 'Vanish', 'Change'],
    ...rows.map(({ ruleId, ...row }) => [
      codeOf(ruleId, 80),
      ...[row.alertsBefore, row.alertsAfter, row.added, row.removed, row.changed].map(number),
    ]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const lineOf = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return cells.flatMap((row, at) => (at === 0 ? [lineOf(row), rule] : [lineOf(row)]));
}

/** For each rule, severity and reason how many alerts there are of a kind, and the first of them. */
function examplesOf(kind: Change['change'], title: string, changes: readonly Change[]): string[] {
  const groups = [
    ...Map.groupBy(
      changes.filter(({ change }) => change === kind),
      (change) => [change.finding.rule.id, change.finding.severity, reasonOf(change)].join('\n'),
    ).values(),
  ].sort((a, b) => b.length - a.length);
  if (groups.length === 0) return [];
  const more = groups.length > MOST_EXAMPLES ? [`- and ${number(groups.length - MOST_EXAMPLES)} more`] : [];
  return [
    ...['', `${title}, with the first of each:`, ''],
    ...groups.slice(0, MOST_EXAMPLES).flatMap((group) => (group[0] ? [exampleLine(group[0], group.length)] : [])),
    ...more,
  ];
}

function exampleLine(change: Change, count: number): string {
  const { rule, severity, summary, time, event } = change.finding;
  const when = plainText(time, 20)
    .replace('T', ' ')
    .replace(/:\d\dZ$/, ' UTC');
  const id = typeof event.eventID === 'string' ? `, event ${codeOf(event.eventID, 40)}` : '';
  const head = `- ${SEVERITY_ICONS[severity]} ${severity} ${codeOf(rule.id, 80)} ×${number(count)}, ${reasonOf(change)}`;
  return `${head}: ${codeOf(summary, 160)}, ${codeOf(when, 20)}${id}`;
}

function reasonOf({ change, before, after }: Change): string {
  if (change === 'added') return before.delivery === 'none' ? 'new' : `${WORDS[before.delivery]} before`;
  if (change === 'removed') return after.delivery === 'none' ? 'matches no longer' : `${WORDS[after.delivery]} now`;
  const severity = before.severity === after.severity ? [] : [`${before.severity} before`];
  const delivery = before.delivery === after.delivery ? [] : [`${WORDS[after.delivery]} now`];
  return [...severity, ...delivery].join(', ');
}

const WORDS: Readonly<Record<Change['before']['delivery'], string>> = {
  message: 'a message of its own',
  thread: 'in the thread of another',
  held: 'held',
  suppressed: 'suppressed',
  none: 'none',
};

/** Event text in a code span, where it mentions nobody, links nowhere, and ends neither the span nor a cell. */
function codeOf(text: string, limit: number): string {
  return `\`${plainText(text, limit).replaceAll('`', "'").replaceAll('|', '¦') || ' '}\``;
}

function messagesOf({ alerts }: ReplayedAlerts): number {
  return alerts.values().reduce((sum, { delivery }) => sum + Number(delivery === 'message'), 0);
}

function differenceText(more: number, changes: number, alerts: number): string {
  if (more !== 0) return signed(more, 'alert');
  return changes === 0 ? `the same ${counted(alerts, 'alert')}` : `as many alerts as before, ${number(alerts)},`;
}

function signed(more: number, what: string): string {
  return `${more < 0 ? 'minus' : 'plus'} ${counted(Math.abs(more), what)}`;
}
