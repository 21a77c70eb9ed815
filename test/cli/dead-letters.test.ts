import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { EVENT } from '../dead-letters/messages.ts';
import type { HttpServer } from '../servers/http.ts';
import { startLogs } from '../servers/logs.ts';
import { trailbellWith } from './run.ts';

const DEAD_LETTERS = 'trailbell-prod-sign-in-dead-letters';
const ERROR = 'security: Slack answers is_archived for channel #security';
const MESSAGE = JSON.stringify({ rule: 'cloudtrail/logging-stopped', event: EVENT });

let aws: FauxqsServer;
let logs: HttpServer;
beforeAll(async () => {
  aws = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-central-1' });
  for (const handler of ['api-call', 'insight', 'sign-in']) {
    aws.createQueue(`trailbell-prod-${handler}`);
    aws.createQueue(`trailbell-prod-${handler}-dead-letters`);
  }
  aws.createQueue('trailbell-prod-undelivered');
  const ids = [MESSAGE, MESSAGE].map((body) => aws.sendMessage(DEAD_LETTERS, body).messageId);
  const lines = ids.map((messageId) => ({ level: 'ERROR', messageId, error: { message: ERROR } }));
  logs = await startLogs({ '/aws/lambda/trailbell-prod-sign-in': lines });
});
afterAll(async () => {
  await aws.stop();
  await logs.close();
});

function run(...args: string[]) {
  const env = {
    AWS_ENDPOINT_URL_SQS: aws.address,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
  };
  return trailbellWith({ env }, ...args, '--region', 'eu-central-1');
}

describe('trailbell dlq', () => {
  test('shows each reason once, with what it kept from being told, and exits with 1', async () => {
    const { code, stdout } = await run('dlq', '--stage', 'prod');
    const line = '    2026-03-14T09:26:53Z  cloudtrail/logging-stopped  StopLogging by alice in 123456789012';
    expect(stdout.split('\n')).toEqual([
      'trailbell-prod-api-call-dead-letters: empty',
      'trailbell-prod-insight-dead-letters: empty',
      `${DEAD_LETTERS}: 2 messages`,
      `  ${ERROR}`,
      line,
      line,
      'trailbell-prod-undelivered: empty',
      '',
      'Once the cause is mended: npx trailbell redrive --stage prod --region eu-central-1',
      '',
    ]);
    expect(code).toBe(1);
  });

  test('prints one message per line as JSON with --json', async () => {
    const { stdout } = await run('dlq', '--stage', 'prod', '--json');
    const messages = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(messages).toHaveLength(2);
    expect(messages[0]).toMatchObject({ queue: DEAD_LETTERS, why: ERROR, eventID: EVENT.detail.eventID });
  });

  test.each([
    [
      'a stage that is not deployed',
      ['--stage', 'nowhere'],
      'eu-central-1 has no queue trailbell-nowhere-api-call-dead-letters',
    ],
    ['a limit that is no number', ['--limit', 'all'], 'whole number'],
  ])('exits with 2 for %s', async (_, args, message) => {
    const { code, stderr } = await run('dlq', ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('trailbell redrive', () => {
  test('exits with 2 for a queue that is not there, and names those that are', async () => {
    const { code, stderr } = await run('redrive', '--stage', 'prod', '--queue', 'sign-in');
    expect(stderr).toBe(
      'no queue sign-in; there are trailbell-prod-api-call-dead-letters, trailbell-prod-insight-dead-letters, ' +
        `${DEAD_LETTERS}, trailbell-prod-undelivered\n`,
    );
    expect(code).toBe(2);
  });

  test('moves everything back', async () => {
    const { code, stdout } = await run('redrive', '--stage', 'prod', '--json');
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toContainEqual({
      queue: DEAD_LETTERS,
      moved: 2,
      left: [],
    });
    expect(code).toBe(0);
    expect(aws.inspectQueue('trailbell-prod-sign-in')?.messages.ready).toMatchObject([
      { body: MESSAGE },
      { body: MESSAGE },
    ]);
  });

  test('finds what a forwarder could not deliver, where nothing else stands', async () => {
    aws.createQueue('trailbell-forwarder-spoke-undelivered');
    aws.sendMessage('trailbell-forwarder-spoke-undelivered', '{}', {
      messageAttributes: { ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' } },
    });
    const { code, stdout } = await run('dlq', '--stage', 'spoke');
    expect(stdout).toContain('trailbell-forwarder-spoke-undelivered: 1 message\n  NO_PERMISSIONS\n');
    expect(code).toBe(1);
  });

  test('leaves nothing stuck', async () => {
    expect(await run('dlq', '--stage', 'prod')).toMatchObject({ code: 0 });
  });

  test('exits with 1 where messages stay, and says why', async () => {
    aws.sendMessage('trailbell-prod-undelivered', '{}');
    const { code, stdout } = await run('redrive', '--stage', 'prod', '--queue', 'trailbell-prod-undelivered');
    expect(stdout).toMatch(/^trailbell-prod-undelivered: 0 moved\n {2}[\w-]+ stayed: names no RULE_ARN/);
    expect(code).toBe(1);
  });
});
