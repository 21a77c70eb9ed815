import type { Finding } from '../finding/finding.ts';
import { lazyObject } from '../finding/lazy.ts';
import type { FirstSeen, Sequence, Threshold } from '../rule/correlation.ts';
import type { Rule } from '../rule/rule.ts';
import { type Evidence, memoryKey } from './evidence.ts';
import { type Seen, seeKey } from './first-seen.ts';
import { toHeld } from './held.ts';
import { hitOf, valuesAt } from './hit.ts';
import { holds, isFull, type ShortIds, stateKey, withId } from './key.ts';
import { MEMORY_MS } from './once.ts';
import { type Happened, markFirst, markThen } from './sequence.ts';
import { change, type Item, type NextItem, type State } from './store.ts';
import { type Counted, type CountedHit, countHit, isForgotten } from './threshold.ts';

/** Whether a finding is to be told, or held. */
export interface Verdict {
  readonly rings: boolean;
  /** It rings because more happened than can be remembered, and so it cannot be known whether it should. */
  readonly overflowed?: true;
  /** The event of the finding, and those that a threshold counted with it. */
  readonly hits: readonly CountedHit[];
}

export interface Correlator {
  /**
   * The verdict of a rule's threshold, first-seen or sequence on a finding, which is asked for only where it has to wait. The same
   * finding has the same verdict when it comes again, and findings may come in any order. Costs a read, and a write where there
   * is something to remember.
   * @throws StateError
   */
  judge(rule: Rule, evidence: Evidence, finding: () => Finding): Promise<Verdict>;
  /**
   * For a finding that a sequence begins with: the findings of the rule that follows which came before it and were held, and
   * now ring. The same when it comes again. @throws StateError
   */
  release(rule: Rule & { readonly sequence: Sequence }, finding: Finding): Promise<readonly Finding[]>;
}

/** What an item of correlation holds: the events that rang ring again when they come again, however much has changed. */
interface Memory<T> {
  readonly data: T;
  readonly rang: ShortIds;
}

/** A finding under judgement. */
interface Case {
  readonly rule: Rule;
  readonly evidence: Evidence;
  readonly hit: CountedHit;
}

const MAX_RANG = 1000;
/** A rule learns once. */
const LEARNED_MS = 10 * 365 * 86_400_000;

