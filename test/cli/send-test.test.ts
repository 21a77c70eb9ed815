import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { type JsonObject, textAt, valueAt } from '../../src/cloudtrail/json.ts';
import { compilePattern } from '../../src/pattern/index.ts';
import { loadRules } from '../../src/rule/load.ts';
import { startAwsService } from '../servers/aws-json.ts';
import type { HttpServer } from '../servers/http.ts';
import { startLogs } from '../servers/logs.ts';
import { trailbellWith } from './run.ts';

const QUEUE = 'trailbell-prod-api-call';
const RULE = 'trailbell-prod-self.send-test';

/** What AWS has, and what the function does with a test; a test changes it. */
interface Account {
  buses: readonly string[];
  rules: Readonly<Record<string, 'ENABLED' | 'DISABLED'>> | 'denied';
  /** The lines that the function logs, by when it was put, or a refusal of EventBridge. */
  onPut: (putMs: number) => readonly JsonObject[] | string;
}

let account: Account;
let put: JsonObject[];
let aws: FauxqsServer;
let events: HttpServer;
let logs: HttpServer;
const lines: object[] = [];

beforeAll(async () => {
  aws = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-central-1' });
  logs = await startLogs({ [`/aws/lambda/${QUEUE}`]: lines });
  events = await startAwsService({
    'AWSEvents.DescribeEventBus': ({ Name }) =>
      account.buses.includes(String(Name)) ? { Name } : { refusal: 'ResourceNotFoundException' },
    'AWSEvents.DescribeRule': ({ Name, EventBusName }) => {
      if (account.rules === 'denied') return { refusal: 'AccessDeniedException' };
      const State = account.rules[`${EventBusName} ${Name}`];
      return State ? { Name, State } : { refusal: 'ResourceNotFoundException' };
    },
    'AWSEvents.PutEvents': ({ Entries }) => {
      const entry = valueAt(Entries, '0') as JsonObject;
      put.push(entry);
      const { eventID } = JSON.parse(String(entry.Detail));
      const logged = account.onPut(Date.now());
      if (typeof logged === 'string')
        return { FailedEntryCount: 1, Entries: [{ ErrorCode: logged, ErrorMessage: 'of the test' }] };
      lines.push(...logged.map((line) => ({ ...line, eventID })));
      return { FailedEntryCount: 0, Entries: [{ EventId: 'example' }] };
    },
  });
});
beforeEach(() => {
  aws.reset();
  for (const name of [QUEUE, `${QUEUE}-dead-letters`, 'trailbell-prod-undelivered']) aws.createQueue(name);
  put = [];
  account = { buses: ['default'], rules: { [`default ${RULE}`]: 'ENABLED' }, onPut: arrives };
});
afterAll(async () => {
  await aws.stop();
  await Promise.all([events.close(), logs.close()]);
});

const at = (ms: number) => new Date(ms).toISOString();
const attempt = (putMs: number) => ({ queuedAt: at(putMs + 400), beganAt: at(putMs + 450), attempt: 1 });
const told = (destination: string, ms: number) => ({ message: 'finding told', destination, timestamp: at(ms) });
const handled = (delivery: string, putMs: number) => ({ message: 'finding handled', delivery, ...attempt(putMs) });
const arrives = (putMs: number): JsonObject[] => [
  told('mail', putMs + 650),
  told('security', putMs + 1_050),
  handled('message', putMs),
];
const failed = (putMs: number, code: string, message: string) => ({
  ...{ level: 'ERROR', message: 'finding not delivered; the message returns to its queue', ...attempt(putMs) },
  error: { name: 'DeliveryError', code, message },
});

function run(...args: string[]) {
  const env = {
    AWS_ENDPOINT_URL_SQS: aws.address,
    AWS_ENDPOINT_URL_STS: aws.address,
    AWS_ENDPOINT_URL_EVENTBRIDGE: events.url,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
  };
  return trailbellWith({ env }, 'send-test', '--stage', 'prod', '--region', 'eu-central-1', ...args);
}

async function report(...args: string[]): Promise<JsonObject> {
  return JSON.parse((await run('--json', ...args)).stdout);
}

