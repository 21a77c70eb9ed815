import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { trailbell, trailbellWith } from './run.ts';

const EVENT = {
  source: 'aws.cloudtrail',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: {
    eventName: 'StopLogging',
    eventSource: 'cloudtrail.amazonaws.com',
    userIdentity: { type: 'IAMUser', userName: 'alice' },
  },
};
const RULE = `title: Trail stopped
description: Someone stopped a trail.
severity: high
pattern: { source: [aws.cloudtrail], detail: { eventName: [stopLogging] } }
alert: { summary: "{identity.name} stopped a trail" }
runbook: Ask.
`;

let folder: string;
let event: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailbell-'));
  await mkdir(join(folder, 'rules'));
  await writeFile(join(folder, 'rules/silent.yml'), RULE);
  const rings = RULE.replace('stopLogging', 'StopLogging');
  await writeFile(join(folder, 'rules/rings.yml'), rings);
  await writeFile(join(folder, 'rules/root-only.yml'), `${rings}where: { identity: { type: [Root] } }\n`);
  event = join(folder, 'event.json');
  await writeFile(event, JSON.stringify(EVENT));
});
afterAll(() => rm(folder, { recursive: true }));

const explain = (...args: string[]) => trailbell('explain', '--rules', join(folder, 'rules'), ...args);

describe('trailbell explain', () => {
  test('shows what keeps a rule silent first, and the one change that would make it ring', async () => {
    expect(await explain('silent', event)).toEqual({
      code: 1,
      stderr: '',
      stdout: `The pattern of silent does not match
  ≈ detail.eventName is "StopLogging"; expected "stopLogging": upper and lower case count
  ✓ source is "aws.cloudtrail"

One change makes it match: write "StopLogging" instead of "stopLogging" at /detail/eventName
`,
    });
  });

  test('exits with 0 where the rule matches', async () => {
    const { code, stdout } = await explain('rings', event);
    expect(stdout).toContain('The pattern of rings matches');
    expect(code).toBe(0);
  });

  test('goes on to the "where" on the finding, once the pattern matches', async () => {
    const { code, stdout } = await explain('root-only', event);
    expect(stdout).toContain('The where of root-only, on the finding does not match');
    expect(stdout).toContain('✗ identity.type is "IAMUser"; expected "Root"');
    expect(code).toBe(1);
  });

  test('says why a rule about what was done is silent where all of a batch call failed', async () => {
    const failed = join(folder, 'failed.json');
    const detail = {
      ...{ eventSource: 'guardduty.amazonaws.com', eventName: 'DeleteMembers', userIdentity: { type: 'Root' } },
      requestParameters: { accountIds: ['111122223333'] },
      responseElements: { unprocessedAccounts: [{ accountId: '111122223333', result: 'No such member.' }] },
    };
    await writeFile(failed, JSON.stringify({ ...EVENT, detail }));
    const pattern = '{ detail: { eventName: [DeleteMembers], errorCode: [{ exists: false }] } }';
    await writeFile(join(folder, 'rules/done.yml'), RULE.replace(/^pattern: .*/m, `pattern: ${pattern}`));
    const { code, stdout } = await explain('done', failed);
    expect(stdout).toContain('✗ result.outcome is "failure"; expected "success" or "partly"');
    expect(code).toBe(1);
  });

  test('takes a pattern from a file, an event from stdin, and prints JSON', async () => {
    const pattern = join(folder, 'pattern.json');
    await writeFile(pattern, '{"source":["aws.iam"]}');
    const { stdout } = await trailbellWith(
      { input: JSON.stringify(EVENT) },
      'explain',
      '--json',
      '--pattern',
      pattern,
      '-',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      matched: false,
      parts: [
        {
          explanation: { leaves: [{ path: 'source', pointer: '/source', found: ['aws.cloudtrail'], matched: false }] },
        },
      ],
    });
  });

  test('shows no control character of an event', async () => {
    const hostile = join(folder, 'hostile.json');
    await writeFile(hostile, JSON.stringify({ ...EVENT, source: '\u001b[2J\u009b1maws' }));
    expect((await explain('silent', hostile)).stdout).not.toMatch(/\p{Cc}(?<!\n)/u);
  });

  test.each([
    ['an unknown rule', ['nowhere'], 'no rule "nowhere"'],
    ['no event', [], 'name a rule and an event file'],
  ])('exits with 2 for %s', async (_, args, message) => {
    const { code, stderr } = await explain(...args, ...(args.length > 0 ? [event] : ['silent']));
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
