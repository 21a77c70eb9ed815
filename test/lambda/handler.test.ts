import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { createHandler } from '../../src/lambda/handler.ts';
import { settingsSchema } from '../../src/settings/settings.ts';
import { anEvent, aRule } from '../delivery/site.ts';
import { type DynamoDbServer, startDynamoDb } from '../servers/dynamodb.ts';
import { type ParameterStore, startParameterStore } from '../servers/parameter-store.ts';
import { type SlackServer, startSlackServer } from '../servers/slack.ts';

const CHANNELS = ['C0123456789', 'C9876543210'];
const QUEUE = 'trailbell-test-api-call';
const TABLE = 'trailbell-test-state';

let aws: FauxqsServer;
let dynamoDb: DynamoDbServer;
let parameters: ParameterStore;
let slack: SlackServer;
let sqs: SQSClient;
let queueUrl: string;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  aws = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-central-1' });
  ends.push(() => aws.stop());
  dynamoDb = await startDynamoDb();
  ends.push(dynamoDb.close);
  await dynamoDb.createTable({
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
  });
  parameters = await startParameterStore({ '/trailbell/slack-token': 'xoxb-example' });
  ends.push(parameters.close);
  sqs = new SQSClient({ ...dynamoDb.config, endpoint: aws.address });
  queueUrl = aws.createQueue(QUEUE, { attributes: { VisibilityTimeout: '180' } }).queueUrl;
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'example',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_ENDPOINT_URL_SQS: aws.address,
    AWS_ENDPOINT_URL_SSM: parameters.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
    POWERTOOLS_DEV: 'true',
  });
});
beforeEach(async () => {
  for (const level of ['info', 'warn', 'error', 'log'] as const)
    jest.spyOn(console, level).mockImplementation(() => {});
  slack = await startSlackServer({ token: 'xoxb-example', channels: CHANNELS });
  ends.push(slack.close);
  aws.reset();
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(async () => {
  sqs.destroy();
  for (const end of ends.reverse()) await end();
});

const settings = settingsSchema.parse({
  destinations: {
    security: { type: 'slack', channel: CHANNELS[0], 'token-parameter': '/trailbell/slack-token' },
    platform: { type: 'slack', channel: CHANNELS[1], 'token-parameter': '/trailbell/slack-token' },
  },
  routes: [{ notify: ['security'] }],
  suppressions: [{ when: { region: ['x'] }, owner: 'alice', reason: 'test', until: '2020-01-01' }],
});
const rules = [aRule('a'), aRule('b', { notify: ['platform'], pattern: { detail: { eventName: ['DeleteTrail'] } } })];
const start = (environment: NodeJS.ProcessEnv = {}) =>
  createHandler(
    'api-call',
    { rules, settings },
    {
      TRAILBELL_COUNTRY_DB: 'node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
      TRAILBELL_STATE_TABLE: TABLE,
      SLACK_API_URL: slack.url,
      ...environment,
    },
  );
const body = (rule: string, eventID: string) => JSON.stringify({ rule, event: anEvent(eventID) });

/** Puts messages on the queue, and hands the function all that is visible there. */
async function invoke(handler: ReturnType<typeof start>, ...bodies: string[]): Promise<SQSBatchResponse> {
  for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  const received = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
  );
  const Records = (received.Messages ?? []).map(
    ({ MessageId, ReceiptHandle, Body, Attributes }) =>
      ({
        messageId: MessageId,
        receiptHandle: ReceiptHandle,
        body: Body,
        attributes: Attributes,
        eventSource: 'aws:sqs',
        eventSourceARN: `arn:aws:sqs:eu-central-1:000000000000:${QUEUE}`,
      }) as unknown as SQSRecord,
  );
  return (await handler({ Records }, {
    awsRequestId: 'example',
    functionName: 'example',
  } as Context)) as SQSBatchResponse;
}

/** When the messages that were handed out come back. */
const deadlines = () =>
  aws.inspectQueue(QUEUE)?.messages.inflight.map(({ visibilityDeadline }) => visibilityDeadline) ?? [];

const logged = (level: 'info' | 'warn' | 'error') =>
  jest.mocked(console[level]).mock.calls.map(([line]) => JSON.parse(String(line)));

describe('a handler', () => {
  test('sends a message away for as long as Slack asks for, and lets the others go on', async () => {
    slack.failNext({ status: 429, retryAfterSeconds: 37 });
    const handler = start();
    const before = Date.now();
    const { batchItemFailures } = await invoke(handler, body('a', 'limited'));
    expect(batchItemFailures).toHaveLength(1);
    const [deadline = 0] = deadlines();
    expect(deadline).toBeGreaterThanOrEqual(before + 37_000);
    expect(deadline).toBeLessThanOrEqual(Date.now() + 37_000);
    expect((await invoke(handler, body('b', 'goes on'))).batchItemFailures).toEqual([]);
    expect(slack.shown.map(({ channel }) => channel)).toEqual([CHANNELS[1]]);
  });

  test.each([
    ['Slack asks for a second', { status: 429, retryAfterSeconds: 1 }, 10, 15],
    ['Slack wants the request again', { error: 'request_timeout' }, 10, 15],
    ['Slack fails, and may have it all the same', { status: 500 }, 60, 60],
    ['the connection breaks, and Slack may have it all the same', 'close connection', 60, 60],
  ] as const)('sends a message away at first, where %s', async (what, fault, from, to) => {
    slack.failNext(fault);
    const before = Date.now();
    await invoke(start(), body('a', what));
    const [deadline = 0] = deadlines();
    expect(deadline).toBeGreaterThanOrEqual(before + from * 1000);
    expect(deadline).toBeLessThanOrEqual(Date.now() + to * 1000);
    expect(logged('error')).toMatchObject([{ rule: 'a', eventID: what, error: { name: 'DeliveryError' } }]);
  });

  test('tells nobody while it has no state, as it could not tell it only once', async () => {
    const { batchItemFailures } = await invoke(
      start({ TRAILBELL_STATE_TABLE: 'no-such-table' }),
      body('a', 'no state'),
    );
    expect(batchItemFailures).toHaveLength(1);
    expect(slack.calls).toEqual([]);
    expect(logged('error')).toMatchObject([{ error: { name: 'StateError' } }]);
  });

  test('takes each message of a batch by itself', async () => {
    const { batchItemFailures } = await invoke(start(), '{"rule":', body('a', 'well'), body('gone', 'x'));
    expect(batchItemFailures).toHaveLength(2);
    expect(slack.shown).toHaveLength(1);
    expect(logged('info')).toContainEqual(expect.objectContaining({ eventID: 'well', delivery: 'message' }));
  });

  test('logs of each attempt when its message was queued and when it began, and which destination took the finding', async () => {
    const before = Date.now();
    await invoke(start(), body('a', 'timed'));
    const ofAttempt = { queuedAt: expect.any(String), beganAt: expect.any(String), attempt: 1, eventID: 'timed' };
    const [told, handled] = logged('info');
    expect(told).toMatchObject({
      ...{ message: 'finding told', rule: 'a', finding: handled.finding, eventID: 'timed' },
      ...{ destination: 'security', delivery: 'message' },
    });
    expect(handled).toMatchObject({ message: 'finding handled', ...ofAttempt });
    const times = [handled.queuedAt, handled.beganAt, told.timestamp, handled.timestamp].map(Date.parse);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(before);

    slack.failNext({ status: 500 });
    await invoke(start(), body('a', 'timed and failed'));
    expect(logged('error')).toMatchObject([{ ...ofAttempt, eventID: 'timed and failed' }]);
  });

  test('tells of an event whose texts hold halves of characters, which no URL, no database and no channel takes', async () => {
    const half = (text: string) => `${text}\ud83d`;
    const event = anEvent('half', 0, {
      userIdentity: { type: 'IAMUser', userName: half('alice'), arn: half('arn:aws:iam::123456789012:user/alice') },
      requestParameters: { [half('name')]: half('main') },
    });
    // SQS itself takes such text only as an escape.
    const escaped = JSON.stringify({ rule: 'a', event });
    const { batchItemFailures } = await invoke(start(), escaped);
    expect(escaped).toContain(String.raw`\ud83d`);
    expect(batchItemFailures).toEqual([]);
    expect(slack.shown[0]?.content.text).toContain('alice\ufffd did it');
  });

  test('names the suppressions that have expired when it starts', () => {
    start();
    expect(logged('warn')).toMatchObject([
      { file: 'trailbell.yml', suppression: { owner: 'alice', until: '2020-01-01' } },
    ]);
  });
});
