import Table from 'cli-table3';
import { SEVERITY_ICONS } from '../notify/index.ts';
import type { ReplayTotals } from '../replay/replay.ts';
import { type Rule, SEVERITIES } from '../rule/rule.ts';

/** What a replay came to: a table of the rules that fired, the gravest first, and the totals. */
export function formatSummary(rules: readonly Rule[], totals: ReplayTotals, elapsedMs: number): string {
  const fired = rules
    .flatMap((rule) => {
      const alerts = totals.findingsByRule.get(rule.id);
      return alerts ? [{ rule, alerts }] : [];
    })
    .sort((a, b) => gravity(b.rule) - gravity(a.rule) || b.alerts - a.alerts);
  const table = new Table({
    head: ['Severity', 'Rule', 'Alerts'],
    colAligns: ['left', 'left', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { rule, alerts } of fired)
    table.push([`${SEVERITY_ICONS[rule.severity]} ${rule.severity}`, rule.id, alerts]);
  const alerts = fired.reduce((sum, row) => sum + row.alerts, 0);
  const seconds = (elapsedMs / 1000).toFixed(1);
  const repeated = totals.duplicates > 0 ? ` (${count(totals.duplicates, 'repeat')} of an eventID left out)` : '';
  const read = `${count(totals.events, 'event')}${repeated} from ${count(totals.files, 'file')}`;
  const line = `${read}: ${count(alerts, 'alert')} by ${fired.length} of ${count(rules.length, 'rule')}, in ${seconds} s`;
  return fired.length > 0 ? `${table.toString()}\n${line}` : line;
}

function gravity({ severity }: Rule): number {
  return SEVERITIES.indexOf(severity);
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
}
