import Table from 'cli-table3';
import { type Change, changesByRule, type ReplayedAlerts } from '../report/index.ts';

export interface Compared {
  readonly changes: readonly Change[];
  readonly before: ReplayedAlerts;
  readonly after: ReplayedAlerts;
  /** That the events span. */
  readonly days: number;
}

/** A table of the rules whose alerts differ, and one line that says what a change of rules comes to. */
export function formatComparison(compared: Compared): string {
  const { changes, before, after } = compared;
  if (changes.length === 0) return summaryLine(compared);
  const table = new Table({
    head: ['Rule', 'Before', 'After', 'Appear', 'Vanish', 'Change'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const row of changesByRule(changes, before, after)) {
    const counts = [row.alertsBefore, row.alertsAfter, row.added, row.removed, row.changed];
    table.push([row.ruleId, ...counts.map((value) => value.toLocaleString('en'))]);
  }
  return `${table.toString()}\n${summaryLine(compared)}`;
}

/** One change as a line for machines. */
export function toJsonLine({ change, finding, before, after }: Change): string {
  return JSON.stringify({ change, before, after, finding });
}

/** `This change: minus 212 alerts in 30 days (0 appear, 212 vanish, 3 change).` */
function summaryLine({ changes, before, after, days }: Compared): string {
  const more = after.alerts.size - before.alerts.size;
  const of = (kind: Change['change']): string =>
    changes.filter(({ change }) => change === kind).length.toLocaleString('en');
  const details =
    changes.length === 0 ? '' : ` (${of('added')} appear, ${of('removed')} vanish, ${of('changed')} change)`;
  const span = days < 1.5 ? 'a day' : `${Math.round(days).toLocaleString('en')} days`;
  return `This change: ${differenceText(more, changes.length, after.alerts.size)} in ${span}${details}.`;
}

function differenceText(more: number, changes: number, alerts: number): string {
  if (more !== 0) return `${more < 0 ? 'minus' : 'plus'} ${alertsText(Math.abs(more))}`;
  return changes === 0 ? `the same ${alertsText(alerts)}` : `as many alerts as before, ${alerts.toLocaleString('en')},`;
}

function alertsText(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'alert' : 'alerts'}`;
}
