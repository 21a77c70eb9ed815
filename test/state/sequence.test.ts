import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Happened, markFirst, markThen } from '../../src/state/sequence.ts';

const HOUR_MS = 3_600_000;

interface Arrival {
  readonly isFirst: boolean;
  readonly seconds: number;
}

/** Which of the findings that follow ring, at once or when what came before them arrives. */
function run(arrivals: readonly Arrival[]): ReadonlySet<string> {
  let happened: Happened | undefined;
  const rang = new Set<string>();
  for (const [index, { isFirst, seconds }] of arrivals.entries()) {
    const held = { findingId: `then ${index}`, timeMs: seconds * 1000 };
    if (isFirst) {
      const { released, next } = markFirst(happened, held.timeMs, HOUR_MS);
      for (const id of released) rang.add(id);
      happened = next ?? happened;
    } else {
      const { rings, next } = markThen(happened, held, HOUR_MS);
      if (rings) rang.add(held.findingId);
      happened = next ?? happened;
    }
  }
  return rang;
}

/** The same, by looking at all of them at once. */
function expected(arrivals: readonly Arrival[]): ReadonlySet<string> {
  const follows = (then: Arrival, first: Arrival) =>
    first.isFirst && first.seconds <= then.seconds && then.seconds - first.seconds <= 3600;
  return new Set(
    arrivals.flatMap((then, index) =>
      !then.isFirst && arrivals.some((first) => follows(then, first)) ? [`then ${index}`] : [],
    ),
  );
}

test('a success rings as it does without decoys, whatever and however many failures come before, between and after it, in any order', () => {
  const failures = fc.array(fc.oneof(fc.nat(3 * 3600), fc.nat(40 * 3600)), { maxLength: 400 });
  const successes = fc.array(fc.nat(3 * 3600), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(failures, successes, fc.infiniteStream(fc.nat()), (firsts, thens, order) => {
      const arrivals = [
        ...firsts.map((seconds) => ({ isFirst: true, seconds })),
        ...thens.map((seconds) => ({ isFirst: false, seconds })),
      ]
        .map((each) => ({ each, place: order.next().value ?? 0 }))
        .sort((a, b) => a.place - b.place)
        .map(({ each }) => each);
      expect(run(arrivals)).toEqual(expected(arrivals));
    }),
    { numRuns: 300 },
  );
});

test.each([100, 10_000])('%i failures after the guess that succeeded do not make it forgotten', (count) => {
  const decoys = Array.from({ length: count }, (_, index) => ({ isFirst: true, seconds: 60 + (index % 3000) }));
  const guess = { isFirst: true, seconds: 0 };
  const success = { isFirst: false, seconds: 10 };
  expect(run([guess, ...decoys, success])).toEqual(new Set([`then ${count + 1}`]));
  expect(run([success, ...decoys, guess])).toEqual(new Set(['then 0']));
});

test('however many failures come, what is remembered of them is small', () => {
  let happened: Happened | undefined;
  for (let index = 0; index < 10_000; index += 1) {
    happened = markFirst(happened, index * 7_200_000, HOUR_MS).next ?? happened;
  }
  expect(JSON.stringify(happened).length).toBeLessThan(8_000);
  // Of so many that are further apart than an hour some cannot be told from the hours between: what may follow them rings.
  const then = (timeMs: number) => markThen(happened, { findingId: 'then', timeMs }, HOUR_MS);
  expect(then(2 * 7_200_000 + 5_400_000)).toMatchObject({ rings: true, overflowed: true });
  expect(then(9_999 * 7_200_000 - 1)).toMatchObject({ rings: false });
});

test('where too many wait for what must come first, the next rings at once, and none that waits is forgotten', () => {
  let happened: Happened | undefined;
  const wait = (index: number) => {
    const followed = markThen(happened, { findingId: `then ${index}`, timeMs: index * 1000 }, HOUR_MS);
    happened = followed.next ?? happened;
    return followed;
  };
  const rang = Array.from({ length: 600 }, (_, index) => wait(index)).flatMap(({ rings, overflowed }, index) =>
    rings && overflowed ? [index] : [],
  );
  expect(rang).toEqual(Array.from({ length: 100 }, (_, index) => 500 + index));
  expect(markFirst(happened, 0, HOUR_MS).released).toHaveLength(500);
});

test('what has waited for more than a day makes room, where too many wait', () => {
  let happened: Happened | undefined;
  for (let index = 0; index < 2_000; index += 1) {
    const held = { findingId: `then ${index}`, timeMs: index * 600_000 };
    const { rings, next } = markThen(happened, held, HOUR_MS);
    expect(rings).toBe(false);
    happened = next ?? happened;
  }
});
