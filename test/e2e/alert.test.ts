import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type JsonObject, objectAt, textAt, valueAt } from '../../src/cloudtrail/json.ts';
import { loadRules } from '../../src/rule/load.ts';
import { privilegeFaults, statements, texts } from '../deploy/privilege-check.ts';
import { referenceFaults } from '../deploy/reference-check.ts';
import { schemaFaults } from '../deploy/schema-check.ts';
import { CHANNEL, type Deployment, startDeployment } from './deployment.ts';
import { jsonLines, metricsIn, reasonsOfDeadLetters } from './log.ts';
import { packageService } from './package.ts';
import { sendTest } from './send-test.ts';

let deployment: Deployment;
let aws: Deployment['aws'];
let slack: Deployment['slack'];
let packaged: Deployment['packaged'];
let stack: Deployment['stack'];

beforeAll(async () => {
  deployment = await startDeployment();
  ({ aws, slack, packaged, stack } = deployment);
}, 60_000);
beforeEach(() => aws.reset());
afterAll(() => deployment?.stop());

describe('the packaged template', () => {
  const rules = () => Object.values(packaged.resources).filter(({ Type }) => Type === 'AWS::Events::Rule');

  test("follows CloudFormation's own schema", () => {
    expect(schemaFaults(packaged.resources)).toEqual([]);
  });

  test('refers only to what it holds', () => {
    expect(referenceFaults(packaged.resources)).toEqual([]);
  });

  test('allows nothing by wildcard that can be named', () => {
    expect(privilegeFaults(packaged.resources)).toEqual([]);
  });

  test('has each enabled rule once, and one whose file was just dropped in', async () => {
    const loaded = await loadRules('rules');
    const ids = loaded.rules.filter(({ enabled }) => enabled).map(({ id }) => id);
    const templates = rules().map(({ Properties }) =>
      textAt(Properties, 'Targets', '0', 'InputTransformer', 'InputTemplate'),
    );
    const expected = [...ids, 'example/queue-read'].map((id) => `{"rule":"${id}","event":<aws.events.event.json>}`);
    expect(templates.sort()).toEqual(expected.sort());
  });

  test('is not made while a rule has a fault, which is shown with its file and line', async () => {
    const faulty = packageService(join(deployment.folder, 'faulty'), {
      'rules/example/bad.yml': 'title: Bad\nseverity: grave\n',
    });
    await expect(faulty).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^rules\/example\/bad\.yml:2:1 severity: .*"grave"$/m),
    });
  });

  test('has patterns as they were written', () => {
    const dropped = rules().find(({ Properties }) => Properties.Name === 'trailbell-test-example.queue-read');
    expect(dropped?.Properties.EventPattern).toEqual({
      source: ['aws.sqs'],
      detail: { requestParameters: { tag: [`\${aws:username}`], attribute: [null] } },
    });
  });
});

