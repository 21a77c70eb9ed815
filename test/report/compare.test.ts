import { describe, expect, test } from '@jest/globals';
import { formatComparison } from '../../src/cli/comparison.ts';
import type { Delivery } from '../../src/pipeline.ts';
import { changesByRule, compareAlerts, ReplayedAlerts } from '../../src/report/index.ts';
import { finding, type Traits } from './findings.ts';

const replayed = (...outcomes: readonly (readonly [Delivery, Traits])[]): ReplayedAlerts => {
  const alerts = new ReplayedAlerts();
  for (const [delivery, traits] of outcomes) alerts.add({ finding: finding(traits), delivery });
  return alerts;
};
const a = { eventId: 'a' };

describe('compareAlerts', () => {
  test.each([
    ['that is suppressed now', ['message', a], ['suppressed', a], 'removed'],
    ['that is no longer held', ['held', a], ['message', a], 'added'],
    ['of another severity', ['message', a], ['message', { ...a, severity: 'low' }], 'changed'],
    ['that joins another now', ['message', a], ['thread', a], 'changed'],
  ] as const)('names an alert %s', (_, before, after, change) => {
    expect(compareAlerts(replayed(before), replayed(after))).toMatchObject([
      {
        change,
        before: { delivery: before[0], severity: 'high' },
        after: { delivery: after[0] },
      },
    ]);
  });

  test('names an alert of an event that the other rules do not match', () => {
    expect(compareAlerts(replayed(), replayed(['message', a]))).toMatchObject([
      { change: 'added', before: { delivery: 'none' } },
    ]);
    expect(compareAlerts(replayed(['message', a]), replayed())).toMatchObject([
      { change: 'removed', after: { delivery: 'none' } },
    ]);
  });

  test.each([
    ['rings alike', ['message', a], ['message', a]],
    ['rings nobody before or after', ['held', a], ['suppressed', a]],
  ] as const)('is silent about what %s', (_, before, after) => {
    expect(compareAlerts(replayed(before), replayed(after))).toEqual([]);
  });

  test('is in order of time', () => {
    const late = { eventId: 'late', time: '2026-03-14T10:00:00Z' };
    const early = { eventId: 'early', time: '2026-03-14T08:00:00Z' };
    const changes = compareAlerts(replayed(['message', late]), replayed(['message', early]));
    expect(changes.map(({ change }) => change)).toEqual(['added', 'removed']);
  });
});

test('changesByRule counts before, after and what differs, the most first', () => {
  const before = replayed(['message', a], ['message', { eventId: 'b' }], ['message', { rule: 'other' }]);
  const after = replayed(['message', a], ['message', { rule: 'other', severity: 'low' }]);
  expect(changesByRule(compareAlerts(before, after), before, after)).toEqual(
    expect.arrayContaining([
      { ruleId: 'trail/stopped', alertsBefore: 2, alertsAfter: 1, added: 0, removed: 1, changed: 0 },
      { ruleId: 'other', alertsBefore: 1, alertsAfter: 1, added: 0, removed: 0, changed: 1 },
    ]),
  );
});

describe('formatComparison', () => {
  const line = (before: ReplayedAlerts, after: ReplayedAlerts, days = 30) =>
    formatComparison({ changes: compareAlerts(before, after), before, after, days })
      .split('\n')
      .at(-1);
  const b = { eventId: 'b' };

  test.each([
    ['less', [a, b], [a], 'minus 1 alert in 30 days (0 appear, 1 vanish, 0 change).'],
    ['more', [a], [a, b, { eventId: 'c' }], 'plus 2 alerts in 30 days (2 appear, 0 vanish, 0 change).'],
    ['as many others', [a], [b], 'as many alerts as before, 1, in 30 days (1 appear, 1 vanish, 0 change).'],
    ['the same', [a, b], [a, b], 'the same 2 alerts in 30 days.'],
  ])('says in one line that there is %s', (_, before, after, said) => {
    const told = (all: readonly Traits[]) => replayed(...all.map((traits) => ['message', traits] as const));
    expect(line(told(before), told(after))).toBe(`This change: ${said}`);
  });
});
