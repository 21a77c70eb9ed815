import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { type FoundQueue, findQueue } from '../../src/dead-letters/queue.ts';
import { describeStuck, type StuckMessage } from '../../src/dead-letters/stuck.ts';
import { startLogs } from '../servers/logs.ts';
import { EVENT, undelivered } from './messages.ts';

const CONFIG = { region: 'eu-central-1', credentials: { accessKeyId: 'example', secretAccessKey: 'example' } };
const DEAD_LETTERS = { name: 'trailbell-test-api-call-dead-letters', source: 'trailbell-test-api-call' };
const UNDELIVERED = { name: 'trailbell-test-undelivered' };

let aws: FauxqsServer;
let sqs: SQSClient;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  aws = await startFauxqs({ port: 0, logger: false, defaultRegion: CONFIG.region });
  sqs = new SQSClient({ ...CONFIG, endpoint: aws.address });
  ends.push(
    () => aws.stop(),
    () => sqs.destroy(),
  );
  aws.createQueue(DEAD_LETTERS.name);
  aws.createQueue(UNDELIVERED.name);
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** What is stuck, with the given lines in the function's log. */
async function stuck(
  queue: { name: string; source?: string },
  lines: Readonly<Record<string, object[]>> = {},
): Promise<readonly StuckMessage[]> {
  const server = await startLogs(lines);
  const logs = new CloudWatchLogsClient({ ...CONFIG, endpoint: server.url });
  try {
    return await describeStuck({ sqs, logs }, await found(queue), 100);
  } finally {
    logs.destroy();
    await server.close();
  }
}

async function found(queue: { name: string }): Promise<FoundQueue> {
  const result = await findQueue(sqs, queue);
  if (!result) throw new Error(`no queue ${queue.name}`);
  return result;
}

describe('what is stuck behind a handler', () => {
  const ids: string[] = [];
  beforeAll(() => {
    const whole = JSON.stringify({ rule: 'cloudtrail/logging-stopped', event: EVENT });
    for (const body of [whole, whole, '{"heartbeat":true}', 'no JSON'])
      ids.push(aws.sendMessage(DEAD_LETTERS.name, body).messageId);
  });

  test('is told with who did what, and the last error that the function logged for it', async () => {
    const error = (messageId: string | undefined, message: string) => ({
      level: 'ERROR',
      messageId,
      error: { message },
    });
    const messages = await stuck(DEAD_LETTERS, {
      '/aws/lambda/trailbell-test-api-call': [
        error(ids[0], 'security: Slack cannot be reached'),
        { level: 'INFO', messageId: ids[0], message: 'it was told' },
        error(ids[0], 'security: Slack answers is_archived\u001b[2J'),
        error(ids[1], 'table trailbell: AccessDenied'),
      ],
    });
    const byId = new Map(messages.map((message) => [message.messageId, message]));
    expect(messages).toHaveLength(4);
    expect(byId.get(ids[0] ?? '')).toEqual({
      queue: DEAD_LETTERS.name,
      messageId: ids[0],
      sent: expect.stringMatching(/^\d{4}-/),
      why: 'security: Slack answers is_archived [2J',
      rule: 'cloudtrail/logging-stopped',
      eventName: 'StopLogging',
      eventID: EVENT.detail.eventID,
      eventTime: '2026-03-14T09:26:53Z',
      who: 'alice',
      account: '123456789012',
    });
    expect(byId.get(ids[1] ?? '')?.why).toBe('table trailbell: AccessDenied');
    expect(byId.get(ids[2] ?? '')).toMatchObject({ why: expect.stringContaining('Task timed out') });
    expect(byId.get(ids[2] ?? '')).toMatchObject({ rule: 'heartbeat' });
    expect(byId.get(ids[3] ?? '')).not.toHaveProperty('rule');
  });

  test('is told even where its function has no log', async () => {
    expect((await stuck(DEAD_LETTERS))[0]?.why).toMatch(
      /^unknown: the log \/aws\/lambda\/trailbell-test-api-call cannot be read: /,
    );
  });

  test('stays there for the next who looks', async () => {
    expect(await found(DEAD_LETTERS)).toMatchObject({ messages: 4 });
    expect(aws.inspectQueue(DEAD_LETTERS.name)?.messages.ready).toHaveLength(4);
  });
});

test('what EventBridge could not deliver is told with its rule and the reason that EventBridge gives', async () => {
  const { body, options } = undelivered({
    ERROR_CODE: 'NO_PERMISSIONS',
    ERROR_MESSAGE: 'not authorized to perform: sqs:SendMessage',
  });
  aws.sendMessage(UNDELIVERED.name, body, options);
  expect(await stuck(UNDELIVERED)).toEqual([
    expect.objectContaining({
      queue: UNDELIVERED.name,
      rule: 'trailbell-test-cloudtrail.logging-stopped',
      eventName: 'StopLogging',
      who: 'alice',
      why: 'NO_PERMISSIONS: not authorized to perform: sqs:SendMessage',
    }),
  ]);
});

test('a queue that is not there is not found', async () => {
  expect(await findQueue(sqs, { name: 'trailbell-test-nothing' })).toBeUndefined();
});
