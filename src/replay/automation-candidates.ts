import type { Outcome } from '../pipeline.ts';
import type { EventPattern } from '../rule/rule.ts';

/** A caller who may belong under `automation` of trailbell.yml: it caused alerts of rules that would leave it out. */
export interface Candidate {
  readonly name: string;
  /** The pattern on findings that is this caller and nobody else. */
  readonly when: EventPattern;
  readonly alerts: number;
}

/** Beyond so many, callers that are new are not counted: they cannot be frequent ones. */
const MOST_CALLERS = 10_000;
const LEAST_ALERTS = 3;

/** Counts, by caller, the alerts that an entry under `automation` would save. People are no automation. */
export class AutomationCandidates {
  readonly #byPattern = new Map<string, Candidate>();

  /** An alert: a finding in a message or a thread. */
  add({ rule, finding: { identity } }: Outcome): void {
    if (!rule.unless?.includes('automation') || identity.human !== undefined || identity.type === 'Root') return;
    const { name, when } = entryOf(identity);
    const key = JSON.stringify(when);
    const known = this.#byPattern.get(key);
    if (known) this.#byPattern.set(key, { ...known, alerts: known.alerts + 1 });
    else if (this.#byPattern.size < MOST_CALLERS) this.#byPattern.set(key, { name, when, alerts: 1 });
  }

  /** Those who caused most, the first first; none that would save next to nothing. */
  most(count: number): readonly Candidate[] {
    return [...this.#byPattern.values()]
      .filter(({ alerts }) => alerts >= LEAST_ALERTS)
      .sort((a, b) => b.alerts - a.alerts)
      .slice(0, count);
  }
}

/** A pipeline or a user by its principal, a role by its ARN, which people can read and which outlives its id. */
function entryOf({
  name,
  role,
  issuer,
  vouched,
  principal,
}: Outcome['finding']['identity']): Omit<Candidate, 'alerts'> {
  const isRole = role !== undefined && issuer !== undefined && (vouched === 'nobody' || vouched === 'aws');
  if (isRole) return { name: `role ${role}`, when: { identity: { issuer: [issuer] } } };
  // A name that the caller chose is no name for an entry.
  return { name: vouched === 'nobody' ? principal : name, when: { identity: { principal: [principal] } } };
}
