import { describe, expect, test } from '@jest/globals';
import { valueAt } from '../../src/cloudtrail/json.ts';
import { coverOf } from '../../src/cover/index.ts';
import { checkPlace, HUB_ARN_PATTERN, parseHubArn } from '../../src/deploy/forwarder/hub-arn.ts';
import { forwarderTemplate } from '../../src/deploy/forwarder/template.ts';
import { statements } from './privilege-check.ts';
import { RULES } from './sample-service.ts';

const HUB = 'arn:aws:events:us-east-1:111122223333:event-bus/trailbell-prod';
const cover = coverOf(RULES);
const { Parameters, Conditions, Resources } = forwarderTemplate({ prefix: 'trailbell-forwarder-prod', cover });

describe('a forwarder', () => {
  test('forwards what covers the rules from the default bus straight to the hub', () => {
    const rules = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Events::Rule');
    expect(rules.map(({ Properties: { Name, State, EventPattern } }) => ({ Name, State, EventPattern }))).toEqual(
      cover.map(({ pattern, readOnlyEvents }, index) => ({
        Name: `trailbell-forwarder-prod-${index + 1}`,
        State: readOnlyEvents ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : 'ENABLED',
        EventPattern: pattern,
      })),
    );
    for (const { Properties } of rules) {
      expect(Properties).not.toHaveProperty('EventBusName');
      expect(valueAt(Properties, 'Targets', '0', 'Arn')).toEqual({ Ref: 'HubBus' });
    }
  });

  test('may put events on the bus of the hub, and nothing else', () => {
    expect(statements(Resources.ForwardRole?.Properties.Policies)).toEqual([
      { Effect: 'Allow', Action: 'events:PutEvents', Resource: { Ref: 'HubBus' } },
    ]);
  });

  test('has one queue for what it could not deliver, which admits its own rules only', () => {
    const queues = Object.values(Resources).filter(({ Type }) => Type === 'AWS::SQS::Queue');
    expect(queues.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ QueueName: 'trailbell-forwarder-prod-undelivered', SqsManagedSseEnabled: true }),
    ]);
    const [admit] = statements(Resources.UndeliveredQueuePolicy);
    expect([valueAt(admit, 'Condition', 'ArnLike', 'aws:SourceArn')].flat()).toEqual(
      cover.map((_, index) => ({ 'Fn::GetAtt': [`ForwardRule${index + 1}`, 'Arn'] })),
    );
  });

  test('is tagged, all that can be', () => {
    const untagged = Object.values(Resources).filter(({ Properties }) => !Properties.Tags);
    expect(untagged.map(({ Type }) => Type)).toEqual(['AWS::SQS::QueuePolicy']);
  });

  test('makes nothing beside its hub, and everything elsewhere', () => {
    expect(Object.values(Resources).map(({ Condition }) => Condition)).toEqual(
      Object.keys(Resources).map(() => 'BesideNoHub'),
    );
    const isMade = (place: object) => evaluate(Conditions.BesideNoHub, { HubBus: HUB, ...place });
    expect(isMade({ 'AWS::Region': 'us-east-1', 'AWS::AccountId': '111122223333' })).toBe(false);
    expect(isMade({ 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111122223333' })).toBe(true);
    expect(isMade({ 'AWS::Region': 'us-east-1', 'AWS::AccountId': '444455556666' })).toBe(true);
  });

  test('takes its hub from whoever makes the stack, unless it is named', () => {
    expect(Parameters.HubBus).not.toHaveProperty('Default');
    expect(forwarderTemplate({ prefix: 'a', cover, hub: HUB }).Parameters.HubBus).toMatchObject({ Default: HUB });
  });
});

describe('the ARN of a hub', () => {
  test.each([
    ['in AWS', HUB],
    ['in China', 'arn:aws-cn:events:cn-northwest-1:111122223333:event-bus/trailbell-prod'],
    ['in GovCloud', 'arn:aws-us-gov:events:us-gov-east-1:111122223333:event-bus/trailbell-prod'],
  ])('is taken %s', (_, arn) => {
    expect(parseHubArn(arn)).toMatchObject({ account: '111122223333' });
    expect(arn).toMatch(new RegExp(HUB_ARN_PATTERN));
  });

  test.each([
    ['nothing', '', /^hub: must be the ARN of a hub's bus, such as arn:.*, is ""; .* makes one/],
    ['the default bus', HUB.replace('trailbell-prod', 'default'), /must be the ARN of a hub's bus/],
    ['a rule', HUB.replace('event-bus', 'rule'), /must be the ARN of a hub's bus/],
    ['an account of 11 digits', HUB.replace('111122223333', '11112222333'), /must be the ARN of a hub's bus/],
    ['more after it', `${HUB}\nDefault: true`, /must be the ARN of a hub's bus/],
    [
      'a region of another partition',
      HUB.replace('us-east-1', 'cn-north-1'),
      /region of the partition aws-cn, .* aws$/,
    ],
  ])('is refused: %s', (_, arn, message) => {
    expect(() => parseHubArn(arn)).toThrow(message);
  });
});

describe('the place of a forwarder', () => {
  const check = (region: string, account?: string) =>
    checkPlace(parseHubArn(HUB), { region, account: async () => account });

  test.each([
    ['another region of the account', 'eu-west-1', '111122223333'],
    ['the region of the hub in another account', 'us-east-1', '444455556666'],
    ['an account that is not known', 'us-east-1', undefined],
  ])('may be %s', async (_, region, account) => {
    await expect(check(region, account)).resolves.toBeUndefined();
  });

  test('needs no account in another region than the hub', async () => {
    const account = () => Promise.reject(new Error('AWS was asked'));
    await expect(checkPlace(parseHubArn(HUB), { region: 'eu-west-1', account })).resolves.toBeUndefined();
  });

  test.each([
    ['the account and region of the hub', 'us-east-1', '111122223333', /very account and region, .* deploy forwarders/],
    [
      'another partition',
      'us-gov-west-1',
      '444455556666',
      /do not leave their partition: .* deploy a hub in aws-us-gov/,
    ],
  ])('may not be %s', async (_, region, account, message) => {
    await expect(check(region, account)).rejects.toThrow(message);
  });
});

/** A condition of a template, where references stand for these values. */
function evaluate(value: unknown, references: { readonly [name: string]: string }): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, references));
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument]] = Object.entries(value) as [[string, unknown]];
  if (name === 'Ref') return references[String(argument)];
  const given = evaluate(argument, references) as readonly unknown[];
  switch (name) {
    case 'Fn::Not':
      return !given[0];
    case 'Fn::And':
      return given.every(Boolean);
    case 'Fn::Equals':
      return given[0] === given[1];
    case 'Fn::Select':
      return (given[1] as readonly unknown[])[Number(given[0])];
    case 'Fn::Split':
      return String(given[1]).split(String(given[0]));
    default:
      throw new Error(`no ${name} in a condition`);
  }
}
