import type { CloudTrailEvent, CloudTrailRecord } from '../../src/cloudtrail/event.ts';
import { isObject, type JsonObject } from '../../src/cloudtrail/json.ts';
import type { Rule } from '../../src/rule/rule.ts';

/** An event on its way to a rule. */
export interface Arrival {
  readonly event: CloudTrailEvent;
  /** Somebody else's: its alert is no alert of the caller. */
  readonly isDecoy?: true;
}

/** What a change is about, in the order in which several are made. Two of one kind are not made together. */
export const KINDS = [
  'agent',
  'session',
  'source',
  'role',
  'endpoint',
  'relay',
  'policy',
  'text',
  'keys',
  'noise',
  'order',
] as const;
export type Kind = (typeof KINDS)[number];

export interface Surroundings {
  readonly rule: Rule;
  /** From 0 to 1. */
  readonly random: () => number;
  /** An address of a trusted network of trailbell.yml. */
  readonly trustedAddress: string | undefined;
}

/** Something that a caller chooses, otherwise than in a rule's test. */
export interface Change {
  readonly name: string;
  readonly kind: Kind;
  /** Fields of a finding that it words: a rule that looks for one of these may fall silent, if its file waives it. */
  readonly words?: readonly string[];
  /** Whether AWS writes no address of the caller then. */
  readonly hidesAddress?: true;
  /** Whether the caller calls itself a tool that deploys: medium may become low. */
  readonly claimsAutomation?: true;
  /** Whether it is only made alone, as it takes long. */
  readonly isLong?: true;
  /** Undefined where it cannot be made: nobody chooses the session name of a user. */
  readonly apply: (arrivals: readonly Arrival[], surroundings: Surroundings) => readonly Arrival[] | undefined;
}

/** Changes the caller's records one by one; those of which `change` makes nothing stay. */
export function eachRecord(
  change: (record: CloudTrailRecord, at: number, surroundings: Surroundings) => CloudTrailRecord | undefined,
): Change['apply'] {
  return (arrivals, surroundings) => {
    const changed = arrivals.map((arrival, at) => {
      const detail = arrival.isDecoy ? undefined : change(arrival.event.detail, at, surroundings);
      return detail ? { ...arrival, event: { ...arrival.event, detail } } : arrival;
    });
    return changed.some((arrival, at) => arrival !== arrivals[at]) ? changed : undefined;
  };
}

/** An object with another value at a path; `undefined` removes it. Objects that are missing on the way are made. */
export function withValue(from: JsonObject, [key = '', ...rest]: readonly string[], value: unknown): JsonObject {
  const { [key]: old, ...others } = from;
  if (rest.length > 0) return { ...from, [key]: withValue(isObject(old) ? old : {}, rest, value) };
  return value === undefined ? others : { ...from, [key]: value };
}

/** A value with every object in it changed, the innermost first. */
export function eachObject(value: unknown, change: (object: JsonObject) => unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => eachObject(element, change));
  if (!isObject(value)) return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, eachObject(inner, change)])));
}
