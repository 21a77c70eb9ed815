import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { trailbell } from './run.ts';

const RULE = `title: User created
description: Somebody created an IAM user.
severity: medium
pattern:
  source: [aws.iam]
  detail-type: [AWS API Call via CloudTrail]
  detail:
    eventSource: [iam.amazonaws.com]
    eventName: [CreateUser]
alert:
  summary: '{identity.name} created user {event.requestParameters.userName}'
runbook: [Ask them., Delete the user.]
references: [https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html]
tests:
  - { name: a user is created, event: iam/CreateUser, expect: match }
  - { name: the call is denied, event: iam/CreateUser, with: { detail: { errorCode: AccessDenied } }, expect: no-match }
`;

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'trailbell-')), 'rules');
  await mkdir(join(folder, 'iam'), { recursive: true });
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

async function lint(text: string, ...args: string[]) {
  await writeFile(join(folder, 'iam/user-created.yml'), text);
  return trailbell('lint', '--rules', folder, ...args);
}

describe('trailbell lint', () => {
  test('exits with 0 where nothing is found, and says what the rules need', async () => {
    const { code, stdout } = await lint(RULE);
    expect(stdout).toMatch(/management, write +│ +1 │ a trail that logs write management events/);
    expect(stdout).toMatch(/us-east-1 +│ +1 │ iam/);
    expect(stdout).toMatch(/\n1 rule: 0 errors, 0 warnings\n$/);
    expect(code).toBe(0);
  });

  test('exits with 1 where something is found, and points at it', async () => {
    const { code, stdout } = await lint(RULE.replace('[CreateUser]', '[CreateUser, CreatRole]'));
    expect(stdout).toContain(
      `${folder}/iam/user-created.yml:9:29 pattern.detail.eventName.1: error: iam.amazonaws.com has no event`,
    );
    expect(stdout).toMatch(
      /did you mean "CreateRole"\? \[unknown-event-name\]\n {8}eventName: \[CreateUser, CreatRole\]\n {32}\^\n/,
    );
    expect(stdout).toMatch(/1 rule: 1 error, 0 warnings\n$/);
    expect(code).toBe(1);
  });

  test('prints findings and needs as JSON with --json, one to a line', async () => {
    const { code, stdout, stderr } = await lint(
      RULE.replace('references', 'lint: []\nreferences').replace('[Ask them., Delete the user.]', 'Ask them.'),
      '--json',
    );
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      expect.objectContaining({ code: 'short-runbook', severity: 'warning', rule: 'iam/user-created', line: 12 }),
      { needs: expect.objectContaining({ feeds: [expect.objectContaining({ kind: 'management-write', rules: 1 })] }) },
    ]);
    expect(stderr).toBe('1 rule: 0 errors, 1 warning\n');
    expect(code).toBe(1);
  });

  test('exits with 2 where a file is no valid rule', async () => {
    const { code, stderr } = await lint(RULE.replace('severity: medium', 'severity: grave'));
    expect(stderr).toMatch(/user-created\.yml:3:1 severity: must be one of/);
    expect(code).toBe(2);
  });

  test('has nothing to say of the rules that come with Trailbell', async () => {
    const { code, stdout } = await trailbell('lint', '--json');
    const findings = stdout.trim().split('\n').slice(0, -1);
    expect(findings).toEqual([]);
    expect(code).toBe(0);
  }, 20_000);
});
