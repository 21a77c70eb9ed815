import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { compilePattern, PatternError } from '../../src/pattern/index.ts';

interface Case {
  readonly name: string;
  /** A JSON value, or the text of one. */
  readonly pattern: unknown;
  readonly event: unknown;
  readonly expect: 'match' | 'no-match' | 'invalid';
  /** Of `invalid`: AWS's sentence, and the JSON pointer to the fault. */
  readonly reason?: string;
  readonly path?: string;
}

const folder = new URL('cases/', import.meta.url);

describe.each(readdirSync(folder))('%s', (file) => {
  const cases: readonly Case[] = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

  test.each(cases)('$name: $expect', ({ pattern, event, expect: expected, reason, path }) => {
    expect(verdict(pattern, event)).toEqual(expected === 'invalid' ? { reason, path } : expected);
  });
});

function verdict(pattern: unknown, event: unknown): string | Pick<PatternError, 'reason' | 'path'> {
  try {
    return compilePattern(pattern)(event) ? 'match' : 'no-match';
  } catch (error) {
    if (error instanceof PatternError) return { reason: error.reason, path: error.path };
    throw error;
  }
}
