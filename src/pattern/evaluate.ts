import type { Found, Held, Place } from './event-values.ts';
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
 */
function satisfiesInArrays(leaves: readonly CompiledLeaf[], held: readonly Held[]): boolean {
  let bounds: Bound[] = [new Map()];
  for (const { slot, test, absent } of leaves) {
    const found = allFound(held[slot]);
    const next = new Map<string, Bound>();
    for (const bound of bounds) {
      const consistent = found.filter(({ place }) => agrees(bound, place));
      if (absent && consistent.length === 0) next.set(keyOf(bound), bound);
      for (const { value, place } of consistent) {
        if (!test(value)) continue;
        const extended = extend(bound, place);
        next.set(keyOf(extended), extended);
      }
    }
    if (next.size === 0) return false;
    bounds = [...next.values()];
  }
  return true;
}

function allFound(held: Held): readonly Found[] {
  if (held === undefined) return [];
  return Array.isArray(held) ? held : [{ value: held, place: undefined }];
}

function agrees(bound: Bound, place: Place | undefined): boolean {
  for (let at = place; at !== undefined; at = at.outer) {
    const index = bound.get(at.array);
    if (index !== undefined && index !== at.index) return false;
  }
  return true;
}

function extend(bound: Bound, place: Place | undefined): Bound {
  if (place === undefined) return bound;
  const extended = new Map(bound);
  for (let at: Place | undefined = place; at !== undefined; at = at.outer) extended.set(at.array, at.index);
  return extended;
}

function keyOf(bound: Bound): string {
  return [...bound].sort(([a], [b]) => a - b).join(';');
}
