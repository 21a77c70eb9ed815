import { describe, expect, test } from '@jest/globals';
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
