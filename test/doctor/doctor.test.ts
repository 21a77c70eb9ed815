import { STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { type Check, diagnose } from '../../src/doctor/index.ts';
import { type SlackFault, type SlackOptions, type SlackServer, startSlackServer } from '../servers/slack.ts';
import {
  ACCOUNT,
  type Account,
  type DeployedRule,
  HANDLERS,
  HOME,
  healthyAccount,
  NOW_MS,
  PREFIX,
  RULES,
  SETTINGS,
} from './account.ts';
import { type Recorded, recordAnswers, refusal } from './recorded.ts';
import { SICKNESSES } from './sicknesses.ts';

const BOT: SlackOptions = {
  token: 'xoxb-example',
  channels: ['C0123456789'],
  scopes: ['chat:write', 'channels:read'],
  about: { C0123456789: { name: 'security', is_member: true, is_archived: false } },
};

let account: Account;
let slackOptions: SlackOptions;
let slackFaults: SlackFault[];
let slack: SlackServer | undefined;
let recorded: Recorded | undefined;
beforeEach(() => {
  account = healthyAccount();
  slackOptions = BOT;
  slackFaults = [];
});
afterEach(async () => {
  recorded?.restore();
  await slack?.close();
});

const WANTED = { stage: 'prod', prefix: PREFIX, handlers: HANDLERS, rules: RULES, settings: SETTINGS, nowMs: NOW_MS };

async function examined(region = HOME, settings = SETTINGS): Promise<readonly Check[]> {
  slack = await startSlackServer(slackOptions);
  // Twice, as a server that is down is asked a second time.
  slack.failNext(...slackFaults, ...slackFaults);
  recorded = recordAnswers(account);
  return (await diagnose({ ...WANTED, settings, region, slackApiUrl: slack.url })).checks;
}

const STOPPED_TRAIL: Account['trails'][number] = {
  name: 'old',
  trail: { Name: 'old', TrailARN: `arn:aws:cloudtrail:${HOME}:${ACCOUNT}:trail/old`, HomeRegion: HOME },
  status: { IsLogging: false },
  selectors: {},
  insights: [],
};

const RULE_OF_ANOTHER_STAGE: DeployedRule = {
  bus: PREFIX,
  name: `${PREFIX}-eu-iam.root`,
  state: 'ENABLED',
  pattern: { source: ['aws.iam'] },
  targets: [{ Id: 'api-call', Arn: `arn:aws:sqs:${HOME}:${ACCOUNT}:${PREFIX}-eu-api-call` }],
};

function ill(checks: readonly Check[]): readonly Check[] {
  return checks.filter(({ status }) => status !== 'fine');
}

describe('in a healthy account the doctor', () => {
  test('finds nothing wrong, and says what it looked at', async () => {
    const checks = await examined();
    expect(ill(checks)).toEqual([]);
    expect(checks.map(({ check, text }) => `${check}: ${text}`)).toEqual([
      'trail/logging: trail organization logs, for the organisation',
      'trail/regions: trail organization records all regions',
      'trail/delivery: last log file 4 minutes ago',
      'trail/encryption: log files are encrypted with a KMS key',
      'trail/validation: log files can be validated',
      'trail/selectors: its selectors have all that the rules live from',
      'trail/insights: it looks for ApiCallRateInsight and ApiErrorRateInsight',
      'trail/bucket-closed: bucket example-trail cannot be made public',
      'trail/bucket-versioned: bucket example-trail keeps versions',
      'trail/bucket-delete: log files are kept by Object Lock',
      'trail/bucket-tls: bucket example-trail refuses unencrypted connections',
      'rules/deployed: 11 rules are deployed and on, as the files have them',
      'hub/policy: bus trailbell-prod takes events of o-exampleorgid',
      'hub/archive: the hub keeps events for 7 days',
      'forwarders/regions: 16 other regions forward their events',
      'queues/deployed: 7 queues are there and open to the rules',
      'queues/dead-letters: no dead letters',
      'functions/fed: 3 functions run, fed by their queues',
      'heartbeat/last: the last heartbeats arrived at most 2 minutes ago',
      'alarms/quiet: 22 alarms are there, none rings',
      'slack/token: bot trailbell in Example works, with chat:write, channels:read',
      'slack/channel: bot trailbell may post in #security (C0123456789)',
      'destinations/subscriptions: topic on-call: 1 confirmed',
      'destinations/bus: bus security-findings is there',
      'destinations/subscriptions: topic trailbell-prod-operations: 1 confirmed',
      'quotas/rules: 18 of 300 rules on bus trailbell-prod, 0 of 30 with wildcards',
      'quotas/concurrency: 1000 invocations at a time, of which 6 are needed at most',
    ]);
  });

  test('posts nothing', async () => {
    await examined();
    expect(slack?.calls.map(({ method }) => method)).toEqual(['auth.test', 'conversations.info']);
  });

  test.each<readonly [string, (account: Account) => unknown]>([
    [
      'MFA delete in place of Object Lock',
      ({ bucket }) =>
        Object.assign(bucket, { lock: undefined, versioning: { Status: 'Enabled', MFADelete: 'Enabled' } }),
    ],
    ['a quota that was never changed', (account) => Object.assign(account, { rulesQuota: undefined })],
    [
      "a quota that may not be asked, where AWS's default is enough",
      ({ denied }) => denied.push('servicequotas:GetServiceQuota'),
    ],
    ['a hub without an archive', ({ hub }) => Object.assign(hub ?? {}, { archive: undefined })],
    ['a second trail that is stopped', ({ trails }) => trails.push(STOPPED_TRAIL)],
    ['rules of a stage whose name begins alike', ({ rules }) => rules[HOME]?.push(RULE_OF_ANOTHER_STAGE)],
  ])('takes no offence at %s', async (_, make) => {
    make(account);
    expect(ill(await examined())).toEqual([]);
  });

  test.each([
    ['warns of data events of which trailbell.yml names nothing', {}, ['warning']],
    ['takes no offence at a list that is empty on purpose', { 'AWS::S3::Object': [] }, ['fine']],
  ])('%s, where no trail logs them', async (_, named, statuses) => {
    Object.assign(account.trails[0] ?? {}, { selectors: { EventSelectors: [{ ReadWriteType: 'All' }] } });
    const checks = await examined(HOME, { ...SETTINGS, 'data-events': named });
    expect(checks.filter(({ check }) => check === 'trail/selectors').map(({ status }) => status)).toEqual(statuses);
  });

  const reading = { ...SETTINGS, destinations: { ...SETTINGS.destinations } };
  const { security } = SETTINGS.destinations;
  if (security?.type === 'slack') reading.destinations.security = { ...security, 'reads-history': true };

  test.each<[string, Partial<SlackOptions>, string, string, string]>([
    ['may read', { scopes: ['chat:write', 'channels:history'] }, 'fine', 'may look in C0123456789', ''],
    ['lacks the scope', { scopes: ['chat:write'] }, 'warning', 'Slack answers missing_scope', 'channels:history'],
    [
      'is not in the channel',
      {
        scopes: ['chat:write', 'chat:write.public', 'channels:history'],
        about: { C0123456789: { is_member: false } },
      },
      'warning',
      'Slack answers not_in_channel',
      '/invite @trailbell',
    ],
  ])('says of a bot that is to read its channel whether it may: it %s', async (_, options, status, says, mend) => {
    slackOptions = { ...BOT, ...options };
    const checks = await examined(HOME, reading);
    const [check] = checks.filter((each) => each.check === 'slack/history');
    expect(check).toMatchObject({ status, text: expect.stringContaining(says) });
    expect(check?.mend ?? '').toContain(mend);
  });

  test.each([
    ['a bot that may only write', { scopes: ['chat:write', 'chat:write.public'] }],
    ['a private channel', { scopes: ['chat:write', 'groups:read'] }],
  ])('does not claim to know of %s what only a message tells', async (_, options) => {
    slackOptions = { ...BOT, ...options };
    const checks = await examined();
    expect(ill(checks)).toEqual([]);
    expect(checks.find(({ check }) => check === 'slack/channel')?.text).toContain('only a message tells');
  });
});

describe('the doctor finds, and finds nothing beside,', () => {
  test.each(SICKNESSES)('$name', async ({ make, check, status, says, mend }) => {
    make({
      account,
      bot: (options) => {
        slackOptions = { ...slackOptions, ...options };
      },
      slackFault: (fault) => slackFaults.push(fault),
    });
    expect(ill(await examined())).toEqual([
      expect.objectContaining({
        check,
        status,
        text: expect.stringContaining(says),
        mend: expect.stringContaining(mend),
      }),
    ]);
  });
});

describe('where something may not be asked, the doctor names it and goes on:', () => {
  test.each([
    [
      'cloudtrail:DescribeTrails',
      'trail/asked',
      "not checked: the trail; its selectors; its Insights; whether its bucket is closed; whether its bucket keeps versions; its bucket's policy, as",
    ],
    ['cloudtrail:GetEventSelectors', 'trail/asked', 'not checked: its selectors, as'],
    ['s3:GetBucketVersioning', 'trail/asked', 'not checked: whether its bucket keeps versions, as'],
    ['events:ListTargetsByRule', 'rules/asked', 'not checked: the deployed rules, as'],
    ['sqs:GetQueueAttributes', 'queues/asked', 'not checked: the queues and what lies in those for dead letters, as'],
    ['ssm:GetParameter', 'slack/asked', 'not checked: the Slack token /trailbell/slack-token and its channels, as'],
  ])('%s', async (action, check, says) => {
    account.denied = [action];
    const checks = await examined();
    const first = ill(checks).find((each) => each.check === check);
    expect(first).toMatchObject({ status: 'warning', text: `${says} ${action} is not allowed` });
    expect(first?.mend).toContain(`allow ${action}`);
    expect(ill(checks).every(({ text }) => text.endsWith(`${action} is not allowed`))).toBe(true);
    expect(checks.filter(({ status }) => status === 'fine').length).toBeGreaterThan(10);
  });

  test('whether there is a hub, on which it hangs where the rules should be', async () => {
    account.denied = ['events:DescribeEventBus'];
    const [first] = ill(await examined());
    expect(first?.text).toMatch(
      /^not checked: the deployed rules; whether other regions forward .* events:DescribeEventBus is not allowed$/,
    );
  });

  test('all of it', async () => {
    await examined();
    account.denied = [...(recorded?.actions ?? [])].filter((action) => action !== 'sts:GetCallerIdentity');
    recorded?.restore();
    await slack?.close();
    const checks = await examined();
    expect(checks.filter(({ status }) => status !== 'warning')).toEqual([]);
    expect(checks.map(({ check }) => check)).toEqual([
      'trail/asked',
      'rules/asked',
      'slack/asked',
      'destinations/asked',
      'destinations/asked',
      'destinations/asked',
      'quotas/asked',
      'quotas/asked',
    ]);
  });

  test.each(['AccessDenied', 'AccessDeniedException', 'AuthorizationError', 'AuthorizationErrorException'])(
    'whatever a service calls it: %s',
    async (name) => {
      account.denied = ['sns:ListSubscriptionsByTopic'];
      account.deniedAs = name;
      expect(ill(await examined()).map(({ text }) => text)).toEqual([
        `not checked: topic arn:aws:sns:${HOME}:${ACCOUNT}:on-call, as sns:ListSubscriptionsByTopic is not allowed`,
        `not checked: topic arn:aws:sns:${HOME}:${ACCOUNT}:trailbell-prod-operations, as sns:ListSubscriptionsByTopic is not allowed`,
      ]);
    },
  );
});

test('the doctor tells whoever AWS does not know that nothing can be asked', async () => {
  const sts = mockClient(STSClient);
  sts.rejects(refusal('ExpiredToken', 'The security token included in the request is expired'));
  await expect(diagnose({ ...WANTED, region: HOME })).rejects.toThrow('is expired');
  sts.restore();
});

test('a deployment without a hub is looked into on the default bus, and told what it does not see', async () => {
  account.hub = undefined;
  account.rules = { [HOME]: (account.rules[HOME] ?? []).filter(({ name }) => !name.includes('-forward-')) };
  for (const rule of account.rules[HOME] ?? []) rule.bus = 'default';
  const [only, ...others] = ill(await examined());
  expect(others).toEqual([]);
  expect(only).toMatchObject({
    check: 'forwarders/regions',
    status: 'warning',
    of: ['us-east-2', 'eu-north-1', 'ap-southeast-2'],
  });
  expect(only?.mend).toContain('npx trailbell regions');
});

test('what others named is told without control characters, and no longer than it may be', async () => {
  account.alarms[0] = {
    ...account.alarms[0],
    StateValue: 'ALARM',
    AlarmDescription: `\u001b[2J\u202e${'x'.repeat(5_000)}`,
  };
  const [only] = ill(await examined());
  expect(only?.text).toMatch(/^alarm trailbell-prod-undelivered rings: +\[2J\ufffdx+…$/);
  expect(only?.text.length).toBeLessThanOrEqual(600);
});
