import { describe, expect, test } from '@jest/globals';
import { type Counted, type CountedHit, countHit, type Limits, TOLERANCE_MS } from '../../src/state/threshold.ts';

const MINUTE_MS = 60_000;
const LIMITS: Limits = { count: 3, windowMs: 10 * MINUTE_MS, joinMs: 10 * MINUTE_MS };

/** An event that happened some minutes after the start. */
const hit = (event: string, minutes: number, value?: string): CountedHit => ({
  ...{ event, timeMs: minutes * MINUTE_MS },
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
  const limits = { ...LIMITS, count: 2 };
  const most = 2 * limits.count + 50;
  const many = (value?: string) => Array.from({ length: most }, (_, index) => hit(`e${index}`, 0, value));
  const names = (from: number) => Array.from({ length: most - from }, (_, index) => `e${index + from}`);

  test('is in order of time, however late an event comes', () => {
    expect(countAll([hit('a', 0), hit('c', 2), hit('b', 1)]).events).toEqual(['a', 'b', 'c']);
  });

  test('is the same where an event comes again', () => {
    const { next } = countHit(undefined, hit('a', 0), LIMITS);
    expect(countHit(next, hit('a', 0), LIMITS).next).toBeUndefined();
  });

  test('is what is too old for any window no longer', () => {
    const tooOld = (LIMITS.windowMs + TOLERANCE_MS) / MINUTE_MS;
    expect(countAll([hit('a', 0), hit('b', 1), hit('c', tooOld)]).events).toEqual(['b', 'c']);
  });

  test.each([
    ['the oldest event', [...many(), hit('last', 1)], [...names(1), 'last']],
    ['the oldest of a value that came again', [hit('rare', 0, 'b'), ...many('a')], ['rare', ...names(1)]],
    [
      'the oldest, where no value came again',
      [...many().map((each, index) => ({ ...each, value: `${index}` })), hit('last', 1, 'new')],
      [...names(1), 'last'],
    ],
  ])('of too many is without %s', (_, hits, events) => {
    expect(countAll(hits, limits).events).toEqual(events);
  });
});
