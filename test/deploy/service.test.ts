import { describe, expect, test } from '@jest/globals';
import { objectAt, textAt, valueAt } from '../../src/cloudtrail/json.ts';
import type { Resources } from '../../src/deploy/cloudformation.ts';
import { grantsFor } from '../../src/deploy/roles.ts';
import { ruleName } from '../../src/deploy/rules.ts';
import { toFunctions, toResources } from '../../src/deploy/service.ts';
import type { Rule } from '../../src/rule/rule.ts';
import { settingsSchema } from '../../src/settings/settings.ts';
import { privilegeFaults, statements, texts } from './privilege-check.ts';
import { referenceFaults } from './reference-check.ts';
import { schemaFaults } from './schema-check.ts';

const SERVICE = { prefix: 'trailbell-prod', handlers: ['api-call', 'insight', 'sign-in'] };
const TOPIC = 'arn:aws-cn:sns:cn-north-1:123456789012:alerts';
const BUS = 'arn:aws-cn:events:cn-north-1:111122223333:event-bus/findings';
const GRANTS = {
  parameters: ['/trailbell/slack-token'],
  topics: [TOPIC],
  buses: ['findings', BUS],
  lookUps: { iam: true, organizations: true, role: 'reader' },
};
const NO_LOOK_UPS = { iam: false, organizations: false };
const HERE = (service: string, resource: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
});

function aRule(rule: Partial<Rule> = {}): Rule {
  return {
    id: 'cloudtrail/logging-stopped',
    file: 'rules/cloudtrail/logging-stopped.yml',
    title: 'Logging stopped',
    description: 'Someone stopped a trail.',
    severity: 'high',
    handler: 'api-call',
    enabled: true,
    pattern: { source: ['aws.cloudtrail'], detail: { eventName: ['StopLogging'] } },
    readOnlyEvents: false,
    alert: { summary: 'stopped', fields: {} },
    runbook: [],
    falsePositives: [],
    references: [],
    attack: [],
    cis: [],
    tests: [],
    ...rule,
  };
}

const RULES = [
  aRule(),
  aRule({ id: 'sign-in/root', handler: 'sign-in' }),
  aRule({ id: 'iam/role-assumed', readOnlyEvents: true }),
];
const RESOURCES = toResources(SERVICE, RULES, GRANTS);

function resourcesOf(type: string, resources: Resources = RESOURCES) {
  return Object.values(resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);
}

describe('the resources of a service', () => {
  test("follow CloudFormation's own schema", () => {
    expect(schemaFaults(RESOURCES)).toEqual([]);
  });

  test('refer only to one another', () => {
    expect(referenceFaults(RESOURCES)).toEqual([]);
  });

  test('allow nothing by wildcard that can be named', () => {
    expect(privilegeFaults(RESOURCES)).toEqual([]);
  });

  test('work in every partition', () => {
    expect(texts(toResources(SERVICE, RULES, { ...GRANTS, topics: [], buses: ['findings'] })).join('\n')).not.toMatch(
      /arn:aws/,
    );
  });

  test('stay within the limits of CloudFormation with as many rules as a bus takes', () => {
    const rules = Array.from({ length: 300 }, (_, number) => aRule({ id: `theme/rule-${number}` }));
    const resources = toResources(SERVICE, rules, GRANTS);
    expect(Object.keys(resources).length).toBeLessThan(480);
    expect(JSON.stringify(resources, null, 2).length).toBeLessThan(900_000);
  });
});

describe('an EventBridge rule', () => {
  const rules = resourcesOf('AWS::Events::Rule');

  test('stands for each rule, once, and hands its id and the event to the queue of its handler', () => {
    expect(rules).toHaveLength(RULES.length);
    expect(rules[0]).toEqual({
      Name: 'trailbell-prod-cloudtrail.logging-stopped',
      Description: 'Logging stopped. Someone stopped a trail.',
      EventPattern: { source: ['aws.cloudtrail'], detail: { eventName: ['StopLogging'] } },
      State: 'ENABLED',
      Targets: [
        {
          Id: 'api-call',
          Arn: { 'Fn::GetAtt': ['ApiCallQueue', 'Arn'] },
          InputTransformer: { InputTemplate: '{"rule":"cloudtrail/logging-stopped","event":<aws.events.event.json>}' },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['UndeliveredQueue', 'Arn'] } },
        },
      ],
    });
    expect(valueAt(rules[1], 'Targets', '0', 'Arn')).toEqual({ 'Fn::GetAtt': ['SignInQueue', 'Arn'] });
  });

  test('asks for read-only management events where its rule wants them', () => {
    expect(rules[2]?.State).toBe('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
  });

  test.each([
    ['a short one', 'iam/root', 'trailbell-prod-iam.root'],
    ['one of 64 characters', `iam/${'a'.repeat(45)}`, `trailbell-prod-iam.${'a'.repeat(45)}`],
    ['a longer one', `iam/${'a'.repeat(46)}`, `trailbell-prod-iam.${'a'.repeat(36)}-6ebbf853`],
  ])('has a name that EventBridge takes: %s', (_, id, name) => {
    expect(ruleName(id, 'trailbell-prod')).toBe(name);
    expect(name).toMatch(/^[.\-_A-Za-z0-9]{1,64}$/);
  });

  test('keeps apart two rules whose ids have the same words', () => {
    const twins = toResources(SERVICE, [aRule({ id: 'a/b-c' }), aRule({ id: 'a-b/c' })], GRANTS);
    expect(resourcesOf('AWS::Events::Rule', twins).map(({ Name }) => Name)).toEqual([
      'trailbell-prod-a.b-c',
      'trailbell-prod-a-b.c',
    ]);
  });
});