describe('an event', () => {
  test.each([
    ['root/sign-in', 'signin/ConsoleLogin-root', 'SignInQueue'],
    ['insight/call-rate', 'insight/ApiCallRateInsight-start', 'InsightQueue'],
    ['cloudtrail/logging-stopped', 'cloudtrail/StopLogging', 'ApiCallQueue'],
  ])('becomes an alert in Slack and on both topics: %s', async (rule, name, queue) => {
    const event = await sample(name);
    const posted = slack.messages.length;
    const received = await put(event, queue);
    expect(await stack.poll(queue)).toEqual({ received, failed: 0 });

    const archived = published('archive').find(
      (message) => valueAt(message, 'MessageAttributes', 'rule', 'Value') === rule,
    );
    const finding = JSON.parse(textAt(archived, 'Message') ?? '');
    expect(finding).toMatchObject({ rule: { id: rule }, event: { eventID: valueAt(event, 'detail', 'eventID') } });

    const message = slack.messages.slice(posted).find(({ blocks }) => JSON.stringify(blocks).includes(`"${rule} ·`));
    expect(message?.channel).toBe(CHANNEL);
    expect(message?.text).toContain(finding.summary);

    const mail = published('mail').find(({ Message }) => String(Message).includes(rule));
    expect(mail?.Subject).toContain(finding.rule.title);
    expect(mail?.Message).toContain(finding.summary);

    expect(await stack.poll(queue)).toEqual({ received: 0, failed: 0 });
  });

  test('reaches a handler that was just added, though it is read-only', async () => {
    const event = await sample('cloudtrail/StopLogging');
    const detail = {
      ...objectAt(event, 'detail'),
      readOnly: true,
      requestParameters: { tag: `\${aws:username}`, attribute: null },
    };
    expect(await put({ ...event, source: 'aws.sqs', detail }, 'QueueQueue')).toBe(1);
    expect(await stack.poll('QueueQueue')).toEqual({ received: 1, failed: 0 });
    expect(slack.messages.at(-1)?.text).toContain('read a queue');
  });

  test('is placed by the country database of the package', async () => {
    const event = await sample('signin/ConsoleLogin-root');
    await put({ ...event, detail: { ...objectAt(event, 'detail'), sourceIPAddress: '8.8.8.8' } }, 'SignInQueue');
    await stack.poll('SignInQueue');
    expect(JSON.stringify(slack.messages.at(-1)?.blocks)).toContain('United States');
  });

  test.each([
    ['fails', { status: 500 }, true],
    ['asks to wait', { status: 429, retryAfterSeconds: 1 }, false],
    ['hangs up', 'close connection', true],
    ['says that it is busy', { error: 'internal_error' }, true],
  ] as const)(
    'stays on its queue while Slack %s, and is told once when Slack is well',
    async (_, fault, mayBeTwice) => {
      const before = slack.shown.length;
      const received = await put(await sample('cloudtrail/StopLogging'), 'ApiCallQueue');
      slack.failNext(fault);
      let failed = 0;
      for (let poll = await stack.poll('ApiCallQueue'); poll.received > 0; poll = await stack.poll('ApiCallQueue')) {
        failed += poll.failed;
        // As long as SQS would hide the message.
        await stack.skip('ApiCallQueue', 60_000);
      }
      expect(failed).toBeGreaterThan(0);
      expect(slack.shown).toHaveLength(before + 1);
      expect(String(slack.messages.at(-1)?.text).includes('May have been told before')).toBe(mayBeTwice);
      expect(published('mail')).toHaveLength(received);
    },
  );

  test('is told once, however often it is handed in', async () => {
    const event = await sample('cloudtrail/StopLogging');
    const before = slack.shown.length;
    const received = await put(event, 'ApiCallQueue');
    await stack.poll('ApiCallQueue');
    await put(event, 'ApiCallQueue');
    expect(await stack.poll('ApiCallQueue')).toEqual({ received, failed: 0 });
    expect(slack.shown).toHaveLength(before + 1);
    expect(published('mail')).toHaveLength(received);
  });

  test('is told though another message of its batch is poisoned, which ends among the dead letters', async () => {
    const before = slack.shown.length;
    await stack.send('ApiCallQueue', '{"rule":');
    const good = await put(await sample('cloudtrail/StopLogging'), 'ApiCallQueue');
    expect(await stack.poll('ApiCallQueue')).toEqual({ received: good + 1, failed: 1 });
    expect(slack.shown).toHaveLength(before + 1);
    while ((await stack.poll('ApiCallQueue')).received > 0);
    expect(aws.inspectQueue('trailbell-test-api-call-dead-letters')?.messages.ready).toMatchObject([
      { body: '{"rule":' },
    ]);
    expect(await reasonsOfDeadLetters(deployment, 'api-call', await stack.logs('ApiCallQueue'))).toEqual([
      expect.stringMatching(/^the message is not JSON/),
    ]);
  });

  test('makes its function read just the secrets that its role allows', async () => {
    await put(await sample('cloudtrail/StopLogging'), 'ApiCallQueue');
    await stack.poll('ApiCallQueue');
    const allowed = statements(packaged.resources.ApiCallRole).filter(({ Action }) => Action === 'ssm:GetParameter');
    const read = deployment.parameters.reads.map(
      (name) => `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter${name}`,
    );
    expect(texts(allowed.map(({ Resource }) => Resource))).toEqual([...new Set(read)]);
  });

  test('is logged as JSON with its eventID and its rule', async () => {
    const event = await sample('cloudtrail/StopLogging');
    await put(event, 'ApiCallQueue');
    await stack.poll('ApiCallQueue');
    expect(jsonLines(await stack.logs('ApiCallQueue'))).toContainEqual(
      expect.objectContaining({
        level: 'INFO',
        rule: 'cloudtrail/logging-stopped',
        eventID: valueAt(event, 'detail', 'eventID'),
      }),
    );
  });
});

