import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSamples, samplesOfRule } from '../../src/cli/sample-events.ts';
import { eventFolders, loadCommandSite } from '../../src/cli/site.ts';
import { type CloudTrailEvent, toEvent } from '../../src/cloudtrail/event.ts';
import { judgeRule, type SaidRule, shapesOf, type Verdict } from '../../src/metric-filters/index.ts';
import { compilePattern } from '../../src/pattern/index.ts';
import type { Rule } from '../../src/rule/rule.ts';
import { compileFilter, type FilterVerdict } from './filter-evaluator.ts';
import { recordsFor } from './records-for.ts';

const FOLDERS = eventFolders({});

let rules: readonly Rule[];
let samples: readonly CloudTrailEvent[];
let verdicts: readonly Verdict[];
beforeAll(async () => {
  rules = (await loadCommandSite({ requireTests: true })).rules;
  samples = await readSamples(FOLDERS);
  verdicts = await Promise.all(
    rules.map(async (rule) => {
      const own = await samplesOfRule(rule, samples, FOLDERS);
      return judgeRule(rule, { withAutomation: true, shapes: shapesOf(own.map(({ detail }) => detail)) });
    }),
  );
});

const said = (): SaidRule[] => verdicts.filter((verdict) => 'patterns' in verdict);

/** What the filters of a rule say of a record. */
function evaluatorOf({ patterns }: SaidRule): (record: unknown) => FilterVerdict {
  const filters = patterns.map(compileFilter);
  return (record) => {
    const found = filters.map((filter) => filter(record));
    if (found.includes(true)) return true;
    return found.includes(undefined) ? undefined : false;
  };
}

describe('the filters of the rule pack', () => {
  test('say of every sample event what the pattern of their rule says', () => {
    const disagreements = said().flatMap((verdict) => {
      const match = compilePattern(verdict.rule.pattern);
      const evaluate = evaluatorOf(verdict);
      return samples
        .filter((event) => evaluate(event.detail) !== match(event))
        .map((event) => `${verdict.rule.id}: ${event.detail.eventName}: ${evaluate(event.detail)}`);
    });
    expect(disagreements).toEqual([]);
    expect(said().length).toBeGreaterThan(150);
  });

  test("say of the events of a rule's own tests what its pattern says", async () => {
    const own = await Promise.all(
      said().map(async (verdict) => {
        const match = compilePattern(verdict.rule.pattern);
        const evaluate = evaluatorOf(verdict);
        const events = await samplesOfRule(verdict.rule, [], FOLDERS);
        return events.map((event) => ({
          rule: verdict.rule.id,
          record: event.detail,
          filters: evaluate(event.detail),
          pattern: match(event),
        }));
      }),
    );
    expect(own.flat().filter(({ filters, pattern }) => filters !== pattern)).toEqual([]);
    expect(own.flat().filter(({ filters }) => filters).length).toBeGreaterThan(150);
  });

  test('agree with the pattern on records made of what it asks for', () => {
    const counts = { matched: 0, missed: 0, undecided: 0 };
    for (const verdict of said()) {
      const match = compilePattern(verdict.rule.pattern);
      const evaluate = evaluatorOf(verdict);
      const recordOf = recordsFor(verdict.rule.pattern);
      fc.assert(
        fc.property(recordOf, (record) => {
          const found = evaluate(record);
          if (found === undefined) counts.undecided += 1;
          else {
            expect(found).toBe(match(toEvent(record)));
            counts[found ? 'matched' : 'missed'] += 1;
          }
        }),
        { numRuns: 40 },
      );
    }
    expect(counts.matched).toBeGreaterThan(1000);
    expect(counts.missed).toBeGreaterThan(1000);
    expect(counts.undecided).toBeLessThan(counts.matched / 10);
  });
});
