import { describe, expect, test } from '@jest/globals';
import { compilePattern, compilePatternSet, PatternError } from '../../src/pattern/index.ts';

const DEPTH = 10_000;

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

describe('time stays in proportion', () => {
  test('a wildcard of ten stars on 100 kB', () => {
    const match = compilePattern({ a: [{ wildcard: '*a*b*c*d*e' }], b: [{ wildcard: 'f*g*h*i*j*k' }] });
    expect(inMilliseconds(() => match({ a: 'abcd'.repeat(25_000), b: 'fghij'.repeat(20_000) }))).toBeLessThan(200);
  });

  test('two fields of 20,000 elements of one array', () => {
    const match = compilePattern({ a: { b: [{ exists: true }], c: [{ exists: true }], d: [1] } });
    const event = { a: Array.from({ length: 20_000 }, (_, at) => (at % 2 ? { b: at, c: at } : { d: 1 })) };
    expect(inMilliseconds(() => match(event))).toBeLessThan(1000);
  });

  test('fields of two arrays of 20,000 elements', () => {
    const any = [{ exists: true }];
    const match = compilePattern({ a: { b: any }, c: { d: any }, e: { f: [1], g: [1] } });
    const elements = (key: string) => Array.from({ length: 20_000 }, (_, at) => ({ [key]: at }));
    const event = { a: elements('b'), c: elements('d'), e: [{ f: 1 }, { g: 1 }] };
    expect(inMilliseconds(() => match(event))).toBeLessThan(1000);
  });

  test('twenty $or of two, which would make a million branches', () => {
    const pattern = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`f${at}`, { $or: [{ x: [1] }, { y: [1] }] }]),
    );
    expect(inMilliseconds(() => codeOf(pattern))).toBeLessThan(1000);
  });
});

function inMilliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
