import type { Status } from '../../src/doctor/index.ts';
import type { SlackFault, SlackOptions } from '../servers/slack.ts';
import { ACCOUNT, type Account, type DeployedRule, HOME, NOW_MS, PREFIX } from './account.ts';

/** What is at hand to make sick. */
export interface Patient {
  readonly account: Account;
  /** Lays options over those of the Slack server. */
  bot(options: Partial<SlackOptions>): void;
  /** What Slack answers to the first call. */
  slackFault(fault: SlackFault): void;
}

export interface Sickness {
  readonly name: string;
  readonly make: (patient: Patient) => void;
  /** The one check that is not fine: its name, how bad it is, and what it says and offers. */
  readonly check: string;
  readonly status: Status;
  readonly says: string;
  readonly mend: string;
}

function ruleNamed({ rules }: Account, name: string, region = HOME): DeployedRule {
  const rule = rules[region]?.find((each) => each.name === name);
  if (!rule) throw new Error(`no rule ${name} in ${region}`);
  return rule;
}

function trailOf({ trails: [trail] }: Account) {
  if (!trail) throw new Error('no trail');
  return trail;
}

function functionOf({ functions }: Account, handler: string) {
  const found = functions[`${PREFIX}-${handler}`];
  if (!found) throw new Error(`no function of ${handler}`);
  return found;
}

function without(rules: DeployedRule[] = [], name: string): DeployedRule[] {
  return rules.filter((rule) => rule.name !== name);
}

const STOPPED = `${PREFIX}-cloudtrail.logging-stopped`;
const ASSUMED = `${PREFIX}-sts.role-assumed`;
const TRAIL = `arn:aws:cloudtrail:${HOME}:${ACCOUNT}:trail/organization`;
const TOPIC = `arn:aws:sns:${HOME}:${ACCOUNT}:on-call`;
const PENDING = { Endpoint: 'alice@example.com', Protocol: 'email', SubscriptionArn: 'PendingConfirmation' };

