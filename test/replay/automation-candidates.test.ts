import { expect, test } from '@jest/globals';
import { compileAutomation } from '../../src/finding/automation.ts';
import type { Outcome } from '../../src/pipeline.ts';
import { AutomationCandidates } from '../../src/replay/automation-candidates.ts';
import { provesCaller } from '../../src/rule/caller-fields.ts';
import { findingOf, rule } from '../finding/cases.ts';

const user = (name: string, more: object = {}) => ({
  userIdentity: { type: 'IAMUser', userName: name, principalId: `AIDA${name.toUpperCase()}EXAMPLE0`, ...more },
});

const session = (name: string) => ({
  userIdentity: {
    type: 'AssumedRole',
    principalId: `AROACI00000EXAMPLE00:${name}`,
    arn: `arn:aws:sts::123456789012:assumed-role/ci/${name}`,
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::123456789012:role/team/ci', userName: 'ci' },
    },
  },
});

const broker = {
  userIdentity: {
    type: 'FederatedUser',
    principalId: '123456789012:ceo',
    arn: 'arn:aws:sts::123456789012:federated-user/ceo',
  },
};

function outcome(record: object, unless: Outcome['rule']['unless'] = ['automation']): Outcome {
  return {
    rule: { ...rule, unless },
    finding: findingOf(record as Parameters<typeof findingOf>[0]),
    delivery: 'message',
  };
}

function most(outcomes: readonly Outcome[], count = 5) {
  const candidates = new AutomationCandidates();
  for (const each of outcomes) candidates.add(each);
  return candidates.most(count);
}

test('a role is one caller, however its sessions name themselves, and is named by its ARN', () => {
  const found = most(['a', 'ceo@example.com', 'c'].map((name) => outcome(session(name))));
  expect(found).toEqual([
    { name: 'role ci', when: { identity: { issuer: ['arn:aws:iam::123456789012:role/team/ci'] } }, alerts: 3 },
  ]);
});

test('the most frequent stand first, and who would save next to nothing is left out', () => {
  const of = (name: string, times: number) => Array.from({ length: times }, () => outcome(user(name)));
  const found = most([...of('seldom', 2), ...of('often', 3), ...of('always', 9)]);
  expect(found.map(({ name, alerts }) => [name, alerts])).toEqual([
    ['always', 9],
    ['often', 3],
  ]);
});

test('people, root, and rules that spare no automation are left out', () => {
  const three = <T>(value: T): T[] => [value, value, value];
  const atConsole = { ...user('alice'), sessionCredentialFromConsole: 'true' };
  const root = { userIdentity: { type: 'Root', accountId: '123456789012' } };
  expect(
    most([...three(outcome(atConsole)), ...three(outcome(root)), ...three(outcome(user('ci'), ['aws-service']))]),
  ).toEqual([]);
});

test('an entry is one that trailbell.yml takes, matches its caller, and has no name that the caller chose', () => {
  for (const record of [session('x'), user('ci'), broker]) {
    const [found] = most(Array.from({ length: 3 }, () => outcome(record)));
    if (!found) throw new Error('no candidate');
    expect(provesCaller(found.when)).toBe(true);
    expect(compileAutomation([found])(outcome(record).finding)).toBe(found.name);
    expect(found.name).not.toContain('ceo');
  }
});