describe('trailbell send-test', () => {
  test('says how long each step took, and exits with 0', async () => {
    const { code, stdout } = await run();
    const [head, ...rest] = stdout.replace(/\d+\.\d\d s/g, (time) => time.replace(/\d/g, '0')).split('\n');
    expect(head).toMatch(/^Test [\da-f-]{36} by .+, on bus default of eu-central-1$/);
    expect(rest).toEqual([
      '    0.00 s  EventBridge took it',
      `    0.00 s  its rule put it on queue ${QUEUE}`,
      `    0.00 s  function ${QUEUE} began`,
      '    0.00 s  mail took it',
      '    0.00 s  security took it',
      '',
      'It arrived 0.00 s after it was sent.',
      '',
    ]);
    expect(code).toBe(0);
  });

  test('measures the steps by the times in the log, and prints them as JSON', async () => {
    const { steps, ms, lost } = await report();
    expect(steps).toMatchObject([
      { step: 'taken' },
      { step: 'queued' },
      { step: 'began', ms: 50 },
      { step: 'told', ms: 200, text: 'mail took it' },
      { step: 'told', ms: 600, text: 'security took it' },
    ]);
    // From when it was sent, which was no later than when the bus took it.
    expect(ms).toBeGreaterThanOrEqual(1_050);
    expect(lost).toBeUndefined();
  });

  test('puts an event that the rule of the pack meets, and that says who sent it', async () => {
    const { eventID, by } = await report();
    const [entry] = put;
    const detail = JSON.parse(textAt(entry, 'Detail') ?? '');
    const { rules } = await loadRules('rules');
    const pattern = rules.find(({ id }) => id === 'self/send-test')?.pattern ?? {};
    expect(compilePattern(pattern)({ source: entry?.Source, 'detail-type': entry?.DetailType, detail })).toBe(true);
    expect(detail).toMatchObject({ eventID, recipientAccountId: '000000000000', awsRegion: 'eu-central-1' });
    expect(by).toContain('000000000000');
    expect(String(entry?.Source)).not.toMatch(/^aws\./);
  });

  test('enters at the bus of a hub, where there is one, and with --from at the default bus of another region', async () => {
    account.buses = ['default', 'trailbell-prod'];
    expect(await report()).toMatchObject({ bus: 'trailbell-prod', region: 'eu-central-1' });
    expect(await report('--from', 'eu-west-1')).toMatchObject({ bus: 'default', region: 'eu-west-1' });
    expect(put.map(({ EventBusName }) => EventBusName)).toEqual(['trailbell-prod', 'default']);
  });
});

