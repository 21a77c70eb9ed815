import type { Finding } from '../finding/finding.ts';
import type { Rule } from '../rule/rule.ts';
import { SEVERITIES } from '../rule/rule.ts';
import type { CountedHit } from '../state/threshold.ts';

/** A rule that an event met. */
export interface Met {
  readonly rule: Rule;
  /** What the record says: threads and counts rest on it, as it is the same whenever the event comes. */
  readonly finding: Finding;
  /** The finding for people, with what was looked up this time. */
  readonly told: Finding;
  /** Names of the destinations that are to be told. */
  readonly destinations: readonly string[];
}

/** A finding that is to be told. */
export interface Ringing extends Met {
  /**
   * All rules that ring for the event without regard to others, with this one if it is such a rule. Who handles any of their
   * messages finds the same ones, so that all tell the event in the same thread and none needs to ask.
   */
  readonly peers: readonly Met[];
  /** The events that a threshold counted, with this one. */
  readonly hits: readonly CountedHit[];
  /** It is told because more happened than can be remembered, and so it cannot be known whether it should be. */
  readonly overflowed?: true;
}

/** Whether a rule rings or not by what was before. */
export function isCorrelated({ threshold, firstSeen, sequence }: Rule): boolean {
  return threshold !== undefined || firstSeen !== undefined || sequence !== undefined;
}

/** Whether a rule is about Trailbell itself: what it finds is told before and beside anything else. */
export function isAboutTrailbell({ id }: Pick<Rule, 'id'>): boolean {
  return id.startsWith('self/');
}

/** The peers at one destination: those about Trailbell itself, then the gravest first. */
export function peersAt({ peers }: Ringing, destination: string): readonly Met[] {
  const rank = ({ rule, finding }: Met): number =>
    SEVERITIES.indexOf(finding.severity) + (isAboutTrailbell(rule) ? SEVERITIES.length : 0);
  return peers
    .filter(({ destinations }) => destinations.includes(destination))
    .sort((a, b) => rank(b) - rank(a) || (a.rule.id < b.rule.id ? -1 : 1));
}
