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
}

/** Whether a rule rings or not by what was before. */
export function isCorrelated({ threshold, firstSeen, sequence }: Rule): boolean {
  return threshold !== undefined || firstSeen !== undefined || sequence !== undefined;
}

/** The peers at one destination, the gravest first. */
export function peersAt({ peers }: Ringing, destination: string): readonly Met[] {
  const gravity = ({ rule }: Met): number => SEVERITIES.indexOf(rule.severity);
  return peers
    .filter(({ destinations }) => destinations.includes(destination))
    .sort((a, b) => gravity(b) - gravity(a) || (a.rule.id < b.rule.id ? -1 : 1));
}
