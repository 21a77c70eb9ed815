import { ArrayValues } from './array-values.ts';
import type { Held, Place } from './event-values.ts';
import type { Matcher, Scalar } from './matcher.ts';

/** A leaf ready to be evaluated. */
export interface CompiledLeaf {
  /** The number of its path. */
  readonly slot: number;
  readonly matchers: readonly Matcher[];
  /** Whether a value that is there satisfies it. */
  readonly test: (value: Scalar) => boolean;
  /** Whether `exists: false` is among its alternatives. */
  readonly absent: boolean;
}

/** Whether the values that an event holds satisfy all leaves of a branch. */
export function satisfies(leaves: readonly CompiledLeaf[], held: readonly Held[]): boolean {
  for (const { slot, test, absent } of leaves) {
    const value = held[slot];
    if (Array.isArray(value)) return satisfiesInArrays(leaves, held);
    if (value === undefined ? !absent : !test(value)) return false;
  }
  return true;
}

/** Array elements that the values chosen so far are in, by array. */
type Bound = ReadonlyMap<number, number>;

/**
 * The same where arrays are involved: no two leaves may take their values from different elements of one array. As in EventBridge,
 * `exists: false` is judged when its turn comes: nothing of that path may be in the elements bound by the leaves before it. So with
 * `v: [{a: 1}, {b: 2}]` the pattern `{v: {a: [1], b: [{exists: false}]}}` matches.
 *
 * Arrays that no later leaf has values in are forgotten, and values are looked up by their element: the time stays in proportion to
 * the number of values.
 */
function satisfiesInArrays(leaves: readonly CompiledLeaf[], held: readonly Held[]): boolean {
  const values = leaves.map(({ slot }) => new ArrayValues(held[slot]));
  const neededLater = values.map((_, at) => new Set(values.slice(at + 1).flatMap(({ arrays }) => [...arrays])));
  let bounds: Bound[] = [new Map()];
  for (const [at, { test, absent }] of leaves.entries()) {
    const next = new Map<string, Bound>();
    const add = (bound: Bound): unknown => next.set([...bound].join(';'), bound);
    for (const bound of bounds) {
      const consistent = values[at]?.within(bound) ?? [];
      if (absent && consistent.length === 0) add(bound);
      for (const { value, place } of consistent)
        if (test(value)) add(extend(bound, place, neededLater[at] ?? new Set()));
    }
    if (next.size === 0) return false;
    bounds = [...next.values()];
  }
  return true;
}

/** Sorted by array, so that equal bounds look alike. */
function extend(bound: Bound, place: Place | undefined, needed: ReadonlySet<number>): Bound {
  const extended = new Map(bound);
  for (let at = place; at !== undefined; at = at.outer) extended.set(at.array, at.index);
  return new Map([...extended].filter(([array]) => needed.has(array)).sort(([a], [b]) => a - b));
}
