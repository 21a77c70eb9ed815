import { type Rule, SEVERITIES } from '../rule/rule.ts';
import type { ReadTotals } from './read-matches.ts';
import type { RuleTally, Tally } from './tally.ts';

/** A rule that events met, in a replay. */
export interface SummaryRow {
  readonly rule: Rule;
  /** Events that its pattern matched. */
  readonly events: number;
  /** Findings that were told, in a message or in the thread of one. */
  readonly alerts: number;
  /** Messages after grouping. */
  readonly messages: number;
  readonly held: number;
  readonly suppressed: number;
  readonly alertsPerDay: number;
  /** The day, or the actor, with the most alerts. */
  readonly busiestDay: Most | undefined;
  readonly topActor: Most | undefined;
}

export interface Most {
  readonly name: string;
  readonly alerts: number;
}

const DAY_MS = 24 * 3600 * 1000;

/** The rules that events met, the gravest first. */
export function summaryRows(rules: readonly Rule[], tally: Tally, totals: ReadTotals): readonly SummaryRow[] {
  const days = daysOf(totals);
  return rules
    .flatMap((rule) => {
      const counts = tally.byRule.get(rule.id);
      return counts ? [toRow(rule, counts, days)] : [];
    })
    .sort((a, b) => gravity(b.rule) - gravity(a.rule) || b.alerts - a.alerts);
}

/** How many days the events of a replay span, at least one. */
export function daysOf({ first, last }: Pick<ReadTotals, 'first' | 'last'>): number {
  return Math.max(1, (Date.parse(last) - Date.parse(first)) / DAY_MS || 0);
}

function toRow(rule: Rule, { matched, findings, days, actors }: RuleTally, spanDays: number): SummaryRow {
  const alerts = findings.message + findings.thread;
  return {
    rule,
    events: matched,
    alerts,
    messages: findings.message,
    held: findings.held,
    suppressed: findings.suppressed,
    alertsPerDay: alerts / spanDays,
    busiestDay: most(days),
    topActor: most(actors),
  };
}

function most(counts: ReadonlyMap<string, number>): Most | undefined {
  let found: Most | undefined;
  for (const [name, alerts] of counts) if (alerts > (found?.alerts ?? 0)) found = { name, alerts };
  return found;
}

function gravity({ severity }: Rule): number {
  return SEVERITIES.indexOf(severity);
}
