import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type JsonObject, objectAt, textAt, valueAt } from '../../src/cloudtrail/json.ts';
import { privilegeFaults } from '../deploy/privilege-check.ts';
import { referenceFaults } from '../deploy/reference-check.ts';
import { schemaFaults } from '../deploy/schema-check.ts';
import { startAws } from '../servers/aws.ts';
import { CHANNEL, type Deployment, FILES, startDeployment } from './deployment.ts';
import { firingRules } from './event-bridge.ts';
import { packageService } from './package.ts';
import { connectSpoke, HUB_ACCOUNT, HUB_REGION, packageForwarder, SPOKE, type Spoke } from './spoke.ts';

let folder: string;
let hub: Deployment;
let spoke: Spoke;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailbell-spoke-'));
  const senders = `${SPOKE.account},777788889999`;
  const [deployment, forwarder] = await Promise.all([startDeployment({ hub: senders }), packageForwarder(folder)]);
  hub = deployment;
  spoke = connectSpoke(forwarder, hub);
}, 90_000);
beforeEach(() => hub.aws.reset());
afterAll(async () => {
  await hub?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.each([
  ['hub', () => hub.packaged],
  ['forwarder', () => spoke.packaged],
])('the packaged template of the %s', (_, packaged) => {
  test("follows CloudFormation's own schema, refers to what it holds, and allows nothing by wildcard", () => {
    const { resources, template } = packaged();
    expect(schemaFaults(resources)).toEqual([]);
    expect(referenceFaults(resources, template)).toEqual([]);
    expect(privilegeFaults(resources)).toEqual([]);
  });
});

describe('packaging is refused', () => {
  test.each([
    ['serverless.yml', { hub: 'o-short' }, 'hub: "o-short" is no organisation id'],
    ['serverless.forwarder.yml', {}, "hub: must be the ARN of a hub's bus"],
  ])('by %s for %j, with the way out and no stack of calls', async (config, params, message) => {
    const refused = packageService(join(folder, randomUUID()), FILES, { config, params });
    await expect(refused).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(new RegExp(`^${message}`, 'm')),
    });
    await expect(refused).rejects.toMatchObject({ stdout: expect.not.stringContaining('    at ') });
  });
});

test('a forwarder beside its hub is refused where AWS tells whose account it is', async () => {
  const sts = await startAws(() => ({ Account: HUB_ACCOUNT }));
  const environment = {
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
  };
  await expect(packageForwarder(join(folder, 'beside'), { region: HUB_REGION, environment })).rejects.toMatchObject({
    stdout: expect.stringMatching(/^hub: is in this very account and region/m),
  });
  await sts.close();
});

describe('an event of another region and account', () => {
  test('crosses to the hub and becomes an alert, which keeps its account and region', async () => {
    const event = await sample('cloudtrail/StopLogging');
    const posted = hub.slack.messages.length;
    const reached = await spoke.putEvent(event);
    expect(new Set(reached)).toEqual(new Set(['ApiCallQueue']));
    expect(await hub.stack.poll('ApiCallQueue')).toEqual({ received: reached.length, failed: 0 });

    const finding = archived('cloudtrail/logging-stopped');
    expect(finding).toMatchObject({
      account: { id: SPOKE.account },
      region: SPOKE.region,
      event: { eventID: valueAt(event, 'detail', 'eventID') },
    });
    const message = hub.slack.messages.slice(posted).find(({ channel }) => channel === CHANNEL);
    expect(JSON.stringify(message?.blocks)).toContain(`${SPOKE.account}`);
    expect(JSON.stringify(message?.blocks)).toContain(SPOKE.region);
  });

  test('is told once though several patterns forward it, and is not forwarded again by the hub', async () => {
    const event = await sample('cloudtrail/StopLogging');
    const before = hub.slack.shown.length;
    const { resources } = hub.packaged;
    const forwards = firingRules(spoke.packaged.resources, event).length;
    const fires = firingRules(resources, event, 'HubBus');
    expect(await spoke.putEvent(event)).toHaveLength(forwards * fires.length);
    for (const rule of fires) expect(textAt(rule, 'Targets', '0', 'Arn', 'Fn::GetAtt', '0')).toBe('ApiCallQueue');
    await hub.stack.poll('ApiCallQueue');
    expect(hub.slack.shown).toHaveLength(before + 1);
  });

  test('does not cross where no rule wants it', async () => {
    const event = await sample('cloudtrail/StopLogging');
    const detail = {
      ...objectAt(event, 'detail'),
      eventSource: 'athena.amazonaws.com',
      eventName: 'StartQueryExecution',
    };
    expect(await spoke.putEvent({ ...event, source: 'aws.athena', detail })).toEqual([]);
    expect(firingRules(spoke.packaged.resources, { ...event, source: 'aws.athena', detail })).toEqual([]);
  });

  test('crosses though it is read-only where a rule wants such', async () => {
    expect(await spoke.putEvent(await readOnly('aws.sqs'))).toEqual(['QueueQueue']);
    expect(await hub.stack.poll('QueueQueue')).toEqual({ received: 1, failed: 0 });
    expect(hub.slack.messages.at(-1)?.text).toContain('read a queue');
  });

  test('does not cross if it is read-only where no rule wants such, whatever else its rule says', async () => {
    const written = await sample('cloudtrail/StopLogging');
    const read = { ...written, detail: { ...objectAt(written, 'detail'), readOnly: true, managementEvent: true } };
    expect(firingRules(spoke.packaged.resources, written)).not.toEqual([]);
    expect(await spoke.putEvent(read)).toEqual([]);
  });
});

describe('an event beside the hub', () => {
  test('goes from the default bus to that of the hub, and becomes an alert', async () => {
    const before = hub.slack.shown.length;
    const reached = await hub.stack.putEvent(await sample('cloudtrail/StopLogging'));
    expect(new Set(reached)).toEqual(new Set(['ApiCallQueue']));
    expect(await hub.stack.poll('ApiCallQueue')).toEqual({ received: reached.length, failed: 0 });
    expect(hub.slack.shown).toHaveLength(before + 1);
  });

  test('leaves heartbeats where they were, on schedules of the default bus', async () => {
    const queues = await hub.stack.runSchedules();
    expect(queues.sort()).toEqual(['ApiCallQueue', 'InsightQueue', 'QueueQueue', 'SignInQueue']);
  });
});

/** A sample event, as if it happened anew in the spoke. */
async function sample(name: string): Promise<JsonObject> {
  const event: JsonObject = JSON.parse(await readFile(`events/${name}.json`, 'utf8'));
  const { account, region } = SPOKE;
  const place = { recipientAccountId: account, awsRegion: region };
  return { ...event, account, region, detail: { ...objectAt(event, 'detail'), ...place, eventID: randomUUID() } };
}

async function readOnly(source: string): Promise<JsonObject> {
  const event = await sample('cloudtrail/StopLogging');
  const requestParameters = { tag: `\${aws:username}`, attribute: null };
  const detail = { ...objectAt(event, 'detail'), readOnly: true, managementEvent: true, requestParameters };
  return { ...event, source, detail };
}

/** The finding of a rule on the topic for machines. */
function archived(rule: string): JsonObject {
  const messages = (hub.aws.inspectQueue('archive')?.messages.ready ?? []).map(({ body }) => JSON.parse(body));
  const message = messages.find((each) => valueAt(each, 'MessageAttributes', 'rule', 'Value') === rule);
  return JSON.parse(textAt(message, 'Message') ?? '{}');
}
