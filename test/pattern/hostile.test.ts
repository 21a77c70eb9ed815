import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { satisfies } from '../../src/pattern/evaluate.ts';
import type { Found } from '../../src/pattern/event-values.ts';
import { compilePattern, compilePatternSet, PatternError } from '../../src/pattern/index.ts';

const DEPTH = 10_000;

/** A value at its place, whose readings are counted. */
type Find = (value: Found['value'], place: Found['place']) => Found;

function nestedText(depth: number, inner: string): string {
  return '{"a":'.repeat(depth) + inner + '}'.repeat(depth);
}

function codeOf(pattern: unknown): string {
  try {
    compilePattern(pattern);
    return 'none';
  } catch (error) {
    if (error instanceof PatternError) return error.code;
    throw error;
  }
}

describe('nesting of 10,000 levels', () => {
  test.each([
    ['in a pattern', JSON.parse(nestedText(DEPTH, '["x"]'))],
    ['in the text of a pattern', nestedText(DEPTH, '["x"]')],
    ['in a list of a pattern', `{"a":${'['.repeat(DEPTH)}`],
    ['in a dotted key', { [Array(DEPTH).fill('a').join('.')]: ['x'] }],
  ])('%s is refused', (_, pattern) => {
    expect(codeOf(pattern)).toMatch(/^(too-deep|bad-value)$/);
  });

  test('in an event is passed over', () => {
    const match = compilePattern({ a: { a: [{ exists: false }] } });
    expect(match(JSON.parse(nestedText(DEPTH, '"x"')))).toBe(true);
    expect(match(JSON.parse(`{"a":{"a":${'['.repeat(DEPTH)}1${']'.repeat(DEPTH)}}}`))).toBe(false);
  });
});

describe('keys that objects inherit', () => {
  test.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf'])('%s is an ordinary key', (key) => {
    const pattern = `{${JSON.stringify(key)}:{"name":["x"]}}`;
    const event: unknown = JSON.parse(`{${JSON.stringify(key)}:{"name":"x"}}`);
    expect(compilePattern(pattern)(event)).toBe(true);
    expect(compilePattern(JSON.parse(pattern))(event)).toBe(true);
    expect(compilePattern(pattern)({})).toBe(false);
    expect(compilePattern(`{${JSON.stringify(key)}:[{"exists":true}]}`)({ a: 1 })).toBe(false);
  });

  test('an id may be one of them', () => {
    const patterns = JSON.parse('{"__proto__":{"a":[1]},"constructor":{"a":[2]}}');
    expect(compilePatternSet(patterns)({ a: 1 })).toEqual(['__proto__']);
  });
});

describe('work stays in proportion', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('to the parts of a wildcard: each is looked for once, from where the one before was found', () => {
    const text = 'abcd'.repeat(500);
    const match = compilePattern({ a: [{ wildcard: 'a*b*c*d*z*d' }] });
    const from: unknown[] = [];
    const indexOf = String.prototype.indexOf;
    jest.spyOn(String.prototype, 'indexOf').mockImplementation(function (this: unknown, ...args) {
      if (this === text || String(this) === text) from.push(args[1]);
      return indexOf.apply(this as string, args);
    });
    expect(match({ a: text })).toBe(false);
    expect(from).toEqual([1, 2, 3, 4]);
  });

  const any = { matchers: [], test: () => true, absent: false };
  const one = { ...any, test: (value: unknown) => value === 1 };

  test.each([
    [
      'two fields of the elements of one array, and a third that is in others',
      [
        { ...any, slot: 0 },
        { ...any, slot: 1 },
        { ...one, slot: 2 },
      ],
      (size: number, found: Find) => {
        const places = Array.from({ length: size }, (_, index) => ({ array: 0, index, outer: undefined }));
        const odd = places.filter(({ index }) => index % 2 === 1);
        const even = places.filter(({ index }) => index % 2 === 0);
        return [
          odd.map((at) => found(at.index, at)),
          odd.map((at) => found(at.index, at)),
          even.map((at) => found(1, at)),
        ];
      },
    ],
    [
      'fields of two arrays, and two of a third that no element has together',
      [
        { ...any, slot: 0 },
        { ...any, slot: 1 },
        { ...one, slot: 2 },
        { ...one, slot: 3 },
      ],
      (size: number, found: Find) => {
        const elements = (array: number) =>
          Array.from({ length: size }, (_, index) => found(index, { array, index, outer: undefined }));
        const third = (index: number) => [found(1, { array: 2, index, outer: undefined })];
        return [elements(0), elements(1), third(0), third(1)];
      },
    ],
  ])('to the elements of arrays: %s', (_, leaves, toHeld) => {
    const readsOf = (size: number): number => {
      let reads = 0;
      const found: Find = (value, place) => ({
        get value() {
          reads += 1;
          return value;
        },
        get place() {
          reads += 1;
          return place;
        },
      });
      expect(satisfies(leaves, toHeld(size, found))).toBe(false);
      return reads;
    };
    expect(readsOf(100)).toBeGreaterThan(100);
    expect(readsOf(1000)).toBeLessThanOrEqual(10 * readsOf(100));
  });

  test('to the thousand branches that AWS takes, where twenty $or of two would make a million', () => {
    const pattern = JSON.stringify(
      Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`f${at}`, { $or: [{ x: [1] }, { y: [1] }] }])),
    );
    const set = jest.spyOn(Map.prototype, 'set');
    expect(codeOf(pattern)).toBe('too-many-branches');
    expect(set.mock.calls.length).toBeLessThan(100_000);
  });
});
