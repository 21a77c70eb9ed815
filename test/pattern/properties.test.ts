import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern, compilePatternSet } from '../../src/pattern/index.ts';
import { bruteForce } from './brute-force.ts';
import { event, pattern } from './random.ts';

const patterns = fc.array(pattern, { minLength: 1, maxLength: 40 });

describe('for all patterns and events', () => {
  test('the matcher agrees with brute force', () => {
    fc.assert(
      fc.property(pattern, event, (rule, value) => {
        expect(compilePattern(rule)(value)).toBe(bruteForce(rule, value));
      }),
      { numRuns: 1500 },
    );
  });

  test('a set finds what each pattern finds alone, in the order given', () => {
    fc.assert(
      fc.property(patterns, fc.array(event, { minLength: 1, maxLength: 5 }), (rules, values) => {
        const match = compilePatternSet(Object.fromEntries(rules.map((rule, at) => [`rule-${at}`, rule])));
        for (const value of values) {
          const alone = rules.flatMap((rule, at) => (bruteForce(rule, value) ? [`rule-${at}`] : []));
          expect(match(value)).toEqual(alone);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('the text of a pattern means what its value means', () => {
    fc.assert(
      fc.property(pattern, event, (rule, value) => {
        expect(compilePattern(JSON.stringify(rule, undefined, 2))(value)).toBe(compilePattern(rule)(value));
      }),
    );
  });
});
