import { describe, expect, test } from '@jest/globals';
import { formatComparison } from '../../src/cli/comparison.ts';
import type { Delivery } from '../../src/pipeline.ts';
import { changesByRule, compareAlerts, ReplayedAlerts } from '../../src/report/index.ts';
import { outcome, type Traits } from './findings.ts';

const replayed = (...outcomes: readonly (readonly [Delivery, Traits])[]): ReplayedAlerts => {
  const alerts = new ReplayedAlerts();
  for (const [delivery, traits] of outcomes) alerts.add(outcome(traits, delivery));
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
  const format = (before: ReplayedAlerts, after: ReplayedAlerts, days = 30) =>
    formatComparison({ changes: compareAlerts(before, after), before, after, days });
  const b = { eventId: 'b' };

  test.each([
    ['less', [a, b], [a], 'minus 1 alert in 30 days (0 appear, 1 vanish, 0 change), minus 1 message.'],
    [
      'more',
      [a],
      [a, b, { eventId: 'c' }],
      'plus 2 alerts in 30 days (2 appear, 0 vanish, 0 change), plus 2 messages.',
    ],
    ['as many others', [a], [b], 'as many alerts as before, 1, in 30 days (1 appear, 1 vanish, 0 change).'],
    ['the same', [a, b], [a, b], 'the same 2 alerts in 30 days.'],
  ])('begins with one sentence that says that there is %s', (_, before, after, said) => {
    const told = (all: readonly Traits[]) => replayed(...all.map((traits) => ['message', traits] as const));
    expect(format(told(before), told(after)).split('\n')[0]).toBe(`This change: ${said}`);
  });

  test('is Markdown for a pull request: a table, and an example for each rule and reason', () => {
    const before = replayed(['message', a], ['message', b], ['message', { rule: 'root/call', severity: 'low' }]);
    const after = replayed(['message', a], ['suppressed', b], ['thread', { rule: 'root/call', severity: 'medium' }]);
    expect(
      format(before, after),
    ).toBe(`This change: minus 1 alert in 30 days (0 appear, 1 vanish, 1 change), minus 2 messages.
Of those that vanish, 1 is of high or critical severity.

| Rule            | Before | After | Appear | Vanish | Change |
| --------------- | -----: | ----: | -----: | -----: | -----: |
| \`trail/stopped\` |      2 |     1 |      0 |      1 |      0 |
| \`root/call\`     |      1 |     1 |      0 |      0 |      1 |

No longer rings, with the first of each:

- 🔴 high \`trail/stopped\` ×1, suppressed now: \`alice stopped trail main\`, \`2026-03-14 09:26 UTC\`, event \`b\`

Rings in another way, with the first of each:

- 🟠 medium \`root/call\` ×1, low before, in the thread of another now: \`alice stopped trail main\`, \`2026-03-14 09:26 UTC\`, event \`id\``);
  });

  test.each([
    [[], [a], 'No alert vanishes.'],
    [[{ severity: 'low' }], [], 'None of those that vanish is of high or critical severity.'],
    [[a, b], [], 'Of those that vanish, 2 are of high or critical severity.'],
  ] as const)('says how grave what vanishes is', (before, after, said) => {
    const told = (all: readonly Traits[]) => replayed(...all.map((traits) => ['message', traits] as const));
    expect(format(told(before), told(after))).toContain(`\n${said}\n`);
  });

  test('shows event text as text: it mentions nobody, links nowhere, and has no control character', () => {
    const hostile = replayed(['message', { actor: '`@everyone` | [x](https://example.com)\u001b[2J\n# x' }]);
    const text = format(replayed(), hostile);
    expect(text).toContain("`'@everyone' ¦ [x](https://example.com) [2J # x stopped trail main`");
    expect(text).not.toContain('\u001b');
  });

  test('names the twenty most frequent kinds, and counts the others', () => {
    const many = Array.from({ length: 23 }, (_, index) => ['message', { rule: `rule/${index}` }] as const);
    const text = format(replayed(), replayed(...many));
    expect(text.match(/^- 🔴/gm)).toHaveLength(20);
    expect(text).toContain('\n- and 3 more');
  });
});
