import { rm } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type S3Server, startS3 } from '../servers/s3.ts';
import { eventIdsIn, type Files, findingsIn, folderOf, log, RULE, stopLogging } from './replay-logs.ts';
import { trailbellWith } from './run.ts';

const OURS = '123456789012';
const OTHER = '210987654321';

/** A file where CloudTrail puts it, delivered at a day and holding one event, which has the name of its file for an id. */
function logAt(root: string, account: string, region: string, day: string, changes: object = {}): Files {
  const name = `${account}_CloudTrail_${region}_${day.replaceAll('-', '')}T0930Z_AbCdEfGhIjKlMnOp.json.gz`;
  const event = {
    eventID: name,
    eventTime: `${day}T09:26:53Z`,
    awsRegion: region,
    recipientAccountId: account,
    ...changes,
  };
  const folder = `${root}${account}/CloudTrail/${region}/${day.replaceAll('-', '/')}`;
  return { [`${folder}/${name}`]: gzipSync(log(stopLogging(event))) };
}

const DAYS = ['2025-12-31', '2026-03-13', '2026-03-14', '2026-03-15', '2026-03-16', '2026-04-01'];
const FILES: Files = {
  ...Object.assign({}, ...DAYS.map((day) => logAt('AWSLogs/', OURS, 'us-east-1', day))),
  ...logAt('AWSLogs/', OURS, 'eu-west-1', '2026-03-14'),
  ...logAt('AWSLogs/o-exampleorg/', OTHER, 'us-east-1', '2026-03-14'),
  ...logAt('AWSLogs/o-exampleorg/', OTHER, 'eu-west-1', '2026-03-14'),
  ...logAt('audit/trail/AWSLogs/', OURS, 'us-east-1', '2026-03-14', { eventID: 'under-a-prefix' }),
  [`AWSLogs/${OURS}/CloudTrail-Digest/us-east-1/2026/03/14/${OURS}_CloudTrail-Digest_us-east-1_main_us-east-1_20260314T093000Z.json.gz`]:
    gzipSync(JSON.stringify({ digestS3Object: 'x', logFiles: [] })),
  [`AWSLogs/${OURS}/Config/us-east-1/2026/3/14/ConfigHistory/history.json.gz`]: gzipSync('{"configurationItems":[]}'),
  [`AWSLogs/${OURS}/CloudTrail-Insight/us-east-1/2026/03/14/${OURS}_CloudTrail-Insight_us-east-1_20260314T0935Z_AbCdEfGhIjKlMnOp.json.gz`]:
    gzipSync(log(stopLogging({ eventID: 'in-insights' }))),
};

let s3: S3Server;
let rules: string;
let folder: string;
beforeAll(async () => {
  s3 = await startS3('example-trail');
  await s3.put(FILES);
  rules = await folderOf({ 'trail-stopped.yml': RULE });
  folder = await folderOf(FILES);
});
afterAll(async () => {
  await s3.close();
  await rm(rules, { recursive: true });
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  s3.takeRequests();
});

const replay = (...args: string[]) => trailbellWith({ env: s3.env }, 'replay', '--json', '--rules', rules, ...args);
const keys = (kind: 'list' | 'get') =>
  s3
    .takeRequests()
    .filter((request) => request.kind === kind)
    .map(({ key }) => key);

