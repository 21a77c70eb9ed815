import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunOptions, trailbellWith } from './run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailbell-'));
});
afterAll(() => rm(folder, { recursive: true }));

const put = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};
const match = async (pattern: string, options: RunOptions, ...args: string[]) =>
  trailbellWith(options, 'match', '--pattern', await put('pattern.json', pattern), ...args);

describe('trailbell match', () => {
  test('exits with 0 where all events match', async () => {
    const event = await put('event.json', '{\n  "detail": { "eventName": "StopLogging" }\n}');
    const { code, stdout } = await match('{"detail":{"eventName":["StopLogging"]}}', {}, '--event', event);
    expect(stdout).toBe(`match     ${event}\n`);
    expect(code).toBe(0);
  });

  test('reads one event a line from stdin and exits with 1 where some do not match', async () => {
    const { code, stdout } = await match('{"a":[1]}', { input: '{"a":1}\n\n{"a":"1"}\n' });
    expect(stdout).toBe('match     stdin:1\nno match  stdin:3\n');
    expect(code).toBe(1);
  });

  test('prints verdicts as JSON with --json', async () => {
    const { stdout } = await match('{"a":[1]}', { input: '{"a":1.0}' }, '--json');
    expect(JSON.parse(stdout)).toEqual({ event: 'stdin', matched: true });
  });

  test('takes the pattern of a rule file, and points at the place that EventBridge would refuse', async () => {
    const good = await put('good.yml', 'title: a\npattern: { a: [1] }\n');
    expect(await trailbellWith({ input: '{"a":1}' }, 'match', '--pattern', good)).toMatchObject({ code: 0 });
    const bad = await put('bad.yml', 'title: a\npattern: { a: [{ prefx: x }] }\n');
    const { code, stderr } = await trailbellWith({ input: '{}' }, 'match', '--pattern', bad);
    expect(stderr).toMatch(
      /bad\.yml:2:18 pattern\.a\.0\.prefx: EventBridge would refuse this: Unrecognized match type prefx/,
    );
    expect(code).toBe(2);
  });

  test.each([
    ['an invalid pattern', '{"a":5}', '{}', '"a" must be an object or an array'],
    ['an event that is no object', '{"a":[1]}', '[1]', 'stdin: must be a JSON object'],
    ['an event that is not JSON', '{"a":[1]}', '{"a":1}\n{"a"', 'stdin:2: is not JSON'],
    ['no event', '{"a":[1]}', '', 'stdin: is empty'],
  ])('exits with 2 for %s', async (_, pattern, input, message) => {
    const { code, stderr } = await match(pattern, { input });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('trailbell match --aws', () => {
  let server: Server;
  let answer: { status: number; body: object };
  beforeAll(async () => {
    server = createServer((_, response) => {
      response
        .writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify(answer.body));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => new Promise((closed) => server.close(closed)));
  const ask = (status: number, body: object) => {
    answer = { status, body };
    const env = {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
    };
    return match('{"a":[1]}', { input: '{"a":1}', env }, '--aws');
  };

  test('says that AWS agrees', async () => {
    expect(await ask(200, { Result: true })).toMatchObject({ code: 0, stdout: 'match     stdin  (AWS agrees)\n' });
  });

  test('reports where AWS disagrees, and exits with 1', async () => {
    expect(await ask(200, { Result: false })).toMatchObject({
      code: 1,
      stdout: 'match     stdin  AWS disagrees: it does not match there\n',
    });
  });

  test('reports what AWS refuses', async () => {
    const { code, stdout } = await ask(400, { __type: 'InvalidEventPatternException', message: 'Reason: no' });
    expect(stdout).toContain('AWS disagrees: Reason: no');
    expect(code).toBe(1);
  });

  test('says what to set where there are no credentials', async () => {
    const env = {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: undefined,
      AWS_PROFILE: undefined,
      AWS_EC2_METADATA_DISABLED: 'true',
      HOME: folder,
    };
    const { code, stderr } = await match('{"a":[1]}', { input: '{"a":1}', env }, '--aws');
    expect(stderr).toMatch(/--aws could not ask EventBridge: .*Set credentials and a region/);
    expect(code).toBe(2);
  });
});
