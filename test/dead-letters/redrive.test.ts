import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { type FoundQueue, findQueue } from '../../src/dead-letters/queue.ts';
import { redrive } from '../../src/dead-letters/redrive.ts';
import { startAwsService } from '../servers/aws-json.ts';
import type { HttpServer } from '../servers/http.ts';
import { EVENT, RULE_ARN, undelivered } from './messages.ts';

const CONFIG = { region: 'eu-central-1', credentials: { accessKeyId: 'example', secretAccessKey: 'example' } };
const SOURCE = 'trailbell-test-api-call';
const DEAD_LETTERS = { name: `${SOURCE}-dead-letters`, source: SOURCE };
const UNDELIVERED = { name: 'trailbell-test-undelivered' };
const BUS_ARN = 'arn:aws:events:eu-central-1:000000000000:event-bus/trailbell-test';
const BUSES = ['default', 'trailbell-test', BUS_ARN];
const WANTS_ALL = JSON.stringify({ source: [{ prefix: 'aws.' }] });
const HUB_RULES = [
  { Name: 'trailbell-test-cloudtrail.logging-stopped', State: 'ENABLED', EventPattern: WANTS_ALL },
  { Name: 'trailbell-test-other', State: 'ENABLED', EventPattern: JSON.stringify({ source: ['aws.iam'] }) },
  { Name: 'trailbell-test-off', State: 'DISABLED', EventPattern: WANTS_ALL },
  { Name: 'of-someone-else', State: 'ENABLED', EventPattern: WANTS_ALL },
];
const INPUT_TEMPLATE = '{"rule":"cloudtrail/logging-stopped","event":<aws.events.event.json>}';

let aws: FauxqsServer;
let rules: HttpServer;
let sqs: SQSClient;
let events: EventBridgeClient;
beforeAll(async () => {
  aws = await startFauxqs({ port: 0, logger: false, defaultRegion: CONFIG.region });
  sqs = new SQSClient({ ...CONFIG, endpoint: aws.address });
  for (const name of [SOURCE, DEAD_LETTERS.name, UNDELIVERED.name]) aws.createQueue(name);
  rules = await startAwsService({
    'AWSEvents.ListRules': ({ EventBusName }) =>
      EventBusName === BUS_ARN ? { Rules: HUB_RULES } : { refusal: 'ResourceNotFoundException' },
    'AWSEvents.ListTargetsByRule': ({ Rule, EventBusName = 'default' }) =>
      Rule === 'trailbell-test-cloudtrail.logging-stopped' && BUSES.includes(String(EventBusName))
        ? {
            Targets: [
              {
                Id: 'api-call',
                Arn: aws.inspectQueue(SOURCE)?.arn,
                InputTransformer: { InputTemplate: INPUT_TEMPLATE },
              },
            ],
          }
        : { refusal: 'ResourceNotFoundException' },
  });
  events = new EventBridgeClient({ ...CONFIG, endpoint: rules.url });
});
afterEach(() => aws.reset());
afterAll(async () => {
  sqs.destroy();
  events.destroy();
  await rules.close();
  await aws.stop();
});

/** Regions of which clients were asked for. */
const asked = new Set<string>();
beforeEach(() => asked.clear());

async function redriveQueue(queue: { name: string }, options: { sqs?: SQSClient } = {}) {
  const found: FoundQueue | undefined = await findQueue(sqs, queue);
  if (!found) throw new Error(`no queue ${queue.name}`);
  const progress: number[] = [];
  const clientsIn = (region: string) => {
    asked.add(region);
    return { sqs, events };
  };
  const onProgress = (count: number) => progress.push(count);
  const moved = await redrive(found, { sqs, clientsIn, onProgress, ...options });
  return { ...moved, progress };
}

const bodies = (queue: string) => aws.inspectQueue(queue)?.messages.ready.map(({ body }) => body);

describe('where SQS does not move messages itself', () => {
  test('they go back to their queue as they were, however many there are', async () => {
    const sent = Array.from({ length: 23 }, (_, number) => `{"rule":"a/b","number":${number}}`);
    for (const body of sent) aws.sendMessage(DEAD_LETTERS.name, body);
    expect(await redriveQueue(DEAD_LETTERS)).toEqual({ moved: 23, left: [], progress: [10, 20, 23] });
    expect(bodies(SOURCE)?.sort()).toEqual(sent.sort());
    expect(bodies(DEAD_LETTERS.name)).toEqual([]);
  });

  test('one that cannot be sent is not deleted', async () => {
    aws.sendMessage(DEAD_LETTERS.name, 'kept');
    const { moved, left } = await redriveQueue({
      ...DEAD_LETTERS,
      source: 'trailbell-test-gone',
    } as typeof DEAD_LETTERS);
    expect({ moved, left }).toMatchObject({ moved: 0, left: [{ reason: 'The specified queue does not exist.' }] });
    expect(bodies(DEAD_LETTERS.name)).toEqual(['kept']);
  });
});

