import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { trailbellWith } from './run.ts';

const RULE = `title: User created
description: Somebody created an IAM user.
severity: medium
pattern:
  source: [aws.iam]
  detail-type: [AWS API Call via CloudTrail]
  detail:
    eventSource: [iam.amazonaws.com]
    eventName: [CreateUser]
    errorCode: [{ exists: false }]
alert: { summary: '{identity.name} created a user' }
runbook: Ask them.
`;
const CIS = 'cis: [{ version: 5.0.0, control: "4.4" }]\n';
const SPARES_AUTOMATION = 'unless: automation\n';
const FILTER =
  '{ $.eventType = "AwsApiCall" && $.eventSource = "iam.amazonaws.com" && $.errorCode NOT EXISTS && $.eventName = "CreateUser" }';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'trailbell-')), 'rules');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

/** Runs the command over rules by their ids. */
async function alarms(rules: Record<string, string>, ...args: string[]) {
  for (const [id, text] of Object.entries(rules)) {
    await mkdir(join(folder, id, '..'), { recursive: true });
    await writeFile(join(folder, `${id}.yml`), text);
  }
  return trailbellWith({ env: { COLUMNS: '100' } }, 'alarms', '--rules', folder, ...args);
}

const severe = (severity: string) => RULE.replace('medium', severity);

describe('trailbell alarms', () => {
  test('prints a template of what can be said, and on stderr what cannot and why', async () => {
    const { code, stdout, stderr } = await alarms({
      'iam/user-created': severe('high') + CIS,
      'iam/many-users': `${severe('high')}threshold: { count: 5, window: 1h, by: [identity.arn] }\n`,
    });
    const { Parameters, Resources } = JSON.parse(stdout);
    expect(Object.keys(Parameters)).toEqual(['LogGroupName']);
    expect(Object.values(Resources)).toContainEqual({
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        FilterName: 'trailbell-alarms-iam.user-created',
        LogGroupName: { Ref: 'LogGroupName' },
        FilterPattern: FILTER,
        MetricTransformations: [
          { MetricNamespace: 'trailbell-alarms', MetricName: 'iam/user-created', MetricValue: '1' },
        ],
      },
    });
    expect(stderr).toBe(`Severity  Becomes an alarm  CIS  Filters
────────────────────────────────────────
high      iam/user-created  4.4        1

Severity  Becomes none    CIS  Because it
───────────────────────────────────────────────────────────────────────────────────
high      iam/many-users       counts by identity.arn; a metric counts all together

CIS 5.0.0: 1 of 1 monitoring control with an alarm
1 of 2 rules: 1 metric filter and 1 alarm
A month in us-east-1: $0.10 for the alarms, $1.00 for the topic's key, up to $0.30 for the metrics
`);
    expect(code).toBe(0);
  });

  test.each([
    ['without --only those for CIS and the grave ones', [], ['iam/cis', 'root/critical', 'iam/high']],
    ['those for CIS', ['cis'], ['iam/cis']],
    ['those of a theme', ['root'], ['root/critical', 'root/low']],
    ['those of a severity', ['low'], ['iam/cis', 'root/low']],
    ['a rule, and others', ['iam/high', 'cis'], ['iam/high', 'iam/cis']],
  ])('takes %s', async (_, only, expected) => {
    const rules = {
      'iam/cis': severe('low') + CIS,
      'iam/high': severe('high'),
      'iam/medium': RULE,
      'iam/off': `${severe('critical')}enabled: false\n`,
      'root/critical': severe('critical'),
      'root/low': severe('low'),
      'self/high': severe('high'),
    };
    const args = only.length > 0 ? ['--only', ...only] : [];
    const { stdout } = await alarms(rules, '--json', ...args);
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).rule)).toEqual(expected);
  });

  test('says verdicts as JSON, one to a line, and prints no template then', async () => {
    const { stdout } = await alarms(
      { 'iam/a': RULE, 'iam/b': `${RULE}where: { identity: { name: [bob] } }\n` },
      '--only',
      'iam',
      '--json',
    );
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { rule: 'iam/a', severity: 'medium', cis: [], patterns: [FILTER], withAutomation: false },
      { rule: 'iam/b', severity: 'medium', cis: [], reason: 'has a "where", which looks at the finding' },
    ]);
  });

  test('takes rules that leave out automation only where it is told to', async () => {
    const rules = { 'iam/a': RULE + SPARES_AUTOMATION };
    const left = await alarms(rules, '--only', 'iam');
    expect(left.stderr).toContain('leaves out automation; see --with-automation');
    expect(left.stdout).toBe('');
    expect(left.code).toBe(1);
    const taken = await alarms(rules, '--only', 'iam', '--with-automation');
    expect(taken.stderr).toMatch(/iam\/a +1 {2}rings for automation too/);
    expect(taken.code).toBe(0);
  });

  test('names the CIS controls that have no alarm', async () => {
    const { stderr } = await alarms({ 'iam/a': `${RULE}${CIS}notify: []\n` });
    expect(stderr).toContain(
      'CIS 5.0.0: 0 of 1 monitoring control with an alarm\n  none for 4.4: Changes to IAM policies',
    );
  });

  test('stops at what a log group takes, the mildest left out', async () => {
    const many = Array.from({ length: 101 }, (_, index): [string, string] => [`iam/r${index}`, severe('low')]);
    const { stdout, stderr } = await alarms(
      { ...Object.fromEntries(many), 'root/a': severe('high') },
      '--only',
      'root',
      'iam',
    );
    const types = Object.values(JSON.parse(stdout).Resources).map((each) => (each as { Type: string }).Type);
    expect(types.filter((type) => type === 'AWS::Logs::MetricFilter')).toHaveLength(100);
    expect(stdout).toContain('"MetricName": "root/a"');
    expect(stderr.match(/is beyond the 100 metric filters of a log group/g)).toHaveLength(2);
    expect(stderr).toMatch(/The template has \d+ bytes: deploy it with --s3-bucket\.\n$/);
  });

  test.each([
    [
      'a name that no rule has',
      ['--only', 'iamm'],
      /^--only: no enabled rule, theme .* "iamm"; did you mean "iam"\?\n$/,
    ],
    ['an address that is none', ['--email', 'bob'], /^--email: no address: bob\n$/],
    ['an option that is none', ['--al'], /unknown option '--al'/],
  ])('exits with 2 for %s', async (_, args, message) => {
    const { code, stdout, stderr } = await alarms({ 'iam/a': RULE }, ...args);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test.each([
    [['--with-automation'], []],
    [[], ['4.8', '4.10', '4.11', '4.12', '4.13', '4.14']],
  ])('has an alarm for each monitoring control of CIS, with %j but for %j', async (options, missing) => {
    const { code, stderr } = await trailbellWith({}, 'alarms', '--only', 'cis', ...options);
    expect(stderr).toContain(`CIS 5.0.0: ${15 - missing.length} of 15 monitoring controls with an alarm\n`);
    expect([...stderr.matchAll(/ {2}none for ([\d.]+):/g)].map(([, control]) => control)).toEqual(missing);
    expect(code).toBe(0);
  });
});
