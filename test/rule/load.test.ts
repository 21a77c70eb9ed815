import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { formatFault } from '../../src/rule/fault.ts';
import { loadRules, parseRule } from '../../src/rule/load.ts';

const VALID = `title: Trail stopped
description: Someone stopped a trail.
severity: high
pattern:
  source: [aws.cloudtrail]
  detail-type: [AWS API Call via CloudTrail]
  detail:
    eventName: [StopLogging]
alert:
  summary: "{identity.name} stopped a trail"
runbook: Ask the actor.
tests:
  - { name: stopped, event: cloudtrail/StopLogging, expect: match }
  - { name: denied, event: cloudtrail/StopLogging, with: { detail: { errorCode: AccessDenied } }, expect: no-match }
`;

const bomb = `a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
d: [*c, *c, *c, *c, *c, *c, *c, *c, *c]
`;

describe('a rule file', () => {
  test('becomes a rule with its defaults', () => {
    expect(parseRule('cloudtrail/trail-stopped', 'rules/a.yml', VALID, { requireTests: true })).toMatchObject({
      rule: {
        id: 'cloudtrail/trail-stopped',
        handler: 'api-call',
        enabled: true,
        readOnlyEvents: false,
        runbook: ['Ask the actor.'],
        alert: { fields: {} },
      },
    });
  });

  test.each([
    ['sign-in', 'source: [aws.signin]\n  detail-type: [AWS Service Event via CloudTrail]'],
    ['sign-in', 'detail-type: [AWS Console Sign In via CloudTrail, AWS Console Signin via CloudTrail]'],
    ['insight', 'source: [aws.cloudtrail]\n  detail-type: [AWS Insight via CloudTrail]'],
    ['api-call', 'source: [aws.iam]'],
    ['api-call', 'source: [aws.signin, aws.iam]'],
  ])('goes to the %s handler where its pattern says %s', (handler, pattern) => {
    const text = VALID.replace(/source: \[aws.cloudtrail\]\n {2}detail-type: .*\n/, `${pattern}\n`);
    expect(parseRule('a', 'a.yml', text)).toMatchObject({ rule: { handler } });
  });

  test.each([
    [
      'an unknown key',
      VALID.replace('severity:', 'severty: 1\nseverity:'),
      'r.yml:3:1 severty: unknown key; did you mean "severity"?',
    ],
    [
      'a bad severity',
      VALID.replace('high', 'urgent'),
      'r.yml:3:1 severity: must be one of informational, low, medium, high, critical, got "urgent"',
    ],
    ['a missing key', VALID.replace(/title: .*\n/, ''), 'r.yml:1:1 title: is missing; expected a string'],
    ['a wrong type', VALID.replace('Trail stopped', '[1]'), 'r.yml:1:1 title: must be a string, got [1]'],
    [
      'a pattern that EventBridge refuses',
      VALID.replace('[StopLogging]', 'StopLogging'),
      'r.yml:8:5 pattern.detail.eventName: EventBridge would refuse this: "eventName" must be an object or an array',
    ],
    [
      'a where that EventBridge refuses',
      `${VALID}where: { mfa: { verdict: [] } }\n`,
      'r.yml:15:17 where.mfa.verdict: EventBridge would refuse this: Empty arrays are not allowed',
    ],
    [
      'a where on a field that no finding has',
      `${VALID}where: { mfa: { verdikt: [absent] } }\n`,
      'r.yml:15:17 where.mfa.verdikt: a finding has no "mfa.verdikt"; did you mean "verdict"?',
    ],
    [
      'a template that never closes',
      VALID.replace('{identity.name} stopped', '{identity.name stopped'),
      'r.yml:10:3 alert.summary: ',
    ],
    [
      'a placeholder within quotes of a command',
      VALID.replace(
        'runbook: Ask the actor.',
        'runbook:\n  - Ask.\n  - Run `aws iam get-user --user-name "{identity.name}"`.',
      ),
      'r.yml:13:5 runbook.1: {identity.name} stands within quotes of a command',
    ],
    ['a tab', VALID.replace('  source:', '\tsource:'), 'r.yml:5:1 not valid YAML: '],
    [
      'a key that stands twice',
      VALID.replace('severity: high', 'severity: high\nseverity: low'),
      'r.yml:4:1 not valid YAML: Map keys must be unique',
    ],
    ['an alias bomb', bomb, 'r.yml:1 not usable YAML: Excessive alias count'],
    ['a list instead of a mapping', '- 1\n', 'r.yml:1:1 must be a mapping, got [1]'],
    ['an empty file', '', 'r.yml:1:1 must be a mapping, got null'],
    [
      'a bad ATT&CK id',
      `${VALID}attack: [{ version: 19, tactic: x, technique: 1098 }]\n`,
      'r.yml:15:36 attack.0.technique: ',
    ],
  ])('with %s is a fault with file, line and column', (_, text, expected) => {
    const result = parseRule('r', 'r.yml', text);
    expect('faults' in result && result.faults.map(formatFault).join('\n')).toContain(expected);
  });

  test('reports all its faults at once', () => {
    const text = VALID.replace('high', 'urgent').replace('Ask the actor.', '').replace('title', 'titel');
    const result = parseRule('r', 'r.yml', text);
    expect('faults' in result && result.faults.map(({ path }) => path).sort()).toEqual([
      'runbook',
      'severity',
      'titel',
      'title',
    ]);
  });

  test('points into the line with a caret', () => {
    const result = parseRule('r', 'r.yml', VALID.replace('[StopLogging]', '5'));
    expect('faults' in result && result.faults.map(formatFault)[0]).toMatch(/\n {8}eventName: 5\n {8}\^$/);
  });
});