export const SICKNESSES: readonly Sickness[] = [
  {
    name: 'no trail',
    make: ({ account }) => {
      account.trails = [];
    },
    ...{ check: 'trail/logging', status: 'broken', says: 'no trail records us-east-1' },
    mend: 'npx serverless deploy --config serverless.trail.yml --stage prod --region us-east-1',
  },
  {
    name: 'a trail that was stopped',
    make: ({ account }) => {
      trailOf(account).status = { IsLogging: false, StopLoggingTime: new Date(NOW_MS - 3 * 3_600_000) };
    },
    ...{
      check: 'trail/logging',
      status: 'broken',
      says: 'trail organization does not log: it was stopped 3 hours ago',
    },
    mend: `aws cloudtrail start-logging --name ${TRAIL} --region us-east-1`,
  },
  {
    name: 'a trail of one region',
    make: ({ account }) => {
      trailOf(account).trail.IsMultiRegionTrail = false;
    },
    ...{ check: 'trail/regions', status: 'broken', says: 'records us-east-1 alone' },
    mend: '--is-multi-region-trail',
  },
  {
    name: 'a trail that cannot write',
    make: ({ account }) => {
      trailOf(account).status.LatestDeliveryError = 'AccessDenied';
    },
    ...{ check: 'trail/delivery', status: 'broken', says: 'cannot write to bucket example-trail: AccessDenied' },
    mend: 'aws cloudtrail get-trail-status',
  },
  {
    name: 'a trail that has not written for days',
    make: ({ account }) => {
      trailOf(account).status.LatestDeliveryTime = new Date(NOW_MS - 3 * 86_400_000);
    },
    ...{ check: 'trail/delivery', status: 'warning', says: 'has written no log file for 3 days' },
    mend: 'aws cloudtrail get-trail-status',
  },
  {
    name: 'log files without a KMS key',
    make: ({ account }) => {
      delete trailOf(account).trail.KmsKeyId;
    },
    ...{ check: 'trail/encryption', status: 'warning', says: "S3's own key" },
    mend: '--kms-key-id',
  },
  {
    name: 'log files that cannot be validated',
    make: ({ account }) => {
      trailOf(account).trail.LogFileValidationEnabled = false;
    },
    ...{ check: 'trail/validation', status: 'warning', says: 'cannot be validated' },
    mend: '--enable-log-file-validation',
  },
  {
    name: 'selectors without the data events that trailbell.yml names',
    make: ({ account }) => {
      trailOf(account).selectors = { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] };
    },
    ...{ check: 'trail/selectors', status: 'broken', says: '1 resource: arn:aws:s3:::example-secrets/' },
    mend: `aws cloudtrail get-event-selectors --trail-name ${TRAIL}`,
  },
  {
    name: 'older selectors of the trail that Trailbell deploys',
    make: ({ account }) => {
      const trail = trailOf(account);
      trail.trail.Name = 'trailbell-trail-prod';
      trail.selectors = { EventSelectors: [{}] };
    },
    ...{ check: 'trail/selectors', status: 'broken', says: '1 resource: arn:aws:s3:::example-secrets/' },
    mend: 'npx serverless deploy --config serverless.trail.yml --stage prod --region us-east-1',
  },
  {
    name: 'data events of other buckets than those that trailbell.yml names',
    make: ({ account }) => {
      trailOf(account).selectors = {
        EventSelectors: [{ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::other/'] }] }],
      };
    },
    ...{ check: 'trail/selectors', status: 'broken', says: '1 resource: arn:aws:s3:::example-secrets/' },
    mend: 'put-event-selectors',
  },
  {
    name: 'selectors of writing calls alone',
    make: ({ account }) => {
      trailOf(account).selectors = {
        EventSelectors: [
          { ReadWriteType: 'WriteOnly' },
          {
            IncludeManagementEvents: false,
            DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
          },
        ],
      };
    },
    ...{ check: 'trail/selectors', status: 'broken', says: 'management, read-only events: 1 rule is blind for it' },
    mend: '{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}',
  },
  {
    name: 'selectors that leave KMS out',
    make: ({ account }) => {
      trailOf(account).selectors = {
        EventSelectors: [
          {
            ExcludeManagementEventSources: ['kms.amazonaws.com'],
            DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
          },
        ],
      };
    },
    ...{ check: 'trail/selectors', status: 'broken', says: '1 rule: kms/key-disabled' },
    mend: '{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}',
  },
  {
    name: 'no Insights',
    make: ({ account }) => {
      trailOf(account).insights = [];
    },
    ...{ check: 'trail/insights', status: 'warning', says: 'ApiCallRateInsight and ApiErrorRateInsight' },
    mend: '[{"InsightType":"ApiCallRateInsight"},{"InsightType":"ApiErrorRateInsight"}]',
  },
  {
    name: 'a bucket that is open',
    make: ({ account }) => {
      account.bucket.block = { ...account.bucket.block, BlockPublicPolicy: false };
    },
    ...{ check: 'trail/bucket-closed', status: 'broken', says: 'bucket example-trail does not block public access' },
    mend: 'aws s3api put-public-access-block --bucket example-trail',
  },
  {
    name: 'a bucket without versions',
    make: ({ account }) => {
      account.bucket.versioning = {};
    },
    ...{ check: 'trail/bucket-versioned', status: 'warning', says: 'keeps no versions' },
    mend: 'Status=Enabled',
  },
  {
    name: 'log files that can be deleted',
    make: ({ account }) => {
      delete account.bucket.lock;
    },
    ...{ check: 'trail/bucket-delete', status: 'warning', says: 'no MFA delete, no Object Lock' },
    mend: `as the root user: aws s3api put-bucket-versioning --bucket example-trail --versioning-configuration Status=Enabled,MFADelete=Enabled --mfa "arn:aws:iam::${ACCOUNT}:mfa/`,
  },
  {
    name: 'a bucket without a policy',
    make: ({ account }) => {
      delete account.bucket.policy;
    },
    ...{ check: 'trail/bucket-tls', status: 'warning', says: 'takes unencrypted connections' },
    mend: 'aws:SecureTransport',
  },
  {
    name: 'a stage that is not deployed',
    make: ({ account }) => {
      account.rules[HOME] = [];
    },
    ...{ check: 'rules/deployed', status: 'broken', says: 'rules of stage prod is in us-east-1' },
    mend: 'npx serverless deploy --stage prod --region us-east-1',
  },
  {
    name: 'a rule that is missing',
    make: ({ account }) => {
      account.rules[HOME] = without(account.rules[HOME], STOPPED);
    },
    ...{ check: 'rules/missing', status: 'broken', says: 'not deployed: 1 rule: cloudtrail/logging-stopped' },
    mend: 'npx serverless deploy',
  },
  {
    name: 'a rule that is switched off',
    make: ({ account }) => {
      ruleNamed(account, STOPPED).state = 'DISABLED';
    },
    ...{ check: 'rules/disabled', status: 'broken', says: '1 rule: cloudtrail/logging-stopped' },
    mend: `aws events enable-rule --name ${STOPPED} --event-bus-name ${PREFIX} --region us-east-1`,
  },
  {
    name: 'a rule of read-only events that is switched off',
    make: ({ account }) => {
      ruleNamed(account, ASSUMED).state = 'DISABLED';
    },
    ...{ check: 'rules/disabled', status: 'broken', says: '1 rule: sts/role-assumed' },
    mend: '--state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS --event-pattern',
  },
  {
    name: 'a rule that is not sent its read-only events',
    make: ({ account }) => {
      ruleNamed(account, ASSUMED).state = 'ENABLED';
    },
    ...{ check: 'rules/state', status: 'broken', says: '1 rule: sts/role-assumed' },
    mend: 'npx serverless deploy',
  },
  {
    name: 'a rule that is sent read-only events without need',
    make: ({ account }) => {
      ruleNamed(account, STOPPED).state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    },
    ...{ check: 'rules/state', status: 'warning', says: '1 rule: cloudtrail/logging-stopped' },
    mend: 'npx serverless deploy',
  },
  {
    name: 'a rule with another pattern',
    make: ({ account }) => {
      ruleNamed(account, STOPPED).pattern = { source: ['aws.cloudtrail'] };
    },
    ...{ check: 'rules/pattern', status: 'broken', says: '1 rule: cloudtrail/logging-stopped' },
    mend: 'docs/doctor.md',
  },
  {
    name: 'a rule that does not say which rule it is',
    make: ({ account }) => {
      delete ruleNamed(account, STOPPED).targets[0]?.InputTransformer;
    },
    ...{ check: 'rules/target', status: 'broken', says: '1 rule: cloudtrail/logging-stopped' },
    mend: 'docs/doctor.md',
  },
  {
    name: 'a rule that keeps nothing of what it cannot deliver',
    make: ({ account }) => {
      delete ruleNamed(account, STOPPED).targets[0]?.DeadLetterConfig;
    },
    ...{ check: 'rules/target', status: 'broken', says: '1 rule: cloudtrail/logging-stopped' },
    mend: 'docs/doctor.md',
  },
  {
    name: 'a heartbeat rule that is switched off',
    make: ({ account }) => {
      ruleNamed(account, `${PREFIX}-heartbeat.sign-in`).state = 'DISABLED';
    },
    ...{ check: 'rules/disabled', status: 'broken', says: `1 rule: ${PREFIX}-heartbeat.sign-in` },
    mend: '--event-bus-name default',
  },
  {
    name: 'a rule that no file has',
    make: ({ account }) => {
      account.rules[HOME]?.push({ ...ruleNamed(account, STOPPED), name: `${PREFIX}-iam.old` });
    },
    ...{ check: 'rules/superfluous', status: 'warning', says: `1 rule: ${PREFIX}-iam.old` },
    mend: 'npx serverless deploy',
  },
  {
    name: 'a hub that is open to everyone',
    make: ({ account }) => {
      account.hub = {
        ...account.hub,
        policy: { Statement: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'events:PutEvents' } },
      };
    },
    ...{ check: 'hub/policy', status: 'broken', says: 'anybody in AWS can put events on bus trailbell-prod' },
    mend: 'aws events remove-permission --event-bus-name trailbell-prod',
  },
  {
    name: 'an archive that does not work',
    make: ({ account }) => {
      account.hub = { ...account.hub, archive: { State: 'CREATE_FAILED', StateReason: 'no quota' } };
    },
    ...{ check: 'hub/archive', status: 'warning', says: 'CREATE_FAILED: no quota' },
    mend: 'npx serverless deploy',
  },
  {
    name: 'a forwarder that is missing where people sign in',
    make: ({ account }) => {
      account.rules['eu-north-1'] = [];
    },
    ...{ check: 'forwarders/missing', status: 'broken', says: '1 region: eu-north-1' },
    mend: `npx serverless deploy --config serverless.forwarder.yml --stage prod --region eu-north-1 --param="hub=arn:aws:events:us-east-1:${ACCOUNT}:event-bus/trailbell-prod"`,
  },
  {
    name: 'a forwarder that is missing in another region',
    make: ({ account }) => {
      account.rules['eu-west-3'] = [];
    },
    ...{ check: 'forwarders/missing', status: 'warning', says: '1 region: eu-west-3' },
    mend: '--region eu-west-3',
  },
  {
    name: 'a region that is enabled, and has no forwarder',
    make: ({ account }) => {
      account.disabled = account.disabled.filter((region) => region !== 'eu-south-1');
    },
    ...{ check: 'forwarders/missing', status: 'warning', says: '1 region: eu-south-1' },
    mend: '--region eu-south-1',
  },
  {
    name: 'a forwarder of older rules',
    make: ({ account }) => {
      ruleNamed(account, 'trailbell-forwarder-prod-1', 'eu-west-1').pattern = { source: ['aws.iam'] };
    },
    ...{ check: 'forwarders/drift', status: 'broken', says: '1 region: eu-west-1' },
    mend: '--region eu-west-1',
  },
  {
    name: 'events that a forwarder could not deliver',
    make: ({ account }) => {
      account.queues['eu-west-1'] = {
        'trailbell-forwarder-prod-undelivered': {
          ApproximateNumberOfMessages: '7',
          ApproximateNumberOfMessagesNotVisible: '0',
        },
      };
    },
    ...{ check: 'forwarders/undelivered', status: 'broken', says: '7 in eu-west-1' },
    mend: 'npx trailbell dlq --stage prod --region eu-west-1 says why; then npx trailbell redrive',
  },
  {
    name: 'a queue that is missing',
    make: ({ account }) => {
      delete account.queues[HOME]?.[`${PREFIX}-sign-in`];
    },
    ...{ check: 'queues/missing', status: 'broken', says: '1 queue: trailbell-prod-sign-in' },
    mend: 'npx serverless deploy',
  },
  {
    name: 'a queue without a policy',
    make: ({ account }) => {
      delete account.queues[HOME]?.[`${PREFIX}-sign-in`]?.Policy;
    },
    ...{ check: 'queues/policy', status: 'broken', says: '1 queue: trailbell-prod-sign-in' },
    mend: 'docs/doctor.md',
  },
  {
    name: 'a queue that takes nothing of what the hub itself cannot deliver',
    make: ({ account }) => {
      const queue = account.queues[HOME]?.[`${PREFIX}-undelivered`];
      if (queue) queue.Policy = String(queue.Policy).replace(`event-bus/${PREFIX}`, 'event-bus/other');
    },
    ...{ check: 'queues/policy', status: 'broken', says: '1 queue: trailbell-prod-undelivered' },
    mend: 'docs/doctor.md',
  },
  {
    name: 'a queue that takes heartbeats and no events',
    make: ({ account }) => {
      const queue = account.queues[HOME]?.[`${PREFIX}-sign-in`];
      if (queue) queue.Policy = String(queue.Policy).replace(`rule/${PREFIX}/${PREFIX}-*`, `rule/other/${PREFIX}-*`);
    },
    ...{ check: 'queues/policy', status: 'broken', says: '1 queue: trailbell-prod-sign-in' },
    mend: 'docs/doctor.md',
  },
  {
    name: 'a queue that loses what fails',
    make: ({ account }) => {
      delete account.queues[HOME]?.[`${PREFIX}-api-call`]?.RedrivePolicy;
    },
    ...{ check: 'queues/redrive', status: 'broken', says: '1 queue: trailbell-prod-api-call' },
    mend: 'npx serverless deploy',
  },
  {
    name: 'a queue that gives up sooner than it should',
    make: ({ account }) => {
      const queue = account.queues[HOME]?.[`${PREFIX}-api-call`];
      if (queue) queue.RedrivePolicy = String(queue.RedrivePolicy).replace('160', '20');
    },
    ...{ check: 'queues/patience', status: 'warning', says: '1 queue: trailbell-prod-api-call' },
    mend: 'npx serverless deploy',
  },
  {
    name: 'dead letters',
    make: ({ account }) => {
      const queue = account.queues[HOME]?.[`${PREFIX}-api-call-dead-letters`];
      if (queue) queue.ApproximateNumberOfMessages = '3';
    },
    ...{ check: 'queues/dead-letters', status: 'broken', says: '3 in trailbell-prod-api-call-dead-letters' },
    mend: 'npx trailbell dlq --stage prod --region us-east-1',
  },
  {
    name: 'a function that is missing',
    make: ({ account }) => {
      delete account.functions[`${PREFIX}-insight`];
    },
    ...{ check: 'functions/missing', status: 'broken', says: 'no function trailbell-prod-insight' },
    mend: 'npx serverless deploy',
  },
  {
    name: 'a function that does not start',
    make: ({ account }) => {
      functionOf(account, 'insight').configuration = { State: 'Failed', StateReason: 'the role is gone' };
    },
    ...{ check: 'functions/state', status: 'broken', says: 'the role is gone' },
    mend: 'npx serverless deploy',
  },
  {
    name: 'a function of other rules or settings',
    make: ({ account }) => {
      functionOf(account, 'insight').configuration.Environment = { Variables: { TRAILBELL_SITE: '0123456789abcdef' } };
    },
    ...{ check: 'functions/site', status: 'warning', says: '1 function: trailbell-prod-insight' },
    mend: 'npx serverless deploy',
  },
  {
    name: 'a function without concurrency',
    make: ({ account }) => {
      functionOf(account, 'insight').reserved = 0;
    },
    ...{ check: 'functions/concurrency', status: 'broken', says: 'trailbell-prod-insight is switched off' },
    mend: 'aws lambda delete-function-concurrency --function-name trailbell-prod-insight --region us-east-1',
  },
  {
    name: 'a function that nothing feeds',
    make: ({ account }) => {
      functionOf(account, 'insight').mappings = [];
    },
    ...{ check: 'functions/fed', status: 'broken', says: 'nothing feeds queue trailbell-prod-insight' },
    mend: 'npx serverless deploy',
  },
  {
    name: 'a mapping that is disabled',
    make: ({ account }) => {
      const [mapping] = functionOf(account, 'insight').mappings;
      if (mapping) mapping.State = 'Disabled';
    },
    ...{ check: 'functions/fed', status: 'broken', says: 'the mapping is disabled' },
    mend: 'aws lambda update-event-source-mapping --uuid uuid-of-insight --enabled --region us-east-1',
  },
  {
    name: 'a heartbeat that is old',
    make: ({ account }) => {
      account.heartbeats[`${PREFIX}-sign-in`] = NOW_MS - 40 * 60_000;
    },
    ...{ check: 'heartbeat/last', status: 'broken', says: 'of sign-in arrived 40 minutes ago' },
    mend: '/aws/lambda/trailbell-prod-sign-in',
  },
  {
    name: 'a heartbeat that never came',
    make: ({ account }) => {
      delete account.heartbeats[`${PREFIX}-sign-in`];
    },
    ...{ check: 'heartbeat/last', status: 'broken', says: 'more than a day ago, if ever' },
    mend: '/aws/lambda/trailbell-prod-sign-in',
  },
  {
    name: 'an alarm that rings',
    make: ({ account }) => {
      Object.assign(account.alarms[0] ?? {}, { StateValue: 'ALARM' });
    },
    ...{ check: 'alarms/ringing', status: 'broken', says: 'alarm trailbell-prod-undelivered rings' },
    mend: 'docs/operations.md',
  },
  {
    name: 'an alarm that is switched off',
    make: ({ account }) => {
      Object.assign(account.alarms[0] ?? {}, { ActionsEnabled: false });
    },
    ...{ check: 'alarms/silent', status: 'warning', says: '1 alarm: trailbell-prod-undelivered' },
    mend: 'aws cloudwatch enable-alarm-actions --alarm-names trailbell-prod-undelivered --region us-east-1',
  },
  {
    name: 'an alarm that is missing',
    make: ({ account }) => {
      account.alarms.shift();
    },
    ...{ check: 'alarms/missing', status: 'warning', says: '1 alarm: trailbell-prod-undelivered' },
    mend: 'npx serverless deploy',
  },
  {
    name: 'no Slack token',
    make: ({ account }) => {
      account.parameters = {};
    },
    ...{ check: 'slack/token', status: 'broken', says: 'no SSM parameter /trailbell/slack-token' },
    mend: 'aws ssm put-parameter --type SecureString --overwrite --name /trailbell/slack-token',
  },
  {
    name: 'a Slack token that is not encrypted',
    make: ({ account }) => {
      account.parameters['/trailbell/slack-token'] = { Value: 'xoxb-example', Type: 'String' };
    },
    ...{ check: 'slack/parameter', status: 'warning', says: 'holds the token unencrypted' },
    mend: '--type SecureString',
  },
  {
    name: 'a Slack token that was revoked',
    make: ({ slackFault }) => slackFault({ error: 'token_revoked' }),
    ...{ check: 'slack/token', status: 'broken', says: 'Slack answers token_revoked' },
    mend: 'aws ssm put-parameter',
  },
  {
    name: 'a Slack app that may not post',
    make: ({ bot }) => bot({ scopes: ['channels:read'] }),
    ...{ check: 'slack/scopes', status: 'broken', says: 'has not the scope chat:write' },
    mend: 'OAuth & Permissions',
  },
  {
    name: 'a channel that is not there',
    make: ({ bot }) => bot({ about: {} }),
    ...{ check: 'slack/channel', status: 'broken', says: 'channel_not_found for channel C0123456789' },
    mend: 'invite the bot',
  },
  {
    name: 'a channel that is archived',
    make: ({ bot }) => bot({ about: { C0123456789: { name: 'security', is_archived: true } } }),
    ...{ check: 'slack/channel', status: 'broken', says: '#security (C0123456789) is archived' },
    mend: 'trailbell.yml',
  },
  {
    name: 'a channel that the bot is not in',
    make: ({ bot }) => bot({ about: { C0123456789: { name: 'security', is_member: false } } }),
    ...{ check: 'slack/channel', status: 'broken', says: 'is not in channel #security' },
    mend: '/invite @trailbell',
  },
  {
    name: 'Slack being down',
    make: ({ slackFault }) => slackFault({ status: 503 }),
    ...{ check: 'slack/asked', status: 'warning', says: "Slack's auth.test failed" },
    mend: 'run the doctor again',
  },
  {
    name: 'a topic that is not there',
    make: ({ account }) => {
      delete account.subscriptions[TOPIC];
    },
    ...{ check: 'destinations/topic', status: 'broken', says: 'no topic on-call in us-east-1' },
    mend: 'aws sns create-topic --name on-call --region us-east-1',
  },
  {
    name: 'a topic that nobody subscribed to',
    make: ({ account }) => {
      account.subscriptions[TOPIC] = [];
    },
    ...{ check: 'destinations/subscriptions', status: 'warning', says: 'nobody subscribed to topic on-call' },
    mend: `aws sns subscribe --topic-arn ${TOPIC}`,
  },
  {
    name: 'a subscription that is pending',
    make: ({ account }) => {
      account.subscriptions[TOPIC]?.push(PENDING);
    },
    ...{ check: 'destinations/subscriptions', status: 'warning', says: '1 subscription: alice@example.com' },
    mend: 'AWS Notification - Subscription Confirmation',
  },
  {
    name: 'a topic that nobody confirmed',
    make: ({ account }) => {
      account.subscriptions[TOPIC] = [PENDING];
    },
    ...{ check: 'destinations/subscriptions', status: 'broken', says: 'not confirmed by anybody' },
    mend: 'AWS Notification - Subscription Confirmation',
  },
  {
    name: 'alarms that reach nobody',
    make: ({ account }) => {
      account.subscriptions[`arn:aws:sns:${HOME}:${ACCOUNT}:${PREFIX}-operations`] = [];
    },
    ...{ check: 'destinations/subscriptions', status: 'warning', says: 'alarms about Trailbell itself reach nobody' },
    mend: 'operatorEmail',
  },
  {
    name: 'a bus that is not there',
    make: ({ account }) => {
      account.buses = [];
    },
    ...{ check: 'destinations/bus', status: 'broken', says: 'no bus security-findings' },
    mend: 'aws events create-event-bus --name security-findings',
  },
  {
    name: 'a bus that is nearly full',
    make: ({ account }) => {
      account.foreignRules = 280;
    },
    ...{ check: 'quotas/rules', status: 'warning', says: '286 of 300 rules' },
    mend: 'aws service-quotas request-service-quota-increase --service-code events --quota-code L-244521F2',
  },
  {
    name: 'an account that runs few functions at a time',
    make: ({ account }) => {
      account.unreserved = 4;
    },
    ...{ check: 'quotas/concurrency', status: 'warning', says: 'share 4 invocations at a time' },
    mend: 'aws service-quotas request-service-quota-increase --service-code lambda',
  },
];
