import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type S3Server, startS3 } from '../servers/s3.ts';
import { eventIdsIn, folderOf, log, RULE, stopLogging } from './replay-logs.ts';
import { trailbellWith } from './run.ts';

const MANY = 100;
const CUT = 200_000;

/** A log of many events, whose noise does not shrink, so that it comes in many pieces. */
function large(name: string): string {
  const noise = () => randomBytes(6_000).toString('base64');
  return log(...Array.from({ length: MANY }, (_, at) => stopLogging({ eventID: `${name}-${at}`, noise: noise() })));
}

let s3: S3Server;
let rules: string;
beforeAll(async () => {
  s3 = await startS3('example-trail');
  await s3.put({
    'logs/good.json': log(stopLogging({ eventID: 'good' })),
    'logs/large.json': large('large.json'),
    'logs/large.json.gz': gzipSync(large('large.json.gz')),
    'logs/other.json': log(stopLogging({ eventID: 'other' })),
  });
  rules = await folderOf({ 'trail-stopped.yml': RULE });
});
afterAll(async () => {
  await s3.close();
  await rm(rules, { recursive: true });
});
afterEach(() => {
  s3.takeRequests();
  s3.fail();
});

const replayWith = (env: NodeJS.ProcessEnv, ...args: string[]) =>
  trailbellWith({ env: { ...s3.env, ...env } }, 'replay', '--json', '--rules', rules, ...args);
const replay = (...args: string[]) => replayWith({}, ...args);

describe('trailbell replay s3://, where something goes wrong', () => {
  const SET_THEM = 'Set credentials and a region as for the AWS CLI (AWS_PROFILE, AWS_REGION)';
  const NO_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_EC2_METADATA_DISABLED: 'true' };
  const NO_PROFILE = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };

  test.each([
    ['no credentials', { ...NO_KEYS, ...NO_PROFILE }, `Could not load credentials from any providers. ${SET_THEM}`],
    ['no region', { AWS_REGION: undefined, ...NO_PROFILE }, `Region is missing. ${SET_THEM}`],
    [
      'no way to S3',
      { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' },
      'connect ECONNREFUSED 127.0.0.1:9',
    ],
  ])('says what is missing where there is %s, and exits with 1', async (_, env, message) => {
    const { code, stdout, stderr } = await replayWith(env, 's3://example-trail/logs/');
    expect(stderr).toContain(`s3://example-trail/logs/: cannot be read: ${message}\n0 events from 0 files`);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  test('says so where there is no such bucket, and reads the other paths', async () => {
    const { code, stdout, stderr } = await replay('s3://no-such-bucket/AWSLogs/', 's3://example-trail/logs/good.json');
    expect(stderr).toMatch(/^s3:\/\/no-such-bucket\/AWSLogs\/: cannot be read: The specified bucket does not exist/);
    expect(stderr).toContain('Is its name right?');
    expect(eventIdsIn(stdout)).toEqual(['good']);
    expect(code).toBe(1);
  });

  const DENIED = { status: 403, code: 'AccessDenied', message: 'Access Denied' };
  const WHAT_TO_ALLOW = 'Access Denied. Allow s3:ListBucket, s3:GetObject, and kms:Decrypt where a key of KMS encrypts';

  test('says what to allow where the bucket may not be listed', async () => {
    s3.fail(() => DENIED);
    const { code, stderr } = await replay('s3://example-trail/logs/');
    expect(stderr).toContain(`s3://example-trail/logs/: cannot be read: ${WHAT_TO_ALLOW}`);
    expect(code).toBe(1);
  });

  test('names an object that may not be read, and reads the rest', async () => {
    s3.fail(({ kind, key }) => (kind === 'get' && key === 'logs/other.json' ? DENIED : undefined));
    const { code, stdout, stderr } = await replay('s3://example-trail/logs/');
    expect(stderr).toContain(`s3://example-trail/logs/other.json: cannot be read: ${WHAT_TO_ALLOW}`);
    expect(eventIdsIn(stdout)).toHaveLength(2 * MANY + 1);
    expect(code).toBe(1);
  });

  test.each(['large.json', 'large.json.gz'])('goes on where the connection broke in the middle of %s', async (name) => {
    let cuts = 0;
    s3.fail(({ kind }) => (kind === 'get' && ++cuts <= 2 ? { bytes: CUT } : undefined));
    const { code, stdout, stderr } = await replay(`s3://example-trail/logs/${name}`);
    const ranges = s3.takeRequests().flatMap(({ kind, range }) => (kind === 'get' ? [range] : []));
    // What was under way when the connection broke may be lost with it.
    expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/), expect.stringMatching(/^bytes=\d+-$/)]);
    expect(eventIdsIn(stdout)).toHaveLength(MANY);
    expect(stderr).not.toContain('cannot be read');
    expect(code).toBe(0);
  });

  test('gives an object up where the connection breaks again and again, and counts what came', async () => {
    s3.fail(({ kind, key, range }) =>
      kind === 'get' && key === 'logs/large.json' ? { bytes: range ? 0 : CUT } : undefined,
    );
    const { code, stdout, stderr } = await replay(
      's3://example-trail/logs/large.json',
      's3://example-trail/logs/good.json',
    );
    expect(stderr).toMatch(
      /large\.json: cannot be read: the connection broke again and again, the last time after \d+ of \d+ bytes/,
    );
    const ids = eventIdsIn(stdout);
    expect(ids).toContain('good');
    expect(ids).toContain('large.json-0');
    expect(ids.length).toBeLessThan(MANY);
    expect(code).toBe(1);
  });
});
