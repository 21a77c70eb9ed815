import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { judgePolicy } from '../../src/finding/policy.ts';
import { findingOf } from './cases.ts';

const isForeign = (account: string) => account !== '123456789012';
const judge = (statements: readonly unknown[]) => judgePolicy(JSON.stringify({ Statement: statements }), isForeign);

const open = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' };

const oneOrMore = <T>(one: fc.Arbitrary<T>) => fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 3 }));
const account = fc.constantFrom('123456789012', '999988887777', 'arn:aws:iam::444455556666:role/shop');
const principal = fc.oneof(
  fc.constant('*'),
  fc.record({ AWS: oneOrMore(fc.oneof(account, fc.constant('*'))) }),
  fc.record({ Service: oneOrMore(fc.constantFrom('sns.amazonaws.com', '*')) }),
);
const action = oneOrMore(fc.constantFrom('*', 'sqs:*', 'sqs:SendMessage', 'sqs:Send*', 's3:GetObject', '*:*'));
const resource = oneOrMore(fc.constantFrom('*', 'arn:aws:sqs:eu-west-1:123456789012:orders', 'arn:aws:*'));
const condition = fc.dictionary(
  fc.constantFrom(
    'StringEquals',
    'StringLike',
    'StringNotEquals',
    'Bool',
    'IpAddress',
    'Null',
    'ForAllValues:StringLike',
  ),
  fc.dictionary(
    fc.constantFrom(
      'aws:PrincipalOrgID',
      'aws:SourceAccount',
      'aws:SourceIp',
      'aws:SecureTransport',
      'aws:PrincipalArn',
    ),
    oneOrMore(fc.constantFrom('o-exampleorg1', '123456789012', '192.0.2.0/24', 'true', '*')),
    { minKeys: 1 },
  ),
  { minKeys: 1 },
);
/** A statement with either of `Principal` and `NotPrincipal`, and so on. */
const statement = (effect: fc.Arbitrary<string>, conditions: fc.Arbitrary<unknown>) =>
  fc
    .tuple(effect, principal, action, resource, conditions, fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }))
    .map(([Effect, who, what, where, Condition, [notWho, notWhat, notWhere]]) => ({
      Effect,
      [notWho ? 'NotPrincipal' : 'Principal']: who,
      [notWhat ? 'NotAction' : 'Action']: what,
      [notWhere ? 'NotResource' : 'Resource']: where,
      ...(Condition === undefined ? {} : { Condition }),
    }));
const effects = fc.constantFrom('Allow', 'Deny');
const any = statement(effects, fc.option(condition, { nil: undefined }));
const conditional = statement(effects, condition);
const allowing = statement(fc.constant('Allow'), fc.option(condition, { nil: undefined }));

const withList = (value: unknown): unknown => (Array.isArray(value) ? value : [value]);
const listed = (each: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(each).map(([key, value]) => [key, /Action|Resource/.test(key) ? withList(value) : value]),
  );

test('no statement with a condition, and none that allows, closes what another opens', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(conditional, allowing), { maxLength: 5 }), fc.nat(5), (others, at) => {
      expect(judge(others.toSpliced(at, 0, open)).allows.anyone).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a Deny closes it only if it is for everybody, and always', () => {
  fc.assert(
    fc.property(statement(fc.constant('Deny'), fc.constant(undefined)), (denial) => {
      const who = JSON.stringify('Principal' in denial ? denial.Principal : null);
      const isForEverybody = who === '"*"' || /"AWS":(\[.*)?"\*"/.test(who);
      fc.pre(!isForEverybody);
      expect(judge([denial, open]).allows.anyone).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('the order of statements changes nothing that a policy allows', () => {
  const shuffled = fc
    .array(any, { maxLength: 6 })
    .chain((each) => fc.tuple(fc.constant(each), fc.shuffledSubarray(each, { minLength: each.length })));
  fc.assert(
    fc.property(shuffled, ([statements, others]) => expect(judge(others).allows).toEqual(judge(statements).allows)),
    { numRuns: 300 },
  );
});

test('a single value and a list of one say the same', () => {
  fc.assert(
    fc.property(fc.array(any, { maxLength: 4 }), (statements) => {
      const [single] = statements;
      expect(judge(statements.map(listed))).toEqual(judge(statements));
      if (statements.length === 1) expect(judgePolicy({ Statement: single }, isForeign)).toEqual(judge(statements));
    }),
    { numRuns: 300 },
  );
});

test('any JSON is judged, and as a text it is judged alike', () => {
  const near = fc.record(
    {
      Statement: fc.array(
        fc.record({ Effect: effects, Principal: fc.jsonValue(), Action: fc.jsonValue(), Condition: fc.jsonValue() }),
      ),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(near, fc.jsonValue()), (document) => {
      fc.pre(typeof document !== 'string');
      const text = JSON.stringify(document);
      expect(judgePolicy(text, isForeign)).toEqual(judgePolicy(JSON.parse(text), isForeign));
    }),
    { numRuns: 500 },
  );
});

test('whatever parameters and answer a call has, whom it lets in is worked out', () => {
  const calls = fc.constantFrom(
    ['s3', 'PutBucketPolicy'],
    ['sqs', 'SetQueueAttributes'],
    ['apigateway', 'UpdateRestApi'],
    ['lambda', 'AddPermission20150331v2'],
    ['events', 'PutPermission'],
    ['ec2', 'ModifySnapshotAttribute'],
    ['ec2', 'CreateVpcPeeringConnection'],
    ['rds', 'ModifyDBSnapshotAttribute'],
  );
  const keys = fc.constantFrom(
    ...[
      'bucketPolicy',
      'attributes',
      'Policy',
      'patchOperations',
      'principal',
      'condition',
      'sourceArn',
      'valuesToAdd',
    ],
    ...['createVolumePermission', 'add', 'items', 'userId', 'peerOwnerId', 'Statement', 'Effect', '__proto__'],
  );
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), fc.array(tie('json')), fc.dictionary(keys, tie('json'))),
  }));
  fc.assert(
    fc.property(calls, json, json, ([service, eventName], requestParameters, responseElements) => {
      const call = { eventSource: `${service}.amazonaws.com`, eventName, requestParameters, responseElements };
      const { policy, foreignAccounts = [], namedAccounts = [] } = findingOf(JSON.parse(JSON.stringify(call)));
      expect(foreignAccounts.length + namedAccounts.length).toBeLessThanOrEqual(50);
      expect(policy?.statements.length ?? 0).toBeLessThanOrEqual(20);
    }),
    { numRuns: 300 },
  );
});
