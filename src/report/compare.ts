import type { Finding } from '../finding/finding.ts';
import type { Delivery, Outcome } from '../pipeline.ts';
import type { Severity } from '../rule/rule.ts';
import type { RuleChanges } from './report-data.ts';

/** What became of a finding under one of two sets of rules; `none` where they made none of the event. */
export interface Verdict {
  readonly delivery: Delivery | 'none';
  readonly severity?: Severity;
}

/** An alert that one set of rules rings and the other does not, or not in the same way. */
export interface Change {
  readonly change: 'added' | 'removed' | 'changed';
  /** As the new rules have it, or the old ones where the new do not ring. */
  readonly finding: Finding;
  readonly before: Verdict;
  readonly after: Verdict;
}

/** The findings of a replay by their ids. Those that ring nobody are kept without what they say. */
export class ReplayedAlerts {
  readonly alerts = new Map<string, Outcome>();
  readonly #untold = new Map<string, Verdict>();

  add(outcome: Outcome): void {
    const { finding, delivery } = outcome;
    if (delivery === 'message' || delivery === 'thread') this.alerts.set(finding.id, outcome);
    else this.#untold.set(finding.id, { delivery, severity: finding.severity });
  }

  verdictOn(id: string): Verdict {
    const told = this.alerts.get(id);
    if (told) return { delivery: told.delivery, severity: told.finding.severity };
    return this.#untold.get(id) ?? { delivery: 'none' };
  }
}

/** The alerts that differ between two replays of the same events, in order of time. */
export function compareAlerts(before: ReplayedAlerts, after: ReplayedAlerts): readonly Change[] {
  const changes: Change[] = [];
  const note = (change: Change['change'], finding: Finding): void => {
    changes.push({ change, finding, before: before.verdictOn(finding.id), after: after.verdictOn(finding.id) });
  };
  for (const [id, { finding }] of before.alerts) if (!after.alerts.has(id)) note('removed', finding);
  for (const [id, { finding, delivery }] of after.alerts) {
    const old = before.alerts.get(id);
    if (!old) note('added', finding);
    else if (old.delivery !== delivery || old.finding.severity !== finding.severity) note('changed', finding);
  }
  return changes.sort((a, b) => (a.finding.time < b.finding.time ? -1 : Number(a.finding.time > b.finding.time)));
}

/** The rules whose alerts differ, those with the most differences first. */
export function changesByRule(
  changes: readonly Change[],
  before: ReplayedAlerts,
  after: ReplayedAlerts,
): readonly RuleChanges[] {
  const countOf = ({ alerts }: ReplayedAlerts): ReadonlyMap<string, readonly Outcome[]> =>
    Map.groupBy(alerts.values(), ({ finding }) => finding.rule.id);
  const [alertsBefore, alertsAfter] = [countOf(before), countOf(after)];
  return [...Map.groupBy(changes, ({ finding }) => finding.rule.id)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([ruleId, own]) => {
      const of = (kind: Change['change']): number => own.filter(({ change }) => change === kind).length;
      return {
        ruleId,
        alertsBefore: alertsBefore.get(ruleId)?.length ?? 0,
        alertsAfter: alertsAfter.get(ruleId)?.length ?? 0,
        added: of('added'),
        removed: of('removed'),
        changed: of('changed'),
      };
    });
}
