import { coverOf } from '../../src/cover/index.ts';
import { siteFingerprint } from '../../src/deploy/site.ts';
import { REGIONS } from '../../src/lint/index.ts';
import type { Rule } from '../../src/rule/rule.ts';
import { settingsSchema } from '../../src/settings/settings.ts';
import { aRule } from '../deploy/sample-service.ts';
import { call, signIn } from '../lint/site.ts';

export const NOW_MS = Date.parse('2026-03-14T10:00:00Z');
export const ACCOUNT = '123456789012';
export const HOME = 'us-east-1';
export const PREFIX = 'trailbell-prod';
export const HANDLERS = ['api-call', 'insight', 'sign-in'];
const WIDE = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
const HUB = `arn:aws:events:${HOME}:${ACCOUNT}:event-bus/${PREFIX}`;
const TOPIC = `arn:aws:sns:${HOME}:${ACCOUNT}:on-call`;

export const SETTINGS = settingsSchema.parse({
  destinations: {
    security: { type: 'slack', channel: 'C0123456789', 'token-parameter': '/trailbell/slack-token' },
    'on-call': { type: 'sns', topic: TOPIC },
    findings: { type: 'eventbridge', bus: 'security-findings' },
  },
  routes: [{ notify: ['security'] }],
  'data-events': { 'AWS::S3::Object': ['arn:aws:s3:::example-secrets'] },
});

export const RULES: readonly Rule[] = [
  aRule({ id: 'cloudtrail/logging-stopped', pattern: call('cloudtrail', 'StopLogging') as Rule['pattern'] }),
  aRule({ id: 'kms/key-disabled', pattern: call('kms', 'DisableKey') as Rule['pattern'] }),
  aRule({ id: 'sts/role-assumed', pattern: call('sts', 'AssumeRole') as Rule['pattern'], readOnlyEvents: true }),
  aRule({ id: 's3/object-read', pattern: call('s3', 'GetObject') as Rule['pattern'] }),
  aRule({ id: 'sign-in/any', handler: 'sign-in', pattern: signIn({}) as Rule['pattern'] }),
  aRule({
    id: 'insight/any',
    handler: 'insight',
    pattern: { source: ['aws.cloudtrail'], 'detail-type': ['AWS Insight via CloudTrail'] },
  }),
];

type Json = { [key: string]: unknown };

export interface DeployedRule {
  bus: string;
  name: string;
  state: string;
  pattern?: unknown;
  schedule?: string;
  targets: Json[];
}

export interface Account {
  trails: {
    name: string;
    trail: Json;
    status: Json;
    selectors: Json;
    insights: string[];
  }[];
  bucket: { block?: Json; versioning: Json; lock?: string; policy?: Json };
  /** Its own bus, if it has one. */
  hub: { policy?: Json; archive?: Json } | undefined;
  /** By region. */
  rules: Record<string, DeployedRule[]>;
  /** Rules of others on the bus of the stage's rules. */
  foreignRules: number;
  /** Attributes by region and name. */
  queues: Record<string, Record<string, Json>>;
  functions: Record<string, { configuration: Json; reserved?: number; mappings: Json[] }>;
  /** Of the last one, by function. */
  heartbeats: Record<string, number>;
  alarms: Json[];
  parameters: Record<string, { Value: string; Type: string }>;
  subscriptions: Record<string, Json[]>;
  buses: string[];
  rulesQuota: number | undefined;
  unreserved: number;
  /** Actions that are not allowed, such as `cloudtrail:DescribeTrails`. */
  denied: string[];
  /** What services call that. */
  deniedAs: string;
  /** Regions that are not enabled. */
  disabled: string[];
}

