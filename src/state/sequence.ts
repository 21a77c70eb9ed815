import type { Hit } from './hit.ts';

/** What happened of the two rules of a sequence, for one key. Both are in one item, so that whichever comes last sees the other. */
export interface Happened {
  /** Findings of the rule that must come first. */
  readonly first: readonly Hit[];
  /** Findings of the rule that follows, which were held as nothing had come before: the first may still come, late. */
  readonly waiting: readonly Waiting[];
}

export interface Waiting {
  readonly findingId: string;
  readonly timeMs: number;
}

const MAX_FIRST = 100;
const MAX_WAITING = 50;

/** A finding of the first rule: which held ones follow it after all. */
export function markFirst(
  { first, waiting }: Happened = { first: [], waiting: [] },
  hit: Hit,
  withinMs: number,
): { readonly released: readonly string[]; readonly next: Happened | undefined } {
  const known = first.some(({ event }) => event === hit.event);
  return {
    released: waiting.filter(({ timeMs }) => precedes(hit.timeMs, timeMs, withinMs)).map(({ findingId }) => findingId),
    next: known ? undefined : { first: newest([...first, hit], MAX_FIRST), waiting },
  };
}

/** A finding of the rule that follows: whether a first came before it. If not, it waits. */
export function markThen(
  { first, waiting }: Happened = { first: [], waiting: [] },
  held: Waiting,
  withinMs: number,
): { readonly rings: boolean; readonly next: Happened | undefined } {
  if (first.some(({ timeMs }) => precedes(timeMs, held.timeMs, withinMs))) return { rings: true, next: undefined };
  const known = waiting.some(({ findingId }) => findingId === held.findingId);
  return { rings: false, next: known ? undefined : { first, waiting: newest([...waiting, held], MAX_WAITING) } };
}

/** CloudTrail's times are whole seconds: of two in the same second either may have been first. */
function precedes(firstMs: number, thenMs: number, withinMs: number): boolean {
  return firstMs <= thenMs && thenMs - firstMs <= withinMs;
}

function newest<T extends { readonly timeMs: number }>(list: readonly T[], limit: number): readonly T[] {
  return [...list].sort((a, b) => a.timeMs - b.timeMs).slice(-limit);
}
