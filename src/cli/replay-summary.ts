import Table from 'cli-table3';
import { SEVERITY_ICONS } from '../notify/index.ts';
import type { Delivery } from '../pipeline.ts';
import type { ReplayTotals } from '../replay/replay.ts';
import { type Rule, SEVERITIES } from '../rule/rule.ts';

/** How a finding was delivered: the head of its column, and the words for it in the last line. */
const DELIVERIES: readonly (readonly [Delivery, string, string])[] = [
  ['message', 'Alerts', ''],
  ['thread', 'In threads', 'more in their threads'],
  ['held', 'Held', 'held'],
  ['suppressed', 'Suppressed', 'suppressed'],
];

/** What a replay came to: a table of the rules that fired, the gravest first, and the totals. */
export function formatSummary(rules: readonly Rule[], totals: ReplayTotals, elapsedMs: number): string {
  const fired = rules
    .flatMap((rule) => {
      const tally = totals.findingsByRule.get(rule.id);
      return tally ? [{ rule, tally }] : [];
    })
    .sort((a, b) => gravity(b.rule) - gravity(a.rule) || b.tally.message - a.tally.message);
  const sum = (delivery: Delivery): number => fired.reduce((all, { tally }) => all + tally[delivery], 0);
  const rang = fired.filter(({ tally }) => tally.message + tally.thread > 0);
  const others = DELIVERIES.filter(([delivery]) => delivery !== 'message' && sum(delivery) > 0);
  const columns = DELIVERIES.filter((column) => column[0] === 'message' || others.includes(column));
  const table = new Table({
    head: ['Severity', 'Rule', ...columns.map(([, head]) => head)],
    colAligns: ['left', 'left', ...columns.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const { rule, tally } of fired) {
    const counts = columns.map(([delivery]) => tally[delivery]);
    table.push([`${SEVERITY_ICONS[rule.severity]} ${rule.severity}`, rule.id, ...counts]);
  }
  const seconds = (elapsedMs / 1000).toFixed(1);
  const repeated = totals.duplicates > 0 ? ` (${count(totals.duplicates, 'repeat')} of an eventID left out)` : '';
  const read = `${count(totals.events, 'event')}${repeated} from ${count(totals.files, 'file')}`;
  const alerts = `${count(sum('message'), 'alert')} by ${rang.length} of ${count(rules.length, 'rule')}`;
  const beside = others.map(([delivery, , words]) => `, ${sum(delivery).toLocaleString('en')} ${words}`).join('');
  const line = `${read}: ${alerts}${beside}, in ${seconds} s`;
  return fired.length > 0 ? `${table.toString()}\n${line}` : line;
}

function gravity({ severity }: Rule): number {
  return SEVERITIES.indexOf(severity);
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
}
