import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventIdsIn, folderOf, log, RULE, stopLogging } from './replay-logs.ts';
import { trailbellWith } from './run.ts';

let rules: string;
beforeAll(async () => {
  rules = await folderOf({ 'trail-stopped.yml': RULE });
});
afterAll(() => rm(rules, { recursive: true }));

const replay = (input: string | Buffer, ...args: string[]) =>
  trailbellWith({ input }, 'replay', '--json', '--rules', rules, ...args);
const two = [stopLogging({ eventID: 'a' }), stopLogging({ eventID: 'b' })];
const lines = two.map((event) => `${JSON.stringify(event)}\n`).join('');

describe('trailbell replay -', () => {
  test.each([
    ['a log file', log(...two)],
    ['a packed log file', gzipSync(log(...two))],
    ['JSON Lines', lines],
    ['packed JSON Lines', gzipSync(lines)],
    ['packed logs one behind the other', Buffer.concat(two.map((event) => gzipSync(`${JSON.stringify(event)}\n`)))],
  ])('reads %s from stdin', async (_, input) => {
    const { code, stdout, stderr } = await replay(input, '-');
    expect(eventIdsIn(stdout)).toEqual(['a', 'b']);
    expect(stderr).toContain('2 events from 1 file: 2 alerts');
    expect(code).toBe(0);
  });

  test.each([
    ['nothing', '', '-: is empty'],
    ['what is no log', 'hello', '-: is not JSON'],
    [
      'what is packed and damaged',
      Buffer.concat([gzipSync(lines).subarray(0, 20), Buffer.from('damaged')]),
      '-: cannot be read: ',
    ],
  ])('names stdin where it holds %s, and exits with 1', async (_, input, message) => {
    const { code, stderr } = await replay(input, '-');
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  test('counts what can be read of a packed log that breaks off', async () => {
    const packed = gzipSync(lines);
    const { code, stdout, stderr } = await replay(packed.subarray(0, packed.length - 8), '-');
    expect(eventIdsIn(stdout)).toEqual(['a', 'b']);
    expect(stderr).toContain('-: cannot be read: unexpected end of file');
    expect(code).toBe(1);
  });

  test('reads stdin beside files, once', async () => {
    const folder = await folderOf({ 'a.json': log(two[0]) });
    const { stdout } = await replay(lines, join(folder, 'a.json'), '-', '-');
    expect(eventIdsIn(stdout).sort()).toEqual(['a', 'b']);
    await rm(folder, { recursive: true });
  });
});

describe("trailbell replay on CloudTrail's folders", () => {
  test('reads Insights, and neither digests nor the logs of other services', async () => {
    const at = (service: string, file: string) => `AWSLogs/123456789012/${service}/eu-west-1/2026/03/14/${file}`;
    const folder = await folderOf({
      [at('CloudTrail', 'a.json.gz')]: gzipSync(log(stopLogging({ eventID: 'a' }))),
      [at('CloudTrail-Insight', 'i.json.gz')]: gzipSync(
        log(stopLogging({ eventID: 'i', eventType: 'AwsCloudTrailInsight' })),
      ),
      [at('CloudTrail-Digest', 'd.json.gz')]: 'is not opened',
      [at('Config', 'c.json.gz')]: 'is not opened',
    });
    const { code, stdout, stderr } = await replay('', folder);
    expect(eventIdsIn(stdout).sort()).toEqual(['a', 'i']);
    expect(stderr).toMatch(/^2 events from 2 files|\n2 events from 2 files/);
    expect(code).toBe(0);
    await rm(folder, { recursive: true });
  });

  test('knows digests by what they hold, where their folders are not those of CloudTrail', async () => {
    const digest = gzipSync(JSON.stringify({ digestS3Object: 'x', logFiles: [{ s3Object: 'y' }] }));
    const folder = await folderOf({ 'copied/d.json.gz': digest, 'copied/a.json': log(two[0]) });
    const { code, stderr } = await replay('', folder);
    expect(stderr).toMatch(/d\.json\.gz: is a digest file of CloudTrail, not a log: skipped/);
    expect(code).toBe(0);
    await rm(folder, { recursive: true });
  });
});
