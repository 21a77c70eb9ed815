import { expect, test } from '@jest/globals';
import { judgeRule, shapesOf } from '../../src/metric-filters/index.ts';
import { parseRule } from '../../src/rule/load.ts';

function judge(lines: string, withAutomation = false) {
  const text = `title: t
description: d
severity: high
pattern: { detail: { eventName: [CreateUser] } }
alert: { summary: s }
runbook: r
${lines}`;
  const parsed = parseRule('iam/r', 'r.yml', text);
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  const verdict = judgeRule(parsed.rule, { withAutomation, shapes: shapesOf([]) });
  return 'reason' in verdict ? verdict.reason : { patterns: verdict.patterns, withAutomation: verdict.withAutomation };
}

const PATTERNS = ['{ $.eventName = "CreateUser" }'];

test.each([
  ['notifies nobody', 'notify: []', 'is silent, a signal for other rules'],
  [
    'has a threshold',
    'threshold: { count: 5, window: 10m, by: [network.ip, identity.arn] }',
    'counts by network.ip, identity.arn; a metric counts all together',
  ],
  [
    'has a first-seen',
    'first-seen: { by: [identity.arn], within: 30d }',
    'rings for what was not seen before (first-seen)',
  ],
  [
    'has a sequence',
    'sequence: { after: { rule: iam/other }, by: [identity.arn], within: 1h }',
    'rings for what follows another rule (sequence)',
  ],
  [
    'has suppressions',
    'suppress: [{ when: { identity: { name: [bob] } }, reason: r, owner: o, until: 2030-01-01 }]',
    'has suppressions, which look at the finding',
  ],
  ['has a where', 'where: { network: { ip: [192.0.2.1] } }', 'has a "where", which looks at the finding'],
  [
    'has a where for some kinds of clients',
    'where: { network: { client: { kind: [console] } } }',
    'has a "where", which looks at the finding',
  ],
  [
    'has a where for unknown clients',
    'where: { network: { client: { kind: [{ exists: false }] } } }',
    'has a "where", which looks at the finding',
  ],
])('a rule that %s becomes no alarm, whatever is taken in', (_, lines, reason) => {
  expect(judge(lines)).toBe(reason);
  expect(judge(lines, true)).toBe(reason);
});

const SPARES_AUTOMATION = 'unless: [automation, aws-service]';

test('a rule that leaves out automation becomes an alarm where that is wanted', () => {
  expect(judge(SPARES_AUTOMATION)).toBe('leaves out automation; see --with-automation');
  expect(judge(SPARES_AUTOMATION, true)).toEqual({ patterns: PATTERNS, withAutomation: true });
});

test('a rule that asks for a pattern alone becomes an alarm', () => {
  expect(judge('')).toEqual({ patterns: PATTERNS, withAutomation: false });
  expect(judge('group: { by: [identity.arn], window: 1h }')).toEqual({ patterns: PATTERNS, withAutomation: false });
});
