import type { Hit } from './hit.ts';

/** The events of one key that a threshold counts. */
export interface Counted {
  /** By time. */
  readonly hits: readonly CountedHit[];
  /** Time of the event that crossed the threshold last. */
  readonly crossedMs?: number;
}

export interface CountedHit extends Hit {
  /** The value to count, where values are counted and not events. */
  readonly value?: string;
}

export interface Limits {
  readonly count: number;
  readonly windowMs: number;
  /** How long after the crossing later events ring too. */
  readonly joinMs: number;
}

/** How late an event may come and still find the events that it counts with. */
export const TOLERANCE_MS = 15 * 60_000;

/** Whether an event, in whatever order it comes, is one of enough within a window, and which hits those are. */
export function countHit(
  counted: Counted | undefined,
  hit: CountedHit,
  limits: Limits,
): { readonly rings: boolean; readonly hits: readonly CountedHit[]; readonly next: Counted | undefined } {
  const before = counted?.hits ?? [];
  const known = before.some(({ event }) => event === hit.event);
  const hits = known
    ? before
    : before.toSpliced(before.findLastIndex(({ timeMs }) => timeMs <= hit.timeMs) + 1, 0, hit);
  const within = fullWindow(hits, hit, limits);
  const crosses = within !== undefined && !follows(counted, hit, limits);
  const crossedMs = crosses ? Math.max(hit.timeMs, counted?.crossedMs ?? 0) : counted?.crossedMs;
  return {
    rings: within !== undefined || follows(counted, hit, limits),
    hits: within ?? [hit],
    next:
      known && !crosses ? undefined : { hits: bounded(hits, limits), ...(crossedMs !== undefined && { crossedMs }) },
  };
}

/** Whether an event belongs to the crossing before: soon after it, or before it and late. */
function follows(counted: Counted | undefined, { timeMs }: Hit, { windowMs, joinMs }: Limits): boolean {
  const crossedMs = counted?.crossedMs;
  return crossedMs !== undefined && timeMs > crossedMs - windowMs && timeMs < crossedMs + joinMs;
}

/** The events of the first window that holds the given one and enough others. */
function fullWindow(
  hits: readonly CountedHit[],
  { timeMs }: Hit,
  { count, windowMs }: Limits,
): readonly CountedHit[] | undefined {
  if (!haveNames(hits, count)) return undefined;
  const counts = new Map<string, number>();
  let start = 0;
  for (const [at, end] of hits.entries()) {
    if (end.timeMs >= timeMs + windowMs) return undefined;
    add(counts, end, 1);
    for (let first = hits[start]; first && first.timeMs <= end.timeMs - windowMs; first = hits[start]) {
      add(counts, first, -1);
      start += 1;
    }
    const isWhole = end.timeMs >= timeMs && hits[at + 1]?.timeMs !== end.timeMs;
    if (isWhole && counts.size >= count) return hits.slice(start, at + 1);
  }
  return undefined;
}

/** Whether so many different names are among the hits. */
function haveNames(hits: readonly CountedHit[], count: number): boolean {
  if (hits.length < count) return false;
  const names = new Set<string>();
  let last: string | undefined;
  for (const hit of hits) {
    const name = countedName(hit);
    // Most often the same value comes again and again.
    if (name !== last && names.add(name).size >= count) return true;
    last = name;
  }
  return false;
}

/** Adds to how often what is counted occurs; what does no more is forgotten. */
function add(counts: Map<string, number>, hit: CountedHit, more: number): void {
  const name = countedName(hit);
  const times = (counts.get(name) ?? 0) + more;
  if (times > 0) counts.set(name, times);
  else counts.delete(name);
}

/** What a hit counts as. */
export function countedName({ value, event }: Pick<CountedHit, 'value' | 'event'>): string {
  return value ?? event;
}

/** Without what no window can need, nor the oldest of what would make the item too big: first those of a value that came again. */
function bounded(hits: readonly CountedHit[], { count, windowMs }: Limits): readonly CountedHit[] {
  const horizonMs = (hits.at(-1)?.timeMs ?? 0) - windowMs - TOLERANCE_MS;
  const first = hits.findIndex(({ timeMs }) => timeMs > horizonMs);
  let kept = first > 0 ? hits.slice(first) : hits;
  while (kept.length > 2 * count + 50) kept = kept.toSpliced(oldestRepeated(kept) ?? 0, 1);
  return kept;
}

/** The place of the oldest hit whose value comes again. */
function oldestRepeated(hits: readonly CountedHit[]): number | undefined {
  const firsts = new Map<string, number>();
  let oldest: number | undefined;
  for (const [at, { value }] of hits.entries()) {
    if (value === undefined) continue;
    const first = firsts.get(value);
    if (first === undefined) firsts.set(value, at);
    else if (oldest === undefined || first < oldest) oldest = first;
    if (oldest === 0) break;
  }
  return oldest;
}