describe('trailbell replay s3://', () => {
  test('finds what it finds in the same files in a folder, and leaves digests and other services in S3', async () => {
    const fromS3 = await replay('s3://example-trail');
    const fromFolder = await replay(folder);
    expect(fromS3.stderr).toMatch(/11 events from 11 files: 11 alerts/);
    expect(findingsIn(fromS3.stdout)).toEqual(findingsIn(fromFolder.stdout));
    expect(keys('get').filter((key) => /Digest|Config/.test(key))).toEqual([]);
    expect(fromS3.code).toBe(0);
  });

  test.each([
    ['a prefix before AWSLogs', 'audit', ['under-a-prefix']],
    ['an organisation', 'AWSLogs/o-exampleorg/', [`${OTHER}_CloudTrail_eu-west-1`, `${OTHER}_CloudTrail_us-east-1`]],
    ['a day', `AWSLogs/${OURS}/CloudTrail/us-east-1/2026/03/14/`, [`${OURS}_CloudTrail_us-east-1_20260314`]],
    [
      'the beginning of a name',
      `AWSLogs/${OURS}/CloudTrail/us-east-1/2026/03/1`,
      ['_20260313', '_20260314', '_20260315', '_20260316'],
    ],
  ])('reads below %s alone', async (_, prefix, expected) => {
    const { stdout } = await replay(`s3://example-trail/${prefix}`);
    expect(eventIdsIn(stdout)).toEqual(expected.map((id) => expect.stringContaining(id)));
  });

  test('reads one object of a URL', async () => {
    const [key = ''] = Object.keys(FILES);
    const { code, stdout } = await replay(`s3://example-trail/${key}`);
    expect(eventIdsIn(stdout)).toEqual([key.split('/').at(-1)]);
    expect(keys('get')).toEqual([key]);
    expect(code).toBe(0);
  });

  test('reads one object where the keys of others begin with its own', async () => {
    await s3.put({
      'one/a.json': log(stopLogging({ eventID: 'one' })),
      'one/a.json.gz': gzipSync(log(stopLogging({ eventID: 'two' }))),
    });
    const { stdout } = await replay('s3://example-trail/one/a.json');
    expect(eventIdsIn(stdout)).toEqual(['one']);
  });

  test('takes no folder that the console made for a log', async () => {
    await s3.put({ 'made/': '', 'made/logs/': '', 'made/logs/a.json': log(stopLogging()) });
    const { code, stderr } = await replay('s3://example-trail/made/');
    expect(stderr).toContain('1 event from 1 file');
    expect(code).toBe(0);
  });

  test('neither lists nor loads what the filters exclude', async () => {
    const filters = ['--since', '2026-03-14', '--until', '2026-03-14', '--account', OURS, '--region', 'us-east-1'];
    const { code, stdout } = await replay(...filters, 's3://example-trail/AWSLogs');
    const requests = s3.takeRequests();
    const asked = (wanted: 'list' | 'get') => requests.filter(({ kind }) => kind === wanted).map(({ key }) => key);
    expect(asked('list').sort()).toEqual([
      'AWSLogs',
      'AWSLogs/',
      `AWSLogs/${OURS}/`,
      `AWSLogs/${OURS}/CloudTrail-Insight/`,
      `AWSLogs/${OURS}/CloudTrail-Insight/us-east-1/`,
      `AWSLogs/${OURS}/CloudTrail/`,
      `AWSLogs/${OURS}/CloudTrail/us-east-1/`,
      'AWSLogs/o-exampleorg/',
    ]);
    expect(
      asked('get')
        .map((key) => key.slice(0, key.lastIndexOf('/')))
        .sort(),
    ).toEqual([
      `AWSLogs/${OURS}/CloudTrail-Insight/us-east-1/2026/03/14`,
      `AWSLogs/${OURS}/CloudTrail/us-east-1/2026/03/14`,
      `AWSLogs/${OURS}/CloudTrail/us-east-1/2026/03/15`,
    ]);
    expect(eventIdsIn(stdout)).toEqual([expect.stringContaining('_us-east-1_20260314'), 'in-insights']);
    expect(code).toBe(0);
  });

  test('reads more objects than S3 lists at once, and lists none after the last day', async () => {
    const region = `many/AWSLogs/${OURS}/CloudTrail/us-east-1/2026`;
    const event = (number: number) => log(stopLogging({ eventID: `event-${number}` }));
    const objects = Array.from({ length: 1_100 }, (_, number) => [`${region}/03/14/${number}.json`, event(number)]);
    const later = Array.from({ length: 1_000 }, (_, number) => [`${region}/05/14/${number}.json`, '{}']);
    await s3.put(Object.fromEntries([...objects, ...later]));
    const { code, stdout } = await replay('--until', '2026-03-14', `s3://example-trail/${region}/`);
    expect(eventIdsIn(stdout)).toHaveLength(1_100);
    expect(keys('list')).toHaveLength(2);
    expect(code).toBe(0);
  });
});
