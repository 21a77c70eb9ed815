import { describe, expect, test } from '@jest/globals';
import { parseRule } from '../src/rule/load.ts';
import { merge, runRuleTests } from '../src/rule-test.ts';
import { NO_SETTINGS } from '../src/settings/load.ts';

const EVENTS = [new URL('../events', import.meta.url).pathname];

const HEAD = `title: t
description: d
severity: high
alert: { summary: s }
runbook: r
`;
const FAILED = `pattern: { detail: { eventName: [ConsoleLogin], responseElements: { ConsoleLogin: [Failure] } } }
`;

const rule = (id: string, text: string) => {
  const parsed = parseRule(id, `${id}.yml`, `${HEAD}${text}`, { eventFolders: EVENTS });
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.rule;
};
const verdicts = async (tested: ReturnType<typeof rule>, others: ReturnType<typeof rule>[] = []) => {
  const site = { rules: [...others, tested], settings: NO_SETTINGS };
  const results = await runRuleTests(tested, site, { eventFolders: EVENTS, locate: () => undefined });
  return results.map(({ passed, reason }) => (passed ? 'passed' : reason));
};

describe("a rule's own tests", () => {
  test('ask whether it rings for the last of several events', async () => {
    const tests = `threshold: { count: 3, window: 10m, by: [network.ip] }
tests:
  - { name: a, events: [{ event: signin/ConsoleLogin-failed, times: 3, every: 1m }], expect: match }
  - { name: b, events: [{ event: signin/ConsoleLogin-failed, times: 2, every: 1m }], expect: no-match }
  - { name: c, events: [{ event: signin/ConsoleLogin-failed, times: 3, every: 6m }], expect: no-match }
  - { name: d, event: signin/ConsoleLogin-failed, expect: match }
`;
    expect(await verdicts(rule('r', FAILED + tests))).toEqual([
      'passed',
      'passed',
      'passed',
      'does not ring: held back by its threshold, first-seen or sequence (see "events" in a test)',
    ]);
  });

  test('run the rules that a sequence waits for, silent ones too', async () => {
    const signal = rule('signal', `${FAILED}notify: []\n`);
    const tests = `pattern: { detail: { eventName: [ConsoleLogin], responseElements: { ConsoleLogin: [Success] } } }
sequence: { after: { rule: signal }, by: [network.ip], within: 1h }
tests:
  - { name: a, events: [{ event: signin/ConsoleLogin-failed }, { event: signin/ConsoleLogin-failed, with: { detail: { responseElements: { ConsoleLogin: Success } } }, after: 5m }], expect: match }
  - { name: b, events: [{ event: signin/ConsoleLogin-failed }, { event: signin/ConsoleLogin-failed, with: { detail: { responseElements: { ConsoleLogin: Success } } }, after: 2h }], expect: no-match }
  - { name: c, event: signin/ConsoleLogin-failed, with: { detail: { responseElements: { ConsoleLogin: Success } } }, expect: no-match }
`;
    expect(await verdicts(rule('follower', tests), [signal])).toEqual(['passed', 'passed', 'passed']);
  });

  test('name accounts, and ask how grave a finding is', async () => {
    const tests = `pattern: { detail: { eventName: [ModifySnapshotAttribute] } }
lower: [{ severity: low, when: { foreignAccounts: [{ exists: false }] } }]
tests:
  - { name: a, event: ec2/ModifySnapshotAttribute, severity: high, expect: match }
  - { name: b, event: ec2/ModifySnapshotAttribute, accounts: ['999988887777'], severity: low, expect: match }
  - { name: c, event: ec2/ModifySnapshotAttribute, severity: low, expect: match }
`;
    expect(await verdicts(rule('r', tests))).toEqual(['passed', 'passed', 'is high, not low']);
  });

  test('say why they fail', async () => {
    const tests = `where: { identity: { name: [nobody] } }
tests:
  - { name: a, event: signin/ConsoleLogin-failed, expect: match }
  - { name: b, event: signin/ConsoleLogin, expect: match }
`;
    expect(await verdicts(rule('r', FAILED + tests))).toEqual([
      'does not ring: its "where" does not hold, or "unless" leaves the caller out',
      'does not ring: its pattern does not match',
    ]);
    const always = `${FAILED}tests: [{ name: a, event: signin/ConsoleLogin-failed, expect: no-match }]\n`;
    expect(await verdicts(rule('r', always))).toEqual(['rings, though it should not']);
  });

  test('of a rule that is off run as if it were on', async () => {
    const tests = `${FAILED}enabled: false\ntests: [{ name: a, event: signin/ConsoleLogin-failed, expect: match }]\n`;
    expect(await verdicts(rule('r', tests))).toEqual(['passed']);
  });

  test.each([
    ['neither event nor events', '{ name: a, expect: match }'],
    ['both', '{ name: a, event: signin/ConsoleLogin, events: [{ event: signin/ConsoleLogin }], expect: match }'],
  ])('are refused with %s', (_, line) => {
    expect(() => rule('r', `${FAILED}tests: [${line}]\n`)).toThrow('needs \\"event\\", or \\"events\\" in order');
  });
});

describe('the changes of a test', () => {
  test('merge objects, replace lists and values, and remove by $delete', () => {
    const base = { a: { b: 1, c: [1, 2], d: 'x' }, e: null };
    expect(merge(base, { a: { c: [3], d: { $delete: true }, f: { g: 1 } }, e: { h: 2 } })).toEqual({
      a: { b: 1, c: [3], f: { g: 1 } },
      e: { h: 2 },
    });
  });

  test('leave the sample as it is, and take __proto__ for a key like any other', () => {
    const base = JSON.parse('{"a":{"b":1}}');
    const merged = merge(base, JSON.parse('{"a":{"__proto__":{"polluted":1}}}'));
    expect(base).toEqual({ a: { b: 1 } });
    expect(Object.keys((merged as { a: object }).a)).toEqual(['b', '__proto__']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
