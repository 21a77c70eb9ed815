import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unwrapEvent } from '../../src/cloudtrail/unwrap.ts';
import { coverOf } from '../../src/cover/index.ts';
import { PatternError, parsePattern } from '../../src/pattern/index.ts';
import { merge } from '../../src/rule-test.ts';
import { bruteForce } from '../pattern/brute-force.ts';
import { event as anyEvent, pattern as anyPattern } from '../pattern/random.ts';
import { pattern as callPattern } from '../replay/call-patterns.ts';
import { record } from '../replay/log-text.ts';
import { compileCover, rulesOf } from './rules.ts';

const RUNS = Number(process.env.RUNS ?? 100);
const call = record.map((text) => unwrapEvent(JSON.parse(text)));
/** Some patterns, and some of them with more or other fields: what differs from a rule to the next is often one field. */
const siblings = (pattern: fc.Arbitrary<object>): fc.Arbitrary<object[]> =>
  fc
    .tuple(fc.array(pattern, { minLength: 1, maxLength: 6 }), fc.array(pattern, { maxLength: 4 }))
    .map(([all, more]) => [...all, ...more.map((each, at) => merge(all[at % all.length], each) as object)])
    .map((all) => all.filter(isAccepted));

function isAccepted(pattern: object): boolean {
  try {
    return parsePattern(pattern).length > 0;
  } catch (error) {
    if (error instanceof PatternError) return false;
    throw error;
  }
}

describe('for all rules and events, whatever a rule matches, the cover matches with the state of the rule', () => {
  test.each<[string, fc.Arbitrary<object>, fc.Arbitrary<unknown>]>([
    ['patterns of the whole language, on events of any shape', anyPattern as fc.Arbitrary<object>, anyEvent],
    ['the same below "detail"', anyPattern.map((detail) => ({ detail })), anyEvent.map((detail) => ({ detail }))],
    ['patterns on calls', callPattern, call],
  ])('%s', (_, pattern, event) => {
    let matches = 0;
    fc.assert(
      fc.property(siblings(pattern), fc.array(event, { minLength: 5, maxLength: 20 }), (patterns, events) => {
        const rules = rulesOf(patterns);
        const isForwarded = compileCover(coverOf(rules));
        for (const value of events) {
          for (const rule of rules) {
            if (!bruteForce(rule.pattern, value)) continue;
            matches += 1;
            expect(isForwarded(value)[rule.readOnlyEvents ? 'read' : 'write']).toBe(true);
          }
        }
      }),
      { numRuns: RUNS },
    );
    // Fewer come by chance: 33 of 150 runs were seen.
    expect(matches).toBeGreaterThan(RUNS / 20);
  });
});
