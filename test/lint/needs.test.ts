import { describe, expect, test } from '@jest/globals';
import { needsOf as findNeeds, PARTITION_OF, REGIONS, toSubject } from '../../src/lint/index.ts';
import { call, example, type Keys, lintAll, signIn } from './site.ts';

async function needsOf(...rules: readonly Keys[]) {
  return (await lintAll(rules.map((keys, index) => example(keys, `example/rule-${index}`)))).needs;
}

function typed(detailType: string, detail: object): Keys {
  return { pattern: { source: [{ prefix: 'aws.' }], 'detail-type': [detailType], detail } };
}

describe('the feeds that rules need', () => {
  test.each<[string, Keys, string[]]>([
    ['a writing call', { pattern: call('ec2', 'RunInstances') }, ['management-write']],
    ['a reading call', { pattern: call('ec2', 'DescribeInstances'), 'read-only-events': true }, ['management-read']],
    ['any call', { pattern: call('ec2', { 'anything-but': 'RunInstances' }) }, ['management-write']],
    [
      'any call, reading too',
      { pattern: call('ec2', { 'anything-but': 'RunInstances' }), 'read-only-events': true },
      ['management-write', 'management-read'],
    ],
    ['a sign-in', { pattern: signIn({}) }, ['sign-in']],
    ['a service event', typed('AWS Service Event via CloudTrail', { eventName: ['RotateKey'] }), ['service']],
    [
      'objects of S3',
      { pattern: call('s3', ['GetObject', 'DeleteBucket']) },
      ['management-write', 'data AWS::S3::Object'],
    ],
    ['a function run', { pattern: call('lambda', 'Invoke') }, ['data AWS::Lambda::Function']],
    [
      'calls through an endpoint',
      typed('AWS Network Activity Event via CloudTrail', {
        eventSource: ['kms.amazonaws.com'],
        eventName: ['Decrypt'],
      }),
      ['network kms.amazonaws.com'],
    ],
    ['Insights', typed('AWS Insight via CloudTrail', { insightDetails: { state: ['Start'] } }), ['insight']],
  ])('%s', async (_, keys, feeds) => {
    const needs = await needsOf(keys);
    expect(needs.feeds.map(({ kind, of }) => (of ? `${kind} ${of}` : kind))).toEqual(feeds);
  });

  test('are counted over the rules that are on', async () => {
    const needs = await needsOf(
      { pattern: call('ec2', 'RunInstances') },
      { pattern: call('kms', 'DisableKey') },
      { enabled: false },
    );
    expect(needs.feeds).toEqual([
      { kind: 'management-write', rules: 2, state: 'ENABLED', takes: 'a trail that logs write management events' },
    ]);
  });

  test('name the rule state for reading calls', async () => {
    const needs = await needsOf({ pattern: call('ec2', 'DescribeInstances'), 'read-only-events': true });
    expect(needs.feeds).toMatchObject([{ state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }]);
  });
});

test('the regions that rules need: one for global services, four for sign-ins, all for the rest', async () => {
  const needs = await needsOf(
    { pattern: call('iam', 'CreateUser') },
    { pattern: signIn({}) },
    { pattern: call('ec2', 'RunInstances') },
  );
  expect(needs.regions).toMatchObject([
    { regions: ['us-east-1'], rules: 1, holds: 'iam' },
    { regions: ['us-east-1', 'us-east-2', 'eu-north-1', 'ap-southeast-2'], rules: 1 },
    { regions: ['*'], rules: 1 },
  ]);
});

describe('the regions of', () => {
  const OPEN = { source: [{ prefix: 'aws.' }], 'detail-type': ['AWS API Call via CloudTrail'] };

  test.each<[string, object, string[]]>([
    ['global services', call('iam', 'CreateUser'), ['global']],
    ['STS are those in use, and that of its global endpoint', call('sts', 'GetFederationToken'), ['sts', 'any']],
    ['Identity Center', call('sso', 'CreateAccountAssignment'), ['identity-center']],
    [
      'sign-ins to Identity Center, which are service events',
      {
        source: ['aws.signin'],
        'detail-type': ['AWS Service Event via CloudTrail'],
        detail: { eventSource: ['signin.amazonaws.com'], eventName: ['UserAuthentication'] },
      },
      ['identity-center'],
    ],
    ['tokens for the console, which are calls', call('signin', 'GetSigninToken'), ['any']],
    ['any call', { ...OPEN, detail: { errorCode: ['AccessDenied'] } }, ['global', 'sts', 'identity-center', 'any']],
  ])('%s', async (_, pattern, kinds) => {
    expect((await needsOf({ pattern })).regions.map(({ kind }) => kind)).toEqual(kinds);
  });
});

test.each([
  ['aws', ['us-east-1']],
  ['aws-us-gov', ['us-gov-west-1']],
  ['aws-cn', ['cn-north-1', 'cn-northwest-1']],
] as const)('global services of the partition %s have their events in %p', (partition, regions) => {
  const { rule } = example({ pattern: call('iam', 'CreateUser') });
  expect(findNeeds([toSubject(rule)], { partition }).regions).toMatchObject([{ kind: 'global', regions }]);
});

test('each region stands in one partition, and those that have names in rules are among them', () => {
  const all = Object.values(REGIONS).flatMap(({ always, optIn }) => [...always, ...optIn]);
  expect(all).toHaveLength(PARTITION_OF.size);
  for (const [partition, { global, signIn }] of Object.entries(REGIONS)) {
    for (const region of [...global, ...signIn]) expect(PARTITION_OF.get(region)).toBe(partition);
  }
});
