import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { trailbell } from './run.ts';

const rule = (severity: string, eventName: string) => `title: Trail stopped
description: Someone stopped a trail.
severity: ${severity}
pattern: { detail: { eventName: [${eventName}] } }
alert: { summary: "{identity.name} stopped trail {event.requestParameters.name}" }
runbook: Ask.
`;
const call = (eventID: string, eventName: string) => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', userName: 'alice', arn: 'arn:aws:iam::123456789012:user/alice' },
  eventID,
  eventTime: `2026-03-14T09:26:5${eventID}Z`,
  eventSource: 'cloudtrail.amazonaws.com',
  eventName,
  eventType: 'AwsApiCall',
  awsRegion: 'us-east-1',
  sourceIPAddress: '203.0.113.7',
  requestParameters: { name: 'main' },
  recipientAccountId: '123456789012',
});

let folder: string;
let log: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailbell-'));
  log = join(folder, 'log.json');
  await writeFile(log, JSON.stringify({ Records: [call('1', 'StopLogging'), call('2', 'DeleteTrail')] }));
  for (const [name, files] of Object.entries({
    rules: { stopped: rule('high', 'StopLogging') },
    others: { stopped: rule('low', 'StopLogging'), deleted: rule('high', 'DeleteTrail') },
  })) {
    await mkdir(join(folder, name));
    for (const [id, text] of Object.entries(files)) await writeFile(join(folder, name, `${id}.yml`), text);
  }
});
afterAll(() => rm(folder, { recursive: true }));

const replay = (...args: string[]) => trailbell('replay', '--rules', join(folder, 'rules'), ...args, log);

describe('trailbell replay --report', () => {
  test.each([
    ['a day', '2026-03-15T09:26:51Z', true],
    ['less than a day', '2026-03-15T09:26:50Z', false],
  ])('tells what logs of %s cost a month: %s', async (_, eventTime, tells) => {
    const days = join(folder, 'days.json');
    const last = { ...call('3', 'DescribeTrails'), eventTime };
    await writeFile(days, JSON.stringify({ Records: [call('1', 'StopLogging'), last] }));
    const report = join(folder, 'costs.html');
    await trailbell('replay', '--rules', join(folder, 'rules'), '--summary', '--report', report, days);
    expect((await readFile(report, 'utf8')).includes('"sentence":"In all $')).toBe(tells);
  });

  test('writes a page of the alerts', async () => {
    const report = join(folder, 'report.html');
    const { code, stdout } = await replay('--summary', '--report', report);
    expect(await readFile(report, 'utf8')).toContain('alice stopped trail main');
    expect(stdout).toContain('1 alert by 1 of 1 rule');
    expect(code).toBe(0);
  });

  test('says why it cannot be written, still prints the rest, and exits with 1', async () => {
    const report = join(folder, 'no-such-folder/report.html');
    const { code, stdout, stderr } = await replay('--summary', '--report', report);
    expect(stderr).toMatch(/report\.html: the report cannot be written: ENOENT/);
    expect(stdout).toContain('1 alert by 1 of 1 rule');
    expect(code).toBe(1);
  });
});

describe('trailbell replay --compare', () => {
  test('says in a table and a line what differs from another folder', async () => {
    const { code, stdout } = await replay('--compare', join(folder, 'others'));
    expect(stdout).toMatch(/\| `deleted`\s+\|\s+1 \|\s+0 \|\s+0 \|\s+1 \|\s+0 \|/);
    expect(stdout).toMatch(
      /^This change: minus 1 alert in a day \(0 appear, 1 vanish, 1 change\), minus 1 message\.\n/,
    );
    expect(code).toBe(0);
  });

  test('is told in the report too, with what it was compared with', async () => {
    const report = join(folder, 'compared.html');
    await replay('--compare', join(folder, 'others'), '--since', '2026-03-14', '--report', report);
    const [, json = ''] = /id="data">(.*?)<\/script>/.exec(await readFile(report, 'utf8')) ?? [];
    expect(JSON.parse(json).about).toMatchObject({
      rulesFolder: join(folder, 'rules'),
      ruleCount: 1,
      filters: ['since 2026-03-14T00:00:00 UTC'],
      comparison: {
        other: join(folder, 'others'),
        sentence: expect.stringContaining('This change: minus 1 alert in a day'),
        rules: expect.arrayContaining([expect.objectContaining({ ruleId: 'deleted', removed: 1 })]),
      },
    });
  });

  test('prints one change per line with --json', async () => {
    const { stdout, stderr } = await replay('--json', '--compare', join(folder, 'others'));
    const changes = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(changes).toMatchObject([
      {
        change: 'changed',
        finding: { rule: { id: 'stopped' } },
        before: { severity: 'low' },
        after: { severity: 'high' },
      },
      {
        change: 'removed',
        finding: { rule: { id: 'deleted' } },
        before: { delivery: 'message' },
        after: { delivery: 'none' },
      },
    ]);
    expect(stderr).toContain('This change: minus 1 alert');
  });

  test('compares with the rules as they were in a git revision', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: folder });
    git('init', '-q');
    git('add', 'rules');
    git('commit', '-q', '-m', 'x');
    const { stdout } = await replay('--compare', 'git:HEAD');
    expect(stdout).toMatch(/This change: the same 1 alert in a day\.\n$/);
    await writeFile(join(folder, 'rules/deleted.yml'), rule('high', 'DeleteTrail'));
    const { stdout: changed } = await replay('--compare', 'git:HEAD');
    await rm(join(folder, 'rules/deleted.yml'));
    expect(changed).toMatch(/^This change: plus 1 alert in a day \(1 appear, 0 vanish, 0 change\), plus 1 message\.\n/);
  });

  test.each([
    ['a folder that is not there', '/nowhere', 'there is no such folder'],
    ['a revision that is not there', 'git:no-such-revision', 'fatal:'],
  ])('exits with 2 on %s', async (_, other, message) => {
    const { code, stderr } = await replay('--compare', other);
    expect(stderr).toContain(`--compare ${other}: ${message}`);
    expect(code).toBe(2);
  });
});