test('what EventBridge could not deliver goes as its rule would have sent it, or stays with the reason', async () => {
  const put = ({ body, options }: ReturnType<typeof undelivered>) =>
    aws.sendMessage(UNDELIVERED.name, body, options).messageId;
  put(undelivered());
  const ruleGone = put(undelivered({ RULE_ARN: 'arn:aws:events:eu-central-1:000000000000:rule/gone' }));
  const targetGone = put(undelivered({ TARGET_ARN: 'arn:aws:sqs:eu-central-1:000000000000:other' }));
  const foreign = put({ body: '{}', options: { messageAttributes: {} } });

  const { moved, left } = await redriveQueue(UNDELIVERED);
  expect(moved).toBe(1);
  expect(bodies(SOURCE)?.map((text) => JSON.parse(text))).toEqual([
    { rule: 'cloudtrail/logging-stopped', event: EVENT },
  ]);
  const reasons = new Map(left.map(({ messageId, reason }) => [messageId, reason]));
  expect(reasons.get(ruleGone)).toMatch(/^rule gone no longer sends to .*: deploy it again, or delete the message$/);
  expect(reasons.get(targetGone)).toMatch(/no longer sends to .*:other/);
  expect(reasons.get(foreign)).toContain('EventBridge did not put it here');
  expect(bodies(UNDELIVERED.name)).toHaveLength(3);
});

describe('what could not be delivered in a hub', () => {
  const put = (attributes: Readonly<Record<string, string>>, detail = {}) => {
    const { body, options } = undelivered(attributes);
    const event = { ...JSON.parse(body), detail: { ...EVENT.detail, ...detail } };
    aws.sendMessage(UNDELIVERED.name, JSON.stringify(event), options);
  };

  test('by a rule on its bus goes as that rule would have sent it', async () => {
    put({ RULE_ARN: RULE_ARN.replace('rule/', 'rule/trailbell-test/') });
    expect(await redriveQueue(UNDELIVERED)).toMatchObject({ moved: 1, left: [] });
    expect(bodies(SOURCE)).toHaveLength(1);
  });

  test('to its bus goes as the rules there that match would have sent it, and those alone', async () => {
    put({ RULE_ARN: RULE_ARN.replace(/rule\/.*/, 'rule/trailbell-test-forward-1'), TARGET_ARN: BUS_ARN });
    expect(await redriveQueue(UNDELIVERED)).toMatchObject({ moved: 1, left: [] });
    expect(bodies(SOURCE)?.map((text) => JSON.parse(text))).toEqual([
      { rule: 'cloudtrail/logging-stopped', event: EVENT },
    ]);
  });

  test('to its bus goes nowhere where it is read-only and no rule is shown such', async () => {
    put({ TARGET_ARN: BUS_ARN }, { readOnly: true, managementEvent: true });
    expect(await redriveQueue(UNDELIVERED)).toMatchObject({ moved: 1, left: [] });
    expect(bodies(SOURCE)).toEqual([]);
  });

  test('by a forwarder of another region goes to the queues of the region of the hub', async () => {
    const RULE_ARN = 'arn:aws:events:eu-west-1:000000000000:rule/trailbell-forwarder-test-3';
    put({ RULE_ARN, TARGET_ARN: BUS_ARN });
    expect(await redriveQueue(UNDELIVERED)).toMatchObject({ moved: 1, left: [] });
    expect(bodies(SOURCE)).toHaveLength(1);
    expect([...asked]).toEqual(['eu-central-1']);
  });

  test('stays where the hub is gone', async () => {
    put({ TARGET_ARN: BUS_ARN.replace('trailbell-test', 'gone') });
    expect(await redriveQueue(UNDELIVERED)).toMatchObject({
      moved: 0,
      left: [{ reason: expect.stringContaining('ResourceNotFoundException') }],
    });
  });
});

describe('where SQS moves messages itself', () => {
  /** Redrives by an SQS that answers so. */
  async function redriveBy(actions: Parameters<typeof startAwsService>[0]) {
    const server = await startAwsService(actions);
    const client = new SQSClient({ ...CONFIG, endpoint: server.url });
    try {
      return await redriveQueue(DEAD_LETTERS, { sqs: client });
    } finally {
      client.destroy();
      await server.close();
    }
  }

  test.each([
    [
      'it is waited for',
      [
        { Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 5 },
        { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 9 },
      ],
      { moved: 9, left: [], progress: [5, 9] },
    ],
    [
      'it may fail',
      [{ Status: 'FAILED', ApproximateNumberOfMessagesMoved: 2, FailureReason: 'the queue is gone' }],
      { moved: 2, left: [{ reason: 'the queue is gone' }], progress: [2] },
    ],
  ])('%s', async (_, results: object[], expected) => {
    const actions = {
      'AmazonSQS.StartMessageMoveTask': () => ({ TaskHandle: 'task' }),
      'AmazonSQS.ListMessageMoveTasks': () => ({ Results: [results.shift()] }),
    };
    expect(await redriveBy(actions)).toEqual(expected);
  });

  test('what it refuses is not done by hand', async () => {
    const actions = { 'AmazonSQS.StartMessageMoveTask': () => ({ refusal: 'AccessDeniedException' }) };
    await expect(redriveBy(actions)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
