import type { Delivery, Outcome } from '../pipeline.ts';
import { AutomationCandidates } from './automation-candidates.ts';

/** What became of the events that a rule's pattern matched. */
export interface RuleTally {
  /** Events that the pattern matched. */
  matched: number;
  /** Findings, by what became of them. Alerts are those in a message or a thread. */
  readonly findings: Record<Delivery, number>;
  /** Alerts by day (`YYYY-MM-DD`, UTC) and by the name of who caused them. */
  readonly days: Map<string, number>;
  readonly actors: Map<string, number>;
}

/** Counts a replay. */
export class Tally {
  readonly byRule = new Map<string, RuleTally>();
  /** Messages by the name of their destination. */
  readonly messages = new Map<string, number>();
  readonly candidates = new AutomationCandidates();

  addMatch(ruleId: string): void {
    this.#of(ruleId).matched += 1;
  }

  /** @param route the names of the destinations that the outcome's finding goes to */
  addOutcome(outcome: Outcome, route: (outcome: Outcome) => readonly string[]): void {
    const { rule, delivery } = outcome;
    const tally = this.#of(rule.id);
    tally.findings[delivery] += 1;
    if (delivery !== 'message' && delivery !== 'thread') return;
    const { finding } = outcome;
    increment(tally.days, finding.time.slice(0, 10));
    increment(tally.actors, finding.identity.name);
    this.candidates.add(outcome);
    if (delivery === 'message') for (const name of route(outcome)) increment(this.messages, name);
  }

  #of(ruleId: string): RuleTally {
    let tally = this.byRule.get(ruleId);
    if (!tally) {
      tally = {
        matched: 0,
        findings: { message: 0, thread: 0, suppressed: 0, held: 0 },
        days: new Map(),
        actors: new Map(),
      };
      this.byRule.set(ruleId, tally);
    }
    return tally;
  }
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
