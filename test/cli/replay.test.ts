import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { log, RULE, stopLogging } from './replay-logs.ts';
import { trailbell } from './run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailbell-'));
  await mkdir(join(folder, 'rules'));
  await writeFile(join(folder, 'rules/trail-stopped.yml'), RULE);
});
afterAll(() => rm(folder, { recursive: true }));

/** A fresh folder of logs. */
const logs = async (files: Readonly<Record<string, string | Buffer>>): Promise<string> => {
  const root = await mkdtemp(join(folder, 'logs-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), content);
  }
  return root;
};
const replay = (...args: string[]) => trailbell('replay', '--rules', join(folder, 'rules'), ...args);
const findings = (stdout: string) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('trailbell replay', () => {
  test('shows each alert and ends with a summary', async () => {
    const { code, stdout, stderr } = await replay(await logs({ 'a.json': log(stopLogging()) }));
    expect(stderr).toBe('');
    expect(stdout).toContain('🔴 High · Trail stopped');
    expect(stdout).toContain('alice stopped trail main');
    expect(stdout).toMatch(/1 event from 1 file: 1 alert by 1 of 1 rule, in [\d.]+ s\n$/);
    expect(stdout).not.toContain('\u001b');
    expect(code).toBe(0);
  });

  test("prints one finding per line with --json, in event order, and people's text on stderr", async () => {
    const { code, stdout, stderr } = await replay(
      '--json',
      await logs({
        'AWSLogs/b.json.gz': gzipSync(log(stopLogging({ eventID: 'b', eventTime: '2026-03-14T10:00:00Z' }))),
        'AWSLogs/deep/er/c.jsonl': `${JSON.stringify(stopLogging({ eventID: 'c', eventTime: '2026-03-14T08:00:00Z' }))}\n`,
      }),
    );
    expect(findings(stdout)).toMatchObject([
      { event: { eventID: 'c' }, delivery: 'message', rule: { id: 'trail-stopped' }, severity: 'high' },
      { event: { eventID: 'b' }, delivery: 'message' },
    ]);
    expect(stderr).toContain('2 events from 2 files');
    expect(code).toBe(0);
  });

  test('counts an event once, however many files hold it', async () => {
    const { stdout, stderr } = await replay(
      '--json',
      await logs({ 'a.json': log(stopLogging()), 'b.json': log(stopLogging()) }),
    );
    expect(findings(stdout)).toHaveLength(1);
    expect(stderr).toContain('1 repeat of an eventID left out');
  });

  test('names what it could not read, reads the rest, and exits with 1', async () => {
    const whole = gzipSync(log(stopLogging()));
    const { code, stdout, stderr } = await replay(
      '--json',
      await logs({
        'good.json': log(stopLogging(), null, { hello: 'world' }),
        'truncated.json.gz': whole.subarray(0, 60),
        'half.json': log(stopLogging()).slice(0, 50),
        'other.json': '{"hello":"world"}',
        'digest.json': JSON.stringify({ digestS3Object: 'x', logFiles: [] }),
      }),
    );
    expect(findings(stdout)).toHaveLength(1);
    expect(stderr).toMatch(/good\.json: 2 records, the first at 2, of 3 are not from CloudTrail/);
    expect(stderr).toMatch(/truncated\.json\.gz: cannot be read: unexpected end of file/);
    expect(stderr).toMatch(/half\.json: is not JSON/);
    expect(stderr).toMatch(/other\.json: record 1 of 1 is not from CloudTrail/);
    expect(stderr).toMatch(/digest\.json: is a digest file of CloudTrail, not a log: skipped/);
    expect(code).toBe(1);
  });

  test('takes a digest file among the logs as no fault', async () => {
    const { code } = await replay(
      await logs({ 'a.json': log(stopLogging()), 'd.json': '{"digestS3Object":"x","logFiles":[]}' }),
    );
    expect(code).toBe(0);
  });

  test.each([
    ['no userIdentity', { userIdentity: undefined }],
    ['null where an object is expected', { userIdentity: null, requestParameters: null, responseElements: null }],
    ['texts where objects are expected', { userIdentity: 'x', requestParameters: 'y', additionalEventData: 'z' }],
    ['a megabyte in one field', { requestParameters: { name: 'x'.repeat(1_000_000) } }],
    ['a key called __proto__', { requestParameters: JSON.parse('{"__proto__":{"name":"x"},"name":"main"}') }],
  ])('survives a record with %s', async (_, changes) => {
    const { code, stdout } = await replay(await logs({ 'a.json': log(stopLogging(changes)) }));
    expect(stdout).toContain('Trail stopped');
    expect(stdout).not.toMatch(/undefined|\[object/);
    expect(code).toBe(0);
  });

  test('exits with 1 where a path does not exist', async () => {
    const { code, stderr } = await replay(join(folder, 'nowhere'));
    expect(stderr).toMatch(/nowhere: cannot be read: ENOENT/);
    expect(code).toBe(1);
  });

  test('exits with 2 where a rule is invalid, and names file, line and field', async () => {
    const rules = await logs({
      'bad.yml': RULE.replace('high', 'urgent'),
      'worse.yml': RULE.replace('[StopLogging]', '5'),
    });
    const { code, stderr } = await trailbell('replay', '--rules', rules);
    expect(stderr).toMatch(/bad\.yml:3:1 severity: must be one of/);
    expect(stderr).toMatch(/worse\.yml:4:22 pattern\.detail\.eventName: EventBridge would refuse this/);
    expect(stderr).toMatch(/2 faults\n$/);
    expect(code).toBe(2);
  });
});

describe('trailbell', () => {
  test.each([
    ['an unknown option', ['replay', '--jsno'], "unknown option '--jsno'"],
    ['an unknown command', ['rplay'], "unknown command 'rplay'"],
    ['an option without its value', ['test', '--rules'], "option '--rules <folder>' argument missing"],
  ])('exits with 2 on %s and says so', async (_, args, message) => {
    const { code, stderr } = await trailbell(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test.each([[[]], [['replay']], [['test']], [['schema']]])('explains %j with --help and examples', async (args) => {
    const { code, stdout } = await trailbell(...args, '--help');
    expect(stdout).toMatch(/Usage: trailbell/);
    if (args.length > 0) expect(stdout).toMatch(/Examples?:/);
    expect(code).toBe(0);
  });
});
