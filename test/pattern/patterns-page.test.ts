import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { compilePattern, PatternError } from '../../src/pattern/index.ts';

const page = readFileSync(new URL('../../docs/patterns.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/(?<before>.*)\n\n```json (?<kind>\S+)\n(?<json>[^`]*)```/g)].map(
  ({ groups = {} }) => ({
    kind: groups.kind ?? '',
    json: groups.json ?? '',
    /** AWS's sentence, of patterns that it refuses. */
    reason: /: `([^`]*)`\./.exec(groups.before ?? '')?.[1],
  }),
);
const [event, ...examples] = blocks;

describe('docs/patterns.md', () => {
  test('has an event and examples of each kind', () => {
    expect(event?.kind).toBe('event');
    expect(new Set(examples.map(({ kind }) => kind))).toEqual(new Set(['match', 'no-match', 'invalid']));
  });

  test.each(examples.filter(({ kind }) => kind !== 'invalid'))(
    'is right that this is a $kind: $json',
    ({ kind, json }) => {
      expect(compilePattern(json)(JSON.parse(event?.json ?? ''))).toBe(kind === 'match');
    },
  );

  test.each(examples.filter(({ kind }) => kind === 'invalid'))(
    'is right about what AWS says of $json',
    ({ json, reason }) => {
      expect(reason).toBeDefined();
      expect(() => compilePattern(json)).toThrow(expect.objectContaining({ constructor: PatternError, reason }));
    },
  );
});
