import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { holds, shortId, stateKey, withId, withNewest } from '../../src/state/key.ts';

describe('keys', () => {
  test('are as short for long texts as for short ones', () => {
    expect(stateKey('thread', 'x'.repeat(10_000))).toHaveLength('thread#'.length + 22);
  });

  test('tell apart what other separators would run together', () => {
    expect(stateKey('thread', 'a', 'b#c')).not.toBe(stateKey('thread', 'a#b', 'c'));
    expect(stateKey('thread', 'a')).not.toBe(stateKey('thread', ['a']));
    expect(stateKey('thread', 1)).not.toBe(stateKey('thread', '1'));
  });
});

describe('a set of short ids', () => {
  const ids = fc.array(
    fc.string().map((text) => shortId(text)),
    { maxLength: 30 },
  );

  test('holds what was put in and nothing else', () => {
    fc.assert(
      fc.property(ids, fc.string(), (put, other) => {
        const set = put.reduce((all, id) => withId(all, id, 100), '');
        expect(put.every((id) => holds(set, id))).toBe(true);
        expect(holds(set, shortId(other))).toBe(put.includes(shortId(other)));
      }),
    );
  });

  test('holds no id that only the ends of two others make', () => {
    expect(holds('abcdefghijklmnop', 'efghijkl')).toBe(false);
  });

  test('drops the oldest past its limit', () => {
    const set = ['one', 'two', 'three'].reduce((all, text) => withId(all, shortId(text), 2), '');
    expect(['one', 'two', 'three'].map((text) => holds(set, shortId(text)))).toEqual([false, true, true]);
  });

  test('can keep what was used last instead of what was put in last', () => {
    const set = ['one', 'two', 'one', 'three'].reduce((all, text) => withNewest(all, [shortId(text)], 2), '');
    expect(['one', 'two', 'three'].map((text) => holds(set, shortId(text)))).toEqual([true, false, true]);
  });
});