describe('a folder of rules', () => {
  let folder: string;
  const put = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trailbell-'));
    await put('events/cloudtrail/StopLogging.json', '{}');
  });
  afterEach(() => rm(folder, { recursive: true }));
  const load = () => loadRules(join(folder, 'rules'), { eventFolders: [join(folder, 'events')], requireTests: true });

  test('gives each rule the id of its path', async () => {
    await put('rules/b/two.yml', VALID);
    await put('rules/a/one.yml', VALID);
    const { rules, faults } = await load();
    expect(faults).toEqual([]);
    expect(rules.map(({ id }) => id)).toEqual(['a/one', 'b/two']);
  });

  test('reports the faults of all files and keeps the rules that have none', async () => {
    await put('rules/good.yml', VALID);
    await put('rules/bad.yml', VALID.replace('high', 'urgent'));
    await put('rules/worse.yml', '- 1');
    const { rules, faults } = await load();
    expect(rules.map(({ id }) => id)).toEqual(['good']);
    expect(faults.map(({ file, code }) => [file.slice(-9), code])).toEqual([
      ['s/bad.yml', 'schema'],
      ['worse.yml', 'schema'],
    ]);
  });

  test('refuses two rules with one id', async () => {
    await put('rules/one.yml', VALID);
    await put('rules/one.yaml', VALID);
    expect((await load()).faults).toMatchObject([{ code: 'duplicate-id' }]);
  });

  test('refuses a test that names a missing event, and says where it looked', async () => {
    await put('rules/one.yml', VALID.replace('cloudtrail/StopLogging, expect', 'cloudtrail/StartLogging, expect'));
    expect((await load()).faults).toMatchObject([{ code: 'missing-event', line: 13, path: 'tests.0.event' }]);
  });

  test.each(['match', 'no-match'])('refuses a rule without a test that expects %s', async (expected) => {
    await put('rules/one.yml', VALID.replace(new RegExp(`.*expect: ${expected} .*\n`), ''));
    expect((await load()).faults).toMatchObject([{ code: 'missing-test' }]);
  });

  test('refuses a folder without rules', async () => {
    expect((await load()).faults).toMatchObject([{ code: 'unreadable' }]);
  });
});
