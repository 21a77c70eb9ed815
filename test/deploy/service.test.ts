import { describe, expect, test } from '@jest/globals';
import { objectAt, textAt, valueAt } from '../../src/cloudtrail/json.ts';
import type { Resources } from '../../src/deploy/cloudformation.ts';
import { ruleName } from '../../src/deploy/rules.ts';
import { toFunctions, toResources } from '../../src/deploy/service.ts';
import { privilegeFaults, statements, texts } from './privilege-check.ts';
import { referenceFaults } from './reference-check.ts';
import { aRule, GRANTS, RESOURCES, RULES, SERVICE } from './sample-service.ts';
import { schemaFaults } from './schema-check.ts';

const HERE = (service: string, resource: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
});

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
  const eventRules = (resources: Resources) =>
    resourcesOf('AWS::Events::Rule', resources).filter(({ EventPattern }) => EventPattern);
  const rules = eventRules(RESOURCES);

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
    expect(eventRules(twins).map(({ Name }) => Name)).toEqual(['trailbell-prod-a.b-c', 'trailbell-prod-a-b.c']);
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
