import { describe, expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import { formatSummary } from '../../src/cli/replay-summary.ts';
import { Tally } from '../../src/replay/tally.ts';
import type { Rule } from '../../src/rule/rule.ts';
import { outcome, type Traits } from '../report/findings.ts';

const RULE = { id: 'trail/stopped', title: 'Trail stopped', severity: 'high' } as Rule;

function summaryOf(traits: readonly Traits[], { last = '2026-03-24T00:00:00Z', width = 200 } = {}): string {
  const tally = new Tally();
  for (const each of traits) {
    tally.addMatch(RULE.id);
    tally.addOutcome(outcome(each, 'message'), () => ['security', 'on-call']);
  }
  const totals = {
    ...{ events: 9, files: 1, bytes: 1, duplicates: 0, notes: [] },
    ...{ first: '2026-03-14T00:00:00Z', last },
  };
  return formatSummary({ rules: [RULE], tally, totals, elapsedMs: 1234 }, width);
}

describe('formatSummary', () => {
  test('says how many messages a day each destination gets, and over which days', () => {
    expect(
      summaryOf([{}, { eventId: 'b' }])
        .split('\n')
        .at(-2),
    ).toBe(
      'Messages a day, over 10 days from 2026-03-14 to 2026-03-24: 0.2 to security (2 in all), 0.2 to on-call (2 in all)',
    );
  });

  test('does not round what rings once in years to never', () => {
    expect(summaryOf([{}], { last: '2028-03-14T00:00:00Z' })).toMatch(/<0\.01 {2}1× 2026-03-14/);
  });

  test('says no rate of events of a day', () => {
    expect(summaryOf([{}], { last: '2026-03-14T09:00:00Z' })).not.toContain('a day');
  });

  test.each([60, 80, 100, 200])('has no line wider than %i columns, whatever an actor is called', (width) => {
    const lines = summaryOf([{ actor: '山'.repeat(200) }, { actor: 'x'.repeat(200) }], { width }).split('\n');
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
  });

  test('has no control character of an event', () => {
    const text = summaryOf([{ actor: 'eve\u001b[2J\u202e\r\nroot' }]);
    expect(text).toContain('1× eve [2J');
    expect(text).not.toMatch(/[^\P{C}\n]/u);
  });
});