/** `learns`: whether a rule that looks for what is new stays silent at first. */
export function createCorrelator(state: State, { learns }: { readonly learns: boolean }): Correlator {
  const { store, now } = state;
  const evaluatedSince = new Map<string, number>();

  /** When a rule was evaluated for the first time. */
  const sinceMs = async (ruleId: string): Promise<number> => {
    const known = evaluatedSince.get(ruleId);
    if (known !== undefined) return known;
    const since = await change<number, number>(store, stateKey('evaluated', ruleId), (found) =>
      found === undefined
        ? { result: now(), next: { data: now(), expiresAtMs: now() + LEARNED_MS } }
        : { result: found },
    );
    evaluatedSince.set(ruleId, since);
    return since;
  };

  const judgeNew = async (each: Case, { withinSeconds, learningSeconds }: FirstSeen): Promise<Verdict> => {
    const learning = learns && (await sinceMs(each.rule.id)) + learningSeconds * 1000 > now();
    const withinMs = withinSeconds * 1000;
    return decide<Seen>(state, each, { keepMs: withinMs }, (seen) => {
      const { isNew, next } = seeKey(seen, each.hit, withinMs);
      return { rings: isNew && !learning, hits: [each.hit], next };
    });
  };

  const judgeNext = async (each: Case, { withinSeconds }: Sequence, finding: () => Finding): Promise<Verdict> => {
    const withinMs = withinSeconds * 1000;
    const { key, findingId } = each.evidence;
    if (key === undefined || findingId === undefined) return { rings: false, hits: [each.hit] };
    const waiting = { findingId, timeMs: each.hit.timeMs };
    const item = await store.read(key);
    if (!markThen((item?.data as Memory<Happened> | undefined)?.data, waiting, withinMs).rings) {
      // First the finding, then the note that it waits: who finds the note finds the finding.
      const expiresAtMs = now() + withinMs + MEMORY_MS;
      const next = lazyObject<NextItem>({ data: () => toHeld(finding()), expiresAtMs: () => expiresAtMs });
      await store.write(stateKey('held', findingId), undefined, next);
    }
    return decide<Happened>(state, each, { keepMs: withinMs, start: { item } }, (happened) => ({
      hits: [each.hit],
      ...markThen(happened, waiting, withinMs),
    }));
  };

  return {
    judge: (rule, evidence, finding) => {
      const { event, timeMs = now(), value } = evidence;
      const each = { rule, evidence, hit: { event, timeMs, ...(value !== undefined && { value }) } };
      if (rule.threshold) return judgeCount(state, each, rule.threshold);
      if (rule.firstSeen) return judgeNew(each, rule.firstSeen);
      if (rule.sequence) return judgeNext(each, rule.sequence, finding);
      return Promise.resolve({ rings: true, hits: [each.hit] });
    },
    release: async (rule, finding) => {
      const { after, withinSeconds } = rule.sequence;
      const withinMs = withinSeconds * 1000;
      const values = valuesAt(finding, after.by);
      if (values.includes(null)) return [];
      const { timeMs } = hitOf(finding, now);
      const released = await change<Memory<Happened>, readonly string[]>(
        store,
        memoryKey('sequence', rule, values),
        (memory) => {
          const step = markFirst(memory?.data, timeMs, withinMs);
          const expiresAtMs = now() + withinMs + MEMORY_MS;
          const next = step.next && { data: { data: step.next, rang: memory?.rang ?? '' }, expiresAtMs };
          return { result: step.released, ...(next && { next }) };
        },
      );
      const items = await Promise.all(released.map((findingId) => store.read(stateKey('held', findingId))));
      return items.flatMap((item) => (item ? [item.data as Finding] : []));
    },
  };
}

function judgeCount(state: State, each: Case, { count, windowSeconds }: Threshold): Promise<Verdict> {
  // A threshold asks for two at least.
  if (each.evidence.isAlone) return Promise.resolve({ rings: false, hits: [each.hit] });
  const windowMs = windowSeconds * 1000;
  const limits = { count, windowMs, joinMs: (each.rule.group?.windowSeconds ?? windowSeconds) * 1000 };
  return decide<Counted>(state, each, { keepMs: Math.max(windowMs, limits.joinMs) }, (counted) => ({
    ...countHit(counted, each.hit, limits),
    isForgotten: counted !== undefined && isForgotten(counted, each.hit, limits),
  }));
}

function keyOf({ rule, evidence: { key } }: Case): string {
  if (key === undefined) throw new TypeError(`no key of the memory of ${rule.id}`);
  return key;
}

/** Applies a step to what is remembered of a case. */
function decide<T>(
  { store, now }: State,
  each: Case,
  { keepMs, start }: { readonly keepMs: number; readonly start?: { readonly item: Item | undefined } },
  step: (data: T | undefined) => Verdict & { readonly next: T | undefined; readonly isForgotten?: boolean },
): Promise<Verdict> {
  const { event } = each.hit;
  return change<Memory<T | undefined>, Verdict>(
    store,
    keyOf(each),
    (memory) => {
      const { rings, overflowed, hits, next, isForgotten } = step(memory?.data);
      const before = memory?.rang ?? '';
      const known = holds(before, event);
      // One that rang, and comes again when so many others have, must not be lost: its first attempt may not have been told.
      const mayHaveRung = isForgotten === true && !rings && !known && isFull(before, MAX_RANG);
      const rang = rings || mayHaveRung ? withId(before, event, MAX_RANG) : before;
      const result = {
        rings: rings || known || mayHaveRung,
        ...((overflowed || mayHaveRung) && !known && { overflowed: true as const }),
        hits,
      };
      if (next === undefined && rang === before) return { result };
      return { result, next: { data: { data: next ?? memory?.data, rang }, expiresAtMs: now() + keepMs + MEMORY_MS } };
    },
    start,
  );
}
