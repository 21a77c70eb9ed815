import { describe, expect, test } from '@jest/globals';
import { objectAt, valueAt } from '../../src/cloudtrail/json.ts';
import { coverOf } from '../../src/cover/index.ts';
import type { Resource, Resources } from '../../src/deploy/cloudformation.ts';
import { archiveName } from '../../src/deploy/hub.ts';
import { parseHub } from '../../src/deploy/hub-parameters.ts';
import { toResources } from '../../src/deploy/service.ts';
import { statements } from './privilege-check.ts';
import { GRANTS, RESOURCES, RULES, SERVICE } from './sample-service.ts';

const BUS_ARN = { 'Fn::GetAtt': ['HubBus', 'Arn'] };
const EVENTS = `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}`;

function hub(senders: string, archiveDays = 7): Resources {
  const parsed = parseHub(senders, archiveDays);
  if (!parsed) throw new Error('no hub');
  return toResources({ ...SERVICE, hub: parsed }, RULES, GRANTS);
}

const rulesOf = (resources: Resources): Resource[] =>
  Object.values(resources).filter(({ Type }) => Type === 'AWS::Events::Rule');
const busPolicy = (resources: Resources) => resources.HubBusPolicy?.Properties.Statement;

describe('a hub', () => {
  const resources = hub('o-exampleorgid');

  test('has a bus of the name of the stage, on which its rules hang, while schedules stay on the default bus', () => {
    expect(resources.HubBus?.Properties.Name).toBe('trailbell-prod');
    const onBus = rulesOf(resources).filter(({ Properties }) => valueAt(Properties.EventBusName, 'Ref') === 'HubBus');
    expect(onBus.map(({ Properties }) => Properties.EventPattern)).toEqual(RULES.map(({ pattern }) => pattern));
    for (const { Properties } of rulesOf(resources)) {
      if (Properties.ScheduleExpression) expect(Properties).not.toHaveProperty('EventBusName');
    }
  });

  test('changes nothing else of the service', () => {
    const others = Object.entries(RESOURCES).filter(
      ([id, { Type }]) => !/^AWS::(Events::Rule|SQS::QueuePolicy)$/.test(Type) && id !== 'OperatorSubscription',
    );
    expect(resources).toMatchObject(Object.fromEntries(others));
  });

  test('takes events of the accounts of one organisation', () => {
    expect(busPolicy(resources)).toEqual({
      Effect: 'Allow',
      Principal: '*',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } },
      Action: 'events:PutEvents',
      Resource: BUS_ARN,
    });
  });

  test('takes events of the accounts that are listed, each once', () => {
    expect(busPolicy(hub('111122223333, 444455556666,111122223333'))).toEqual({
      Effect: 'Allow',
      Principal: {
        AWS: ['111122223333', '444455556666'].map((id) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::${id}:root` })),
      },
      Action: 'events:PutEvents',
      Resource: BUS_ARN,
    });
  });

  test('needs no policy for its own account, which IAM lets in', () => {
    expect(hub('self')).not.toHaveProperty('HubBusPolicy');
  });

  test('is archived for as long as was asked, or not at all', () => {
    expect(hub('self', 30).HubArchive?.Properties).toMatchObject({
      ArchiveName: 'trailbell-prod',
      SourceArn: BUS_ARN,
      RetentionDays: 30,
    });
    expect(hub('self', 0)).not.toHaveProperty('HubArchive');
  });

  test.each([
    ['a short prefix', 'trailbell-prod', 'trailbell-prod'],
    ['one of 48 characters', 'a'.repeat(48), 'a'.repeat(48)],
    ['a longer one, cut and told apart', 'a'.repeat(49), `${'a'.repeat(39)}-8f9bec6a`],
  ])('has an archive whose name EventBridge takes: %s', (_, prefix, name) => {
    expect(archiveName(prefix)).toBe(name);
  });

  test('is forwarded to from the default bus beside it, by what covers its rules, as a role that may do nothing else', () => {
    const cover = coverOf(RULES);
    const forwards = rulesOf(resources).filter(({ Properties }) => /-forward-/.test(String(Properties.Name)));
    expect(forwards.map(({ Properties: { Targets, Description, ...rest } }) => rest)).toEqual(
      cover.map(({ pattern, readOnlyEvents }, index) => ({
        Name: `trailbell-prod-forward-${index + 1}`,
        EventPattern: pattern,
        State: readOnlyEvents ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : 'ENABLED',
      })),
    );
    expect(valueAt(forwards[0]?.Properties, 'Targets', '0')).toEqual({
      Id: 'hub',
      Arn: BUS_ARN,
      RoleArn: { 'Fn::GetAtt': ['ForwardRole', 'Arn'] },
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['UndeliveredQueue', 'Arn'] } },
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
    });
    expect(statements(resources.ForwardRole?.Properties.Policies)).toEqual([
      { Effect: 'Allow', Action: 'events:PutEvents', Resource: BUS_ARN },
    ]);
  });

  test.each([
    ['a queue of a handler', 'SignInQueuePolicy', []],
    ['the queue for what is undelivered', 'UndeliveredQueuePolicy', [`${EVENTS}:event-bus/trailbell-prod`]],
  ])('has queues that admit the rules of its bus and its schedules: %s', (_, id, more) => {
    const [admit] = statements(objectAt(resources, id));
    expect(valueAt(admit, 'Condition', 'ArnLike', 'aws:SourceArn')).toEqual(
      [`${EVENTS}:rule/trailbell-prod-*`, `${EVENTS}:rule/trailbell-prod/trailbell-prod-*`, ...more].map((arn) => ({
        'Fn::Sub': arn,
      })),
    );
  });
});

describe('the parameters of a hub', () => {
  test('ask for none where they are left alone', () => {
    expect(parseHub('', 7)).toBeUndefined();
  });

  test.each([
    ['an organisation id that is none', 'o-short', 7, /^hub: "o-short" is no organisation id: "o-" and 10 to 32/],
    ['one with capitals', 'o-EXAMPLEORGID', 7, /^hub: "o-EXAMPLEORGID" is no organisation id/],
    ['two organisations', 'o-exampleorgid,o-otherexample', 7, /no account id, .*; give one organisation id/],
    ['an account id of 11 digits', '11112222333,444455556666', 7, /^hub: "11112222333": no account id/],
    ['an organisation and an account', 'o-exampleorgid,444455556666', 7, /^hub: "o-exampleorgid": no account id/],
    ['a comma too many', '111122223333,', 7, /^hub: "": no account id/],
    ['more accounts than a policy holds', many(201), 7, /^hub: 201 accounts, .* 200: give your organisation id$/],
    ['days that are no whole number', 'self', 1.5, /^archiveDays: must be a whole number of days up to \d+, .* "1.5"/],
    ['days below none', 'self', -1, /^archiveDays: /],
    ['days that are no number', 'self', 'week', /^archiveDays: /],
    ['days beyond any', 'self', 2 ** 31, /^archiveDays: /],
    ['days without a hub', '', 'week', /^archiveDays: /],
  ])('are refused with the way out: %s', (_, senders, days, message) => {
    expect(() => parseHub(senders, days)).toThrow(message);
  });

  test('are refused all at once', () => {
    expect(() => parseHub('o-short', 'week')).toThrow(/^archiveDays: [^\n]+\nhub: [^\n]+$/);
  });

  test('keep within what the policy of a bus may have, however many accounts they list', () => {
    expect(
      JSON.stringify(busPolicy(hub(many(200)))).replaceAll(`\${AWS::Partition}`, 'aws-us-gov').length,
    ).toBeLessThan(10_240 + 200 * '{"Fn::Sub":}'.length);
  });
});

function many(count: number): string {
  return Array.from({ length: count }, (_, index) => String(111_122_223_333 + index)).join(',');
}