describe('the queue of a handler', () => {
  test.each(SERVICE.handlers)('hides a message of %s for six times as long as its function may run', (handler) => {
    const timeout = Number(valueAt(toFunctions(SERVICE), handler, 'timeout'));
    const queue = queueNamed(`trailbell-prod-${handler}`);
    expect(queue?.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeout);
    expect(valueAt(queue, 'RedrivePolicy', 'maxReceiveCount')).toBeGreaterThanOrEqual(5);
  });

  test('is encrypted with a key that EventBridge can use, and keeps messages for two weeks', () => {
    for (const queue of resourcesOf('AWS::SQS::Queue')) {
      expect(queue).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
    }
  });

  test.each([
    ['a rule of this stage', 'trailbell-prod-cloudtrail.logging-stopped', true],
    ['a rule of another stage', 'trailbell-dev-cloudtrail.logging-stopped', false],
    ['a rule of someone else', 'nightly-backup', false],
  ])('admits by name: %s', (_, name, admitted) => {
    const prefixes = statements(objectAt(RESOURCES, 'SignInQueuePolicy')).flatMap(
      (statement) => textAt(statement, 'Condition', 'ArnLike', 'aws:SourceArn', 'Fn::Sub') ?? [],
    );
    expect(prefixes).toHaveLength(1);
    expect(`${HERE('events', `rule/${name}`)['Fn::Sub']}`.startsWith(prefixes[0]?.replace(/\*$/, '') ?? '?')).toBe(
      admitted,
    );
  });

  test('takes messages of EventBridge only, and none over plain HTTP', () => {
    const [admit, refuse] = statements(objectAt(RESOURCES, 'SignInQueuePolicy'));
    expect(admit).toMatchObject({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
    });
    expect(refuse).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  function queueNamed(name: string) {
    return resourcesOf('AWS::SQS::Queue').find(({ QueueName }) => QueueName === name);
  }
});

describe('the role of a function', () => {
  const allowed = (grants: Parameters<typeof toResources>[2]) =>
    statements(valueAt(toResources(SERVICE, RULES, grants), 'SignInRole', 'Properties', 'Policies')).map(
      ({ Action, Resource }) => [Action, Resource],
    );
  const READ_QUEUE = [
    [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ChangeMessageVisibility',
    ],
    { 'Fn::GetAtt': ['SignInQueue', 'Arn'] },
  ];
  const KEEP_STATE = [['dynamodb:GetItem', 'dynamodb:PutItem'], { 'Fn::GetAtt': ['StateTable', 'Arn'] }];
  const WRITE_LOGS = [
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    HERE('logs', 'log-group:/aws/lambda/trailbell-prod-sign-in:*'),
  ];

  test('allows its queue, its logs, and what the settings name', () => {
    expect(allowed(GRANTS)).toEqual([
      READ_QUEUE,
      KEEP_STATE,
      WRITE_LOGS,
      ['ssm:GetParameter', [HERE('ssm', 'parameter/trailbell/slack-token')]],
      ['kms:Decrypt', [HERE('kms', 'key/*')]],
      ['sns:Publish', [TOPIC]],
      [['kms:Decrypt', 'kms:GenerateDataKey'], ['arn:aws-cn:kms:cn-north-1:123456789012:key/*']],
      ['events:PutEvents', [HERE('events', 'event-bus/findings'), BUS]],
      [
        [
          'iam:ListMFADevices',
          'iam:ListGroupsForUser',
          'iam:ListUserTags',
          'iam:ListAccessKeys',
          'iam:GetAccessKeyLastUsed',
        ],
        { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:user/*` },
      ],
      ['sts:AssumeRole', { 'Fn::Sub': `arn:\${AWS::Partition}:iam::*:role/reader` }],
      ['organizations:DescribeAccount', { 'Fn::Sub': `arn:\${AWS::Partition}:organizations::*:account/*` }],
    ]);
  });

  test('allows no secret, topic, bus or look-up where the settings name none', () => {
    expect(allowed({ parameters: [], topics: [], buses: [], lookUps: NO_LOOK_UPS })).toEqual([
      READ_QUEUE,
      KEEP_STATE,
      WRITE_LOGS,
    ]);
  });

  test('learns from the settings what to allow, each thing once', () => {
    const slack = { type: 'slack', channel: '#alerts', 'token-parameter': '/trailbell/slack-token' };
    const settings = settingsSchema.parse({
      destinations: {
        a: slack,
        b: slack,
        c: { type: 'sns', topic: TOPIC },
        d: { type: 'eventbridge', bus: 'findings' },
        e: { type: 'eventbridge', bus: BUS },
      },
      'look-ups': GRANTS.lookUps,
    });
    expect(grantsFor(settings)).toEqual(GRANTS);
  });
});
