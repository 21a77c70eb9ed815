import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Counted, type CountedHit, countHit, type Limits } from '../../src/state/threshold.ts';

const MINUTE_MS = 60_000;
const LIMITS: Limits = { count: 3, windowMs: 10 * MINUTE_MS, joinMs: 10 * MINUTE_MS };

/** An event that happened some minutes after the start, in whole milliseconds: fractions of minutes are no exact numbers. */
const hit = (event: string, minutes: number, value?: string): CountedHit => ({
  ...{ event, timeMs: Math.round(minutes * MINUTE_MS) },
  ...(value !== undefined && { value }),
});

/** What is remembered of hits, which nobody may change. */
function countAll(hits: readonly CountedHit[], limits = LIMITS) {
  let counted: Counted | undefined;
  const rang: string[] = [];
  for (const each of hits) {
    const { rings, next } = countHit(counted, each, limits);
    if (rings) rang.push(each.event);
    if (next) counted = { ...next, hits: Object.freeze([...next.hits]) };
  }
  return { rang, events: counted?.hits.map(({ event }) => event) };
}

describe('a threshold that counts values', () => {
  test.each([
    ['the same again and again', ['a', 'a', 'a', 'a', 'a'], []],
    ['two that take turns', ['a', 'b', 'a', 'b', 'a'], []],
    ['a third after two that took turns', ['a', 'b', 'a', 'b', 'c'], ['e4']],
    ['a third between the same', ['a', 'c', 'a', 'b', 'b'], ['e3', 'e4']],
  ])('is met by as many different ones as it asks for: %s', (_, values, rang) => {
    expect(countAll(values.map((value, index) => hit(`e${index}`, 0, value))).rang).toEqual(rang);
  });
});

describe('what is remembered', () => {
  test('is in order of time, however late an event comes', () => {
    expect(countAll([hit('a', 0), hit('c', 2), hit('b', 1)]).events).toEqual(['a', 'b', 'c']);
  });

  test('is the same where an event comes again', () => {
    const { next } = countHit(undefined, hit('a', 0), LIMITS);
    expect(countHit(next, hit('a', 0), LIMITS).next).toBeUndefined();
  });

  test('is what is more than the window and 15 minutes old no longer', () => {
    expect(countAll([hit('a', 0), hit('b', 0.001), hit('c', 25)]).events).toEqual(['b', 'c']);
  });

  test('is small, however often the same comes', () => {
    const limits = { ...LIMITS, count: 2 };
    const same = Array.from({ length: 2_000 }, (_, index) => hit(`e${index}`, index / 200, 'a'));
    expect(countAll([hit('rare', 0, 'b'), ...same], limits).events?.length).toBeLessThan(50);
  });
});

/** Whether an event is one of enough in a window, by looking at all that came before it. */
function isOneOfEnough(before: readonly CountedHit[], { timeMs }: CountedHit, { count, windowMs }: Limits): boolean {
  const ends = new Set(
    before.map((each) => each.timeMs).filter((endMs) => timeMs <= endMs && timeMs > endMs - windowMs),
  );
  return [...ends].some((endMs) => {
    const within = before.filter((each) => each.timeMs <= endMs && each.timeMs > endMs - windowMs);
    return new Set(within.map(({ value, event }) => value ?? event)).size >= count;
  });
}

test.each([
  ['events', false],
  ['values', true],
])('of %s, as many others as may come, in any order, push out none that counts', (_, ofValues) => {
  const limits: Limits = { count: 3, windowMs: 10 * MINUTE_MS, joinMs: 0 };
  // Up to 15 minutes late, mostly of a few values, in bursts or not.
  const events = fc.array(
    fc.record({
      second: fc.oneof(
        { weight: 1, arbitrary: fc.nat(1_400) },
        { weight: 7, arbitrary: fc.integer({ min: 1_200, max: 1_300 }) },
      ),
      value: fc.oneof(fc.constant(0), fc.nat(3)),
    }),
    { minLength: 70, maxLength: 130 },
  );
  fc.assert(
    fc.property(events, (all) => {
      let counted: Counted | undefined;
      const before: CountedHit[] = [];
      for (const [index, { second, value }] of all.entries()) {
        const each = hit(`e${index}`, second / 60, ofValues ? `v${value}` : undefined);
        before.push(each);
        // Without a note of when it was crossed, so that only what is remembered decides.
        const { hits = [] } = counted ?? {};
        const { rings, next } = countHit({ hits }, each, limits);
        expect(rings).toBe(isOneOfEnough(before, each, limits));
        counted = next ?? counted;
      }
    }),
    { numRuns: 80 },
  );
});

test.each([
  ['events', () => undefined],
  ['long values', (index: number) => `${index} `.padEnd(73, '\u6f22')],
])('what does not fit into an item is told, as it may be one of enough: %s', (_, nth) => {
  const limits: Limits = { count: 500, windowMs: MINUTE_MS, joinMs: MINUTE_MS };
  const hits = Array.from({ length: 7_200 }, (_, index) => hit(`e${index}`.padEnd(8), index / 480, nth(index)));
  const counted = countHit({ hits }, hit('last', 15, nth(9_999)), limits).next;
  expect(Buffer.byteLength(JSON.stringify(counted))).toBeLessThan(380_000);
  expect(countHit(counted, hit('late', 0, nth(0)), limits)).toMatchObject({ rings: true, overflowed: true });
  expect(countHit(counted, hit('newest', 20, nth(0)), limits)).toMatchObject({ rings: false });
});
