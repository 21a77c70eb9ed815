import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { coverOf } from '../../src/cover/index.ts';
import { compilePattern, compilePatternSet } from '../../src/pattern/index.ts';
import { readSample } from '../../src/rule-test.ts';
import { loadSite } from '../../src/site.ts';
import { compileCover } from './rules.ts';

interface Sample {
  readonly detail: Readonly<Record<string, unknown>>;
}

const samples: readonly Sample[] = readdirSync('events', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join('events', name), 'utf8')));
const loaded = await loadSite({
  rules: 'rules',
  settings: 'trailbell.yml',
  eventFolders: ['events'],
  requireTests: false,
  asWritten: true,
});
const rules = loaded.rules.map((rule) => ({ ...rule, enabled: true }));
const readOnly = new Set(rules.filter(({ readOnlyEvents }) => readOnlyEvents).map(({ id }) => id));
const match = compilePatternSet(Object.fromEntries(rules.map(({ id, pattern }) => [id, pattern])));
const patterns = coverOf(rules);
const isForwarded = compileCover(patterns);

function expectForwarded(event: unknown): number {
  const ids = match(event);
  const { write, read } = isForwarded(event);
  for (const id of ids) expect({ id, forwarded: readOnly.has(id) ? read : write }).toEqual({ id, forwarded: true });
  return ids.length;
}

describe('the cover of the rules of this repository', () => {
  test('forwards every sample that a rule matches, and samples with fields changed', () => {
    const changed = fc
      .tuple(fc.constantFrom(...samples), fc.constantFrom(...samples), fc.nat(), fc.nat(4))
      .map(([sample, other, which, change]) => {
        const names = Object.keys(change === 1 ? other.detail : sample.detail);
        const name = names[which % names.length] ?? '';
        const { [name]: _, ...without } = sample.detail;
        if (change === 0) return { ...sample, detail: without };
        if (change === 1) return { ...sample, detail: { ...sample.detail, [name]: other.detail[name] } };
        if (change === 2) return { ...sample, detail: { ...sample.detail, errorCode: 'AccessDenied' } };
        if (change === 3) return { ...sample, detail: { ...sample.detail, userIdentity: other.detail.userIdentity } };
        return { ...sample, detail: { ...other.detail, eventName: sample.detail.eventName } };
      });
    for (const sample of samples) expectForwarded(sample);
    let matches = 0;
    const runs = Number(process.env.RUNS ?? 5000);
    fc.assert(
      fc.property(changed, (event) => {
        matches += expectForwarded(event);
      }),
      { numRuns: runs },
    );
    expect(matches).toBeGreaterThan(runs / 2);
  });

  test.each(rules.map((rule) => [rule.id, rule] as const))('forwards what the tests of %s match', async (_, rule) => {
    const matches = compilePattern(rule.pattern);
    for (const { steps } of rule.tests.filter((each) => each.expect === 'match')) {
      const step = steps.at(-1);
      const event = step && (await readSample(step, ['events']));
      expect(matches(event)).toBe(true);
      expectForwarded(event);
    }
  });

  test('fits on a bus, with room left', () => {
    expect(patterns.length).toBeLessThan(20);
    for (const { pattern } of patterns) {
      expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2048);
      expect(() => compilePattern(pattern)).not.toThrow();
    }
    expect(patterns.filter(({ pattern }) => JSON.stringify(pattern).includes('"wildcard"')).length).toBeLessThan(6);
  });

  test('is the same for the same rules in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(rules, { minLength: rules.length }), (shuffled) => {
        expect(coverOf(shuffled)).toEqual(patterns);
      }),
      { numRuns: 3 },
    );
  });

  test('forwards little more than rules match: of the samples, which rules were written for, not a fifth more', () => {
    const wanted = samples.filter((sample) => match(sample).length > 0).length;
    const forwarded = samples.filter((sample) => isForwarded(sample).write).length;
    expect(forwarded).toBeGreaterThanOrEqual(wanted);
    expect(forwarded / wanted).toBeLessThan(1.2);
  });
});
