import type { Hit } from './hit.ts';

/** The events of one key that a threshold counts. */
export interface Counted {
  /** By time. */
  readonly hits: readonly CountedHit[];
  /** Time of the event that crossed the threshold last. */
  readonly crossedMs?: number;
  /** Where not all would fit that a window may need: time of the newest event that was left out. */
  readonly leftOutMs?: number;
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
const TOLERANCE_MS = 15 * 60_000;
/** Hits beyond those that a window can need, so that the first message of a threshold counts them too. */
const SPARE = 10;
/** DynamoDB refuses an item over 400 kB; a hit without its value has 60 bytes at most. */
const MAX_BYTES = 300_000;
const HIT_BYTES = 60;

export interface Judged {
  readonly rings: boolean;
  /** It rings because there was no room to remember all that it depends on. */
  readonly overflowed?: true;
  readonly hits: readonly CountedHit[];
  readonly next: Counted | undefined;
}

/** Whether an event, in whatever order it comes, is one of enough within a window, and which hits those are. */
export function countHit(counted: Counted | undefined, hit: CountedHit, limits: Limits): Judged {
  const before = counted?.hits ?? [];
  const known = before.some(({ event }) => event === hit.event);
  const hits = known
    ? before
    : before.toSpliced(before.findLastIndex(({ timeMs }) => timeMs <= hit.timeMs) + 1, 0, hit);
  const within = fullWindow(hits, hit, limits);
  const isAfter = follows(counted, hit, limits);
  const crosses = within !== undefined && !isAfter;
  const crossedMs = crosses ? Math.max(hit.timeMs, counted?.crossedMs ?? 0) : counted?.crossedMs;
  const leftOutMs = counted?.leftOutMs;
  const overflowed = !within && !isAfter && leftOutMs !== undefined && hit.timeMs - limits.windowMs < leftOutMs;
  return {
    rings: within !== undefined || isAfter || overflowed,
    ...(overflowed && { overflowed }),
    hits: within ?? [hit],
    next:
      known && !crosses
        ? undefined
        : { ...remembered(hits, hit, { ...limits, leftOutMs }), ...(crossedMs !== undefined && { crossedMs }) },
  };
}

/** Whether an event is older than what is remembered of its key. */
export function isForgotten({ hits }: Counted, { timeMs }: Hit, { windowMs }: Limits): boolean {
  return timeMs <= horizonOf(hits, windowMs);
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

/** Without what no window can need; if that is not enough for an item, without the oldest, and with a note of how far. */
function remembered(
  hits: readonly CountedHit[],
  hit: CountedHit,
  { count, windowMs, leftOutMs: before }: Limits & { readonly leftOutMs: number | undefined },
): Pick<Counted, 'hits' | 'leftOutMs'> {
  const horizonMs = horizonOf(hits, windowMs);
  const first = hits.findIndex(({ timeMs }) => timeMs > horizonMs);
  const recent = first > 0 ? hits.slice(first) : hits;
  const cell = Math.floor(hit.timeMs / windowMs);
  const kept = thinned(recent, (timeMs) => Math.floor(timeMs / windowMs) === cell, count);
  const start = startThatFits(kept);
  const leftOutMs = Math.max(before ?? 0, kept[start - 1]?.timeMs ?? 0);
  return { hits: start > 0 ? kept.slice(start) : kept, ...(leftOutMs > 0 && { leftOutMs }) };
}

function horizonOf(hits: readonly CountedHit[], windowMs: number): number {
  return (hits.at(-1)?.timeMs ?? 0) - windowMs - TOLERANCE_MS;
}

/**
 * Without what no window can need of a cell, a stretch of time as long as a window: a window holds all of it, or its beginning,
 * or its end. So as many different names as are counted, each where it comes first, and as many where it comes last, are enough,
 * whatever and however much is between.
 */
function thinned(
  hits: readonly CountedHit[],
  isInCell: (timeMs: number) => boolean,
  count: number,
): readonly CountedHit[] {
  if (hits.length <= 2 * count + SPARE) return hits;
  const cell = hits.filter(({ timeMs }) => isInCell(timeMs));
  if (cell.length <= 2 * count + SPARE) return hits;
  const kept = new Set([...firstOfEach(cell, count), ...firstOfEach(cell.toReversed(), count)]);
  return hits.filter((hit) => kept.has(hit) || !isInCell(hit.timeMs));
}

/** The first hits of so many different names. */
function firstOfEach(hits: readonly CountedHit[], count: number): Iterable<CountedHit> {
  const firsts = new Map<string, CountedHit>();
  for (const hit of hits) {
    const name = countedName(hit);
    if (!firsts.has(name)) firsts.set(name, hit);
    if (firsts.size >= count) break;
  }
  return firsts.values();
}

/** From where on hits fit into an item. */
function startThatFits(hits: readonly CountedHit[]): number {
  let room = MAX_BYTES;
  return (
    hits.findLastIndex(({ value }) => {
      room -= HIT_BYTES + 3 * (value?.length ?? 0);
      return room < 0;
    }) + 1
  );
}
