/** What happened of the two rules of a sequence, for one key. Both are in one item, so that whichever comes last sees the other. */
export interface Happened {
  /** When findings of the rule that must come first happened, by time. */
  readonly firsts: readonly Span[];
  /** Findings of the rule that follows, which were held as nothing had come before: the first may still come, late. */
  readonly waiting: readonly Waiting[];
}

/**
 * Times of which no neighbours are further apart than the sequence's `within`. What follows within that time of any of them
 * is just what follows so upon the span: whatever is between can be forgotten, and no number of events makes it larger.
 */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  /** Set where there were too many spans and two became one, though they are further apart. */
  readonly hasGaps?: true;
}

export interface Waiting {
  readonly findingId: string;
  readonly timeMs: number;
}

export interface Followed {
  readonly rings: boolean;
  /** It rings because there was no room to remember all that it depends on. */
  readonly overflowed?: true;
  readonly next: Happened | undefined;
}

const NOTHING: Happened = { firsts: [], waiting: [] };
/** Events more than `within` apart from one another: with a `within` of an hour, of four days at least. */
const MAX_SPANS = 100;
const MAX_WAITING = 500;
/** Where too many wait: what has waited for longer waits no more. */
const LONGEST_WAIT_MS = 24 * 60 * 60_000;

/** A finding of the first rule: which held ones follow it after all. */
export function markFirst(
  { firsts, waiting }: Happened = NOTHING,
  timeMs: number,
  withinMs: number,
): { readonly released: readonly string[]; readonly next: Happened | undefined } {
  const grown = withTime(firsts, timeMs, withinMs);
  return {
    released: waiting
      .filter((held) => follows(held.timeMs, { fromMs: timeMs, toMs: timeMs }, withinMs))
      .map(({ findingId }) => findingId),
    next: grown && { firsts: grown, waiting },
  };
}

/** A finding of the rule that follows: whether a first came before it. If not, it waits; where too many wait, it rings at once. */
export function markThen({ firsts, waiting }: Happened = NOTHING, held: Waiting, withinMs: number): Followed {
  const before = firsts.filter((span) => follows(held.timeMs, span, withinMs));
  if (before.length > 0) {
    return { rings: true, ...(before.every(({ hasGaps }) => hasGaps) && { overflowed: true }), next: undefined };
  }
  if (waiting.some(({ findingId }) => findingId === held.findingId)) return { rings: false, next: undefined };
  const all = [...waiting, held];
  const kept = all.length > MAX_WAITING ? withoutOld(all) : all;
  return kept.length > MAX_WAITING || !kept.includes(held)
    ? { rings: true, overflowed: true, next: undefined }
    : { rings: false, next: { firsts, waiting: kept } };
}

/** CloudTrail's times are whole seconds: of two in the same second either may have been first. */
function follows(timeMs: number, { fromMs, toMs }: Span, withinMs: number): boolean {
  return fromMs <= timeMs && timeMs - toMs <= withinMs;
}

/** The spans with a time in them; undefined where one holds it already. */
function withTime(spans: readonly Span[], timeMs: number, withinMs: number): readonly Span[] | undefined {
  if (spans.some(({ fromMs, toMs }) => fromMs <= timeMs && timeMs <= toMs)) return undefined;
  const isNear = ({ fromMs, toMs }: Span): boolean => fromMs - timeMs <= withinMs && timeMs - toMs <= withinMs;
  const apart = spans.filter((span) => !isNear(span));
  const joined = joinSpans([...spans.filter(isNear), { fromMs: timeMs, toMs: timeMs }]);
  const [oldest, next, ...newer] = [...apart, joined].sort((a, b) => a.fromMs - b.fromMs);
  if (!oldest || !next) return [joined];
  // The oldest: what comes now is held against the newest, of which nothing is lost.
  return newer.length < MAX_SPANS - 1
    ? [oldest, next, ...newer]
    : [{ ...joinSpans([oldest, next]), hasGaps: true }, ...newer];
}

function joinSpans(spans: readonly Span[]): Span {
  return {
    fromMs: Math.min(...spans.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...spans.map(({ toMs }) => toMs)),
    ...(spans.some(({ hasGaps }) => hasGaps) && { hasGaps: true }),
  };
}

function withoutOld(waiting: readonly Waiting[]): readonly Waiting[] {
  const newestMs = Math.max(...waiting.map(({ timeMs }) => timeMs));
  return waiting.filter(({ timeMs }) => timeMs >= newestMs - LONGEST_WAIT_MS);
}