/** An account in which all is as it should be: a hub in us-east-1, and forwarders in all regions that every account has. */
export function healthyAccount(): Account {
  return structuredClone<Account>({
    trails: [
      {
        name: 'organization',
        trail: {
          Name: 'organization',
          TrailARN: `arn:aws:cloudtrail:${HOME}:${ACCOUNT}:trail/organization`,
          HomeRegion: HOME,
          S3BucketName: 'example-trail',
          IsMultiRegionTrail: true,
          IsOrganizationTrail: true,
          LogFileValidationEnabled: true,
          KmsKeyId: `arn:aws:kms:${HOME}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`,
        },
        status: { IsLogging: true, LatestDeliveryTime: new Date(NOW_MS - 4 * 60_000) },
        selectors: {
          AdvancedEventSelectors: [
            { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
            {
              FieldSelectors: [
                { Field: 'eventCategory', Equals: ['Data'] },
                { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
                { Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::example-'] },
              ],
            },
          ],
        },
        insights: ['ApiCallRateInsight', 'ApiErrorRateInsight'],
      },
    ],
    bucket: {
      block: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
      versioning: { Status: 'Enabled' },
      lock: 'Enabled',
      policy: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: ['arn:aws:s3:::example-trail', 'arn:aws:s3:::example-trail/*'],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    },
    hub: {
      policy: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: '*',
            Action: 'events:PutEvents',
            Resource: HUB,
            Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } },
          },
        ],
      },
      archive: { State: 'ENABLED', RetentionDays: 7 },
    },
    rules: {
      [HOME]: [
        ...RULES.map(deployed),
        ...HANDLERS.map(heartbeat),
        ...coverOf(RULES).map((part, index) =>
          forward(`${PREFIX}-forward-${index + 1}`, part, `${PREFIX}-undelivered`, HOME),
        ),
      ],
      ...Object.fromEntries(
        REGIONS.aws.always
          .filter((region) => region !== HOME)
          .map((region) => [
            region,
            coverOf(RULES).map((part, index) =>
              forward(`trailbell-forwarder-prod-${index + 1}`, part, 'trailbell-forwarder-prod-undelivered', region),
            ),
          ]),
      ),
    },
    foreignRules: 12,
    queues: {
      [HOME]: {
        ...Object.fromEntries(
          HANDLERS.flatMap((handler) => [
            [
              `${PREFIX}-${handler}`,
              {
                ...empty(),
                Policy: JSON.stringify(
                  admitting(`${PREFIX}-${handler}`, [`rule/${PREFIX}-*`, `rule/${PREFIX}/${PREFIX}-*`]),
                ),
                RedrivePolicy: JSON.stringify({
                  deadLetterTargetArn: queueArn(`${PREFIX}-${handler}-dead-letters`),
                  maxReceiveCount: 160,
                }),
              },
            ],
            [`${PREFIX}-${handler}-dead-letters`, empty()],
          ]),
        ),
        [`${PREFIX}-undelivered`]: {
          ...empty(),
          Policy: JSON.stringify(
            admitting(`${PREFIX}-undelivered`, [
              `rule/${PREFIX}-*`,
              `rule/${PREFIX}/${PREFIX}-*`,
              `event-bus/${PREFIX}`,
            ]),
          ),
        },
      },
      ...Object.fromEntries(
        REGIONS.aws.always
          .filter((region) => region !== HOME)
          .map((region) => [region, { 'trailbell-forwarder-prod-undelivered': empty() }]),
      ),
    },
    functions: Object.fromEntries(
      HANDLERS.map((handler) => [
        `${PREFIX}-${handler}`,
        {
          configuration: {
            State: 'Active',
            LastUpdateStatus: 'Successful',
            Environment: { Variables: { TRAILBELL_SITE: siteFingerprint({ rules: [...RULES], settings: SETTINGS }) } },
          },
          mappings: [
            { UUID: `uuid-of-${handler}`, State: 'Enabled', EventSourceArn: queueArn(`${PREFIX}-${handler}`) },
          ],
        },
      ]),
    ),
    heartbeats: Object.fromEntries(HANDLERS.map((handler) => [`${PREFIX}-${handler}`, NOW_MS - 2 * 60_000])),
    alarms: ALARMS.map((name) => ({
      AlarmName: `${PREFIX}-${name}`,
      AlarmDescription: 'What it means. See docs/operations.md.',
      StateValue: 'OK',
      ActionsEnabled: true,
    })),
    parameters: { '/trailbell/slack-token': { Value: 'xoxb-example', Type: 'SecureString' } },
    subscriptions: {
      [TOPIC]: [subscription('on-call@example.com')],
      [`arn:aws:sns:${HOME}:${ACCOUNT}:${PREFIX}-operations`]: [subscription('operator@example.com')],
    },
    buses: ['security-findings'],
    rulesQuota: 300,
    unreserved: 1000,
    denied: [],
    deniedAs: 'AccessDeniedException',
    disabled: [...REGIONS.aws.optIn],
  });
}

function empty(): Json {
  return { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' };
}

const ALARMS = [
  'undelivered',
  ...HANDLERS.flatMap((handler) =>
    ['dead-letters', 'late', 'failing', 'fallback', 'errors', 'throttles', 'heartbeat'].map(
      (name) => `${handler}-${name}`,
    ),
  ),
];

function deployed({ id, pattern, handler, readOnlyEvents }: Rule): DeployedRule {
  return {
    bus: PREFIX,
    name: `${PREFIX}-${id.replace('/', '.')}`,
    state: readOnlyEvents ? WIDE : 'ENABLED',
    pattern,
    targets: [
      {
        Id: handler,
        Arn: queueArn(`${PREFIX}-${handler}`),
        InputTransformer: { InputTemplate: `{"rule":"${id}","event":<aws.events.event.json>}` },
        DeadLetterConfig: { Arn: queueArn(`${PREFIX}-undelivered`) },
      },
    ],
  };
}

function heartbeat(handler: string): DeployedRule {
  return {
    bus: 'default',
    name: `${PREFIX}-heartbeat.${handler}`,
    state: 'ENABLED',
    schedule: 'rate(5 minutes)',
    targets: [{ Id: handler, Arn: queueArn(`${PREFIX}-${handler}`), Input: '{"heartbeat":true}' }],
  };
}

function forward(
  name: string,
  { pattern, readOnlyEvents }: ReturnType<typeof coverOf>[number],
  undelivered: string,
  region: string,
): DeployedRule {
  return {
    bus: 'default',
    name,
    state: readOnlyEvents ? WIDE : 'ENABLED',
    pattern,
    targets: [
      {
        Id: 'hub',
        Arn: HUB,
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/forward`,
        DeadLetterConfig: { Arn: `arn:aws:sqs:${region}:${ACCOUNT}:${undelivered}` },
      },
    ],
  };
}

function queueArn(name: string): string {
  return `arn:aws:sqs:${HOME}:${ACCOUNT}:${name}`;
}

function admitting(queue: string, rules: readonly string[]): Json {
  return {
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn(queue),
        Condition: { ArnLike: { 'aws:SourceArn': rules.map((rule) => `arn:aws:events:${HOME}:${ACCOUNT}:${rule}`) } },
      },
    ],
  };
}

function subscription(Endpoint: string): Json {
  return { Endpoint, Protocol: 'email', SubscriptionArn: `${TOPIC}:11111111-2222-3333-4444-555555555555` };
}