describe('trailbell send-test', () => {
  test('sends an event through the deployment into Slack, and reads each step in the log of its function', async () => {
    const shown = slack.shown.length;
    const { code, stdout } = await sendTest(deployment);
    const report = JSON.parse(stdout);
    expect(report.lost).toBeUndefined();
    expect(report.steps.map(({ text }: { text: string }) => text).sort()).toEqual([
      'EventBridge took it',
      'archive took it',
      'function trailbell-test-api-call began',
      'its rule put it on queue trailbell-test-api-call',
      'mail took it',
      'security took it',
    ]);
    expect(report.steps.every(({ ms }: { ms?: number }) => ms !== undefined && ms < 30_000)).toBe(true);
    expect(slack.shown).toHaveLength(shown + 1);
    expect(slack.messages.at(-1)?.text).toMatch(/Trailbell test · .*: Sent by root of account 000000000000 at /);
    expect(code).toBe(0);
  });
});

describe('a heartbeat', () => {
  test('goes the way of an event to each handler, and tells nobody', async () => {
    const shown = slack.shown.length;
    const queues = await stack.runSchedules();
    expect(queues.sort()).toEqual(['ApiCallQueue', 'InsightQueue', 'QueueQueue', 'SignInQueue']);
    for (const queue of queues) {
      const before = await beats(queue);
      expect(await stack.poll(queue)).toEqual({ received: 1, failed: 0 });
      expect(await beats(queue)).toBe(before + 1);
    }
    expect(slack.calls.at(-1)?.method).toBe('auth.test');
    expect(slack.shown).toHaveLength(shown);
  });

  test('is missing while Slack refuses the token, with the reason in the log, and does not return', async () => {
    const before = await beats('ApiCallQueue');
    await stack.runSchedules();
    slack.failNext({ error: 'token_revoked' });
    expect(await stack.poll('ApiCallQueue')).toEqual({ received: 1, failed: 0 });
    expect(await stack.poll('ApiCallQueue')).toEqual({ received: 0, failed: 0 });
    expect(await beats('ApiCallQueue')).toBe(before);
    const errors = jsonLines(await stack.logs('ApiCallQueue')).filter(({ level }) => level === 'ERROR');
    expect(textAt(errors.at(-1), 'error', 'message')).toMatch(/token_revoked .*store a valid bot token/);
  });

  test('is measured where its alarm looks', async () => {
    const { Namespace, MetricName, Dimensions } = packaged.resources.ApiCallHeartbeatAlarm?.Properties ?? {};
    const watched = [Namespace, MetricName, valueAt(Dimensions, '0', 'Name'), valueAt(Dimensions, '0', 'Value')];
    expect(metricsIn(await stack.logs('ApiCallQueue'))).toContainEqual(watched);
  });
});

/** A sample event, as it would be if it happened anew. */
async function sample(name: string): Promise<JsonObject> {
  const event: JsonObject = JSON.parse(await readFile(`events/${name}.json`, 'utf8'));
  return { ...event, detail: { ...objectAt(event, 'detail'), eventID: randomUUID() } };
}

/** Hands an event to EventBridge. Returns how many messages, one for each rule that fired, reach a queue. */
async function put(event: JsonObject, queue: string): Promise<number> {
  const reached = await stack.putEvent(event);
  expect(reached).toContain(queue);
  return reached.filter((id) => id === queue).length;
}

/** What SNS handed to the subscriber of a topic. */
function published(topic: string): JsonObject[] {
  return (aws.inspectQueue(topic)?.messages.ready ?? []).map(({ body }) => JSON.parse(body));
}

/** How many heartbeats the function behind a queue has counted. */
async function beats(queue: string): Promise<number> {
  return metricsIn(await stack.logs(queue)).filter(([, name]) => name === 'Heartbeat').length;
}