describe('a test that is lost', () => {
  const putNothing = (): JsonObject[] => [];
  const lost = async (...args: string[]) => valueAt(await report('--timeout', '1', ...args), 'lost');

  test('is named with its step and the way out, and exits with 1', async () => {
    Object.assign(account, { onPut: putNothing, rules: {} });
    const { code, stdout } = await run('--timeout', '1');
    expect(stdout.split('\n').slice(-3)).toEqual([
      `Lost between EventBridge and the queue: bus default has no rule ${RULE}`,
      'Way out: deploy again; if rules in trailbell.yml switch self/send-test off, switch it on: npx serverless deploy --stage prod --region eu-central-1',
      '',
    ]);
    expect(stdout).toContain('EventBridge took it');
    expect(stdout).not.toContain('put it on queue');
    expect(code).toBe(1);
  });

  test('at EventBridge, which does not take it', async () => {
    account.onPut = () => 'InternalFailure';
    expect(await lost()).toMatchObject({
      step: 'taken',
      why: 'EventBridge did not take it: InternalFailure: of the test',
    });
  });

  test('at a rule that is disabled', async () => {
    Object.assign(account, { onPut: putNothing, rules: { [`default ${RULE}`]: 'DISABLED' } });
    expect(await lost()).toMatchObject({
      step: 'queued',
      why: `rule ${RULE} is disabled`,
      mend: `aws events enable-rule --name ${RULE} --event-bus-name default --region eu-central-1`,
    });
  });

  test('on the way to its queue, which EventBridge may not write to', async () => {
    account.onPut = () => {
      const { Source, DetailType, Detail } = put.at(-1) ?? {};
      const event = { source: Source, 'detail-type': DetailType, detail: JSON.parse(String(Detail)) };
      const text = (StringValue: string) => ({ DataType: 'String', StringValue });
      aws.sendMessage('trailbell-prod-undelivered', JSON.stringify(event), {
        messageAttributes: { ERROR_CODE: text('NO_PERMISSIONS'), ERROR_MESSAGE: text('not allowed') },
      });
      return [];
    };
    expect(await lost()).toMatchObject({
      step: 'queued',
      why: expect.stringMatching(/lies on trailbell-prod-undelivered: .*NO_PERMISSIONS/),
      mend: 'deploy again, then npx trailbell redrive --stage prod --region eu-central-1',
    });
  });

  test('on its queue, which the function does not read', async () => {
    account.onPut = () => {
      aws.sendMessage(QUEUE, '{}');
      return [];
    };
    expect(await lost()).toMatchObject({
      step: 'began',
      why: expect.stringContaining(`queue ${QUEUE} holds 1 message`),
    });
  });

  test('without a trace', async () => {
    account.onPut = putNothing;
    expect(await lost()).toMatchObject({ step: 'queued', mend: expect.stringContaining('npx trailbell doctor') });
  });

  test('and may not be looked for', async () => {
    Object.assign(account, { onPut: putNothing, rules: 'denied' });
    expect(await lost()).toMatchObject({
      step: 'queued',
      why: expect.stringContaining('AWS does not say where it is (AccessDeniedException'),
    });
  });

  test('between two regions', async () => {
    Object.assign(account, {
      ...{ onPut: putNothing, buses: ['trailbell-prod'], rules: { [`trailbell-prod ${RULE}`]: 'ENABLED' } },
    });
    expect(await lost('--from', 'eu-west-1')).toMatchObject({
      step: 'queued',
      why: 'bus trailbell-prod in eu-central-1 has the rule, and nothing came from the default bus of eu-west-1',
    });
  });

  test('at a destination that needs a person, for which nobody waits', async () => {
    account.onPut = (putMs) => [
      told('mail', putMs + 600),
      failed(putMs, 'misconfigured', 'security: Slack answers is_archived\u001b[2J'),
    ];
    const { steps, lost } = await report();
    expect(steps).toMatchObject([{ step: 'taken' }, { step: 'queued' }, { step: 'began' }, { text: 'mail took it' }]);
    expect(lost).toMatchObject({
      step: 'told',
      why: expect.stringMatching(/^attempt 1 failed: security: Slack answers is_archived/),
    });
    expect(JSON.stringify(lost)).not.toContain('u001b');
  });

  test('not, where an attempt fails and the next one succeeds', async () => {
    account.onPut = (putMs) => [
      failed(putMs, 'busy', 'security: Slack answered with status 500'),
      told('security', putMs + 9_000),
      { ...handled('message', putMs), beganAt: at(putMs + 8_000), attempt: 2 },
    ];
    const { steps, lost } = await report();
    expect(lost).toBeUndefined();
    expect(steps).toMatchObject([{}, {}, { ms: 50 }, { step: 'told', ms: 8_550 }]);
  });

  test('while its destination is busy', async () => {
    account.onPut = (putMs) => [failed(putMs, 'busy', 'security: Slack answered with status 500')];
    expect(await lost()).toMatchObject({
      step: 'told',
      why: 'attempt 1 failed: security: Slack answered with status 500',
    });
  });
});

describe('trailbell send-test exits with 2', () => {
  test.each([
    [
      'for a stage that is not deployed',
      ['--stage', 'nowhere'],
      'has no queue trailbell-nowhere-api-call-dead-letters',
    ],
    ['for another region without a hub', ['--from', 'eu-west-1'], 'eu-central-1 has no bus trailbell-prod'],
    ['for a time that is none', ['--timeout', 'soon'], 'whole number of seconds'],
  ])('%s, and sends nothing', async (_, args, message) => {
    const { code, stderr } = await run(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(put).toEqual([]);
  });

  test('without credentials', async () => {
    const env = {
      AWS_ENDPOINT_URL: aws.address,
      ...{ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_PROFILE: undefined },
      ...{
        AWS_EC2_METADATA_DISABLED: 'true',
        HOME: '/nowhere',
        AWS_CONFIG_FILE: '/nowhere',
        AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
      },
    };
    const { code, stderr } = await trailbellWith({ env }, 'send-test', '--region', 'eu-central-1');
    expect(stderr).toMatch(/^AWS could not be asked: .*Set credentials and a region/);
    expect(code).toBe(2);
  });
});
