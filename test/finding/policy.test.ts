import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/cloudtrail/json.ts';
import type { Finding, FindingContext } from '../../src/finding/index.ts';
import { findingOf } from './cases.ts';

const OWN = '123456789012';
const NAMED = '444455556666';
const STRANGER = '999988887777';
const context: Partial<FindingContext> = { accounts: new Map([[NAMED, 'audit']]) };

function callTo(service: string, eventName: string, requestParameters: unknown): Finding {
  const record = { eventSource: `${service}.amazonaws.com`, eventName, recipientAccountId: OWN, requestParameters };
  return findingOf(record, {}, context);
}

/** The policy of a queue, by its statements. */
function queuePolicy(...statements: readonly unknown[]): Finding['policy'] {
  const attributes = { Policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) };
  return callTo('sqs', 'SetQueueAttributes', { attributes }).policy;
}

function userPolicy(...statements: readonly unknown[]): Finding['policy'] {
  return callTo('iam', 'PutUserPolicy', { policyDocument: JSON.stringify({ Statement: statements }) }).policy;
}

const open = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' };
const openIf = (Condition: JsonObject) => ({ ...open, Condition });
const denied = (changes: JsonObject = {}) => ({ ...open, Effect: 'Deny', Action: 'sqs:*', ...changes });

describe('everybody is let in by', () => {
  test.each<[string, JsonObject]>([
    ['"*"', { Principal: '*' }],
    ['a list of "*"', { Principal: ['*'] }],
    ['{ AWS: "*" }', { Principal: { AWS: '*' } }],
    ['{ AWS: ["*"] }', { Principal: { AWS: ['*'] } }],
    ['"*" among accounts', { Principal: { Service: 'sns.amazonaws.com', AWS: [OWN, '*'] } }],
    ['all but some', { Principal: undefined, NotPrincipal: { AWS: OWN } }],
    ['a wildcard in place of an account', { Principal: { AWS: 'arn:aws:iam::*:root' } }],
    ['every provider of identities', { Principal: { Federated: '*' }, Action: 'sts:AssumeRoleWithSAML' }],
  ])('%s', (_, principal) => {
    expect(queuePolicy({ ...open, ...principal })?.allows.anyone).toBe(true);
  });

  test('a statement alone, not in a list', () => {
    const Policy = JSON.stringify({ Statement: open });
    expect(callTo('sqs', 'CreateQueue', { attributes: { Policy } }).policy?.allows.anyone).toBe(true);
  });

  test('keys in lower case, as CloudTrail prints some policies', () => {
    const bucketPolicy = { statement: [{ effect: 'Allow', principal: { aws: '*' }, action: 's3:GetObject' }] };
    expect(callTo('s3', 'PutBucketPolicy', { bucketPolicy }).policy?.allows.anyone).toBe(true);
  });

  test('URL-encoded text', () => {
    const policyDocument = encodeURIComponent(JSON.stringify({ Statement: [{ ...open, Action: 'sts:AssumeRole' }] }));
    expect(callTo('iam', 'UpdateAssumeRolePolicy', { policyDocument }).policy?.allows.anyone).toBe(true);
  });

  test('a statement behind a thousand others', () => {
    const others = Array.from({ length: 1000 }, (_, at) => ({ ...open, Principal: { AWS: OWN }, Sid: `S${at}` }));
    const policy = queuePolicy(...others, open);
    expect(policy?.allows.anyone).toBe(true);
    expect(policy?.statements).toHaveLength(20);
    expect(policy?.statements[0]).toMatchObject({ anyone: true });
  });
});

describe('nobody is let in by', () => {
  test.each<[string, JsonObject]>([
    ['a Deny', denied()],
    ['an account', { ...open, Principal: { AWS: STRANGER } }],
    ['a service', { ...open, Principal: { Service: 'sns.amazonaws.com' } }],
    ['no principal, as in policies of identities', { ...open, Principal: undefined }],
  ])('%s', (_, statement) => {
    expect(queuePolicy(statement)?.allows.anyone).toBe(false);
  });
});

/** AWS's own meaning of "public", and which of a condition's operators hold where the key is missing. */
describe('of everybody, a condition leaves', () => {
  test.each<[string, JsonObject]>([
    ['an organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } }],
    [
      'one of its units',
      { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-exampleorg1/r-ab12/ou-ab12-1/*'] } },
    ],
    ['an account', { StringEquals: { 'aws:PrincipalAccount': [OWN] } }],
    ['the owner of a topic, in any case', { stringequals: { 'AWS:SourceOwner': OWN } }],
    [
      'callers of KMS by their account',
      { StringEquals: { 'kms:CallerAccount': OWN, 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
    ],
    ['a role', { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${OWN}:role/shop` } }],
    ['roles of an account', { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OWN}:role/*` } }],
    ['a topic', { ArnLike: { 'aws:SourceArn': `arn:aws:sns:*:${OWN}:*` } }],
    ['a bucket, whose ARN has no account', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::example-bucket' } }],
    ['an endpoint', { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d' } }],
    ['a network', { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '2001:db8::/32'] } }],
    ['an address', { IpAddress: { 'aws:SourceIp': '192.0.2.7' } }],
    ['AWS services', { Bool: { 'aws:PrincipalIsAWSService': true } }],
    [
      'what two entries leave',
      { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:SourceVpc': 'vpc-0a1b2c3d' } },
    ],
  ])('%s', (_, condition) => {
    expect(queuePolicy(openIf(condition))?.allows.anyone).toBe(false);
  });

  test.each<[string, JsonObject]>([
    ['a wildcard', { StringLike: { 'aws:PrincipalOrgID': '*' } }],
    ['a wildcard in an organization', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }],
    ['a wildcard beside an organization', { StringLike: { 'aws:PrincipalOrgID': ['o-exampleorg1', '*'] } }],
    ['a role of any account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/shop' } }],
    ['a path that looks like an account', { StringLike: { 'aws:PrincipalArn': `arn:aws:iam:*:${OWN}:role/x` } }],
    ['topics of any account', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:orders' } }],
    ['buckets by their beginning', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::example-*' } }],
    ['a key that may be missing', { StringEqualsIfExists: { 'aws:SourceAccount': OWN } }],
    [
      'all values of a key that may be missing',
      { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-exampleorg1' } },
    ],
    ['a negation', { StringNotEquals: { 'aws:PrincipalAccount': STRANGER } }],
    ['any endpoint', { Null: { 'aws:SourceVpce': 'false' } }],
    ['a variable', { StringEquals: { 'aws:PrincipalAccount': ['$', '{aws:PrincipalAccount}'].join('') } }],
    ['all addresses', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }],
    ['all addresses in two halves', { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }],
    [
      'all addresses in many networks',
      { IpAddress: { 'aws:SourceIp': Array.from({ length: 256 }, (_, at) => `${at}.0.0.0/8`) } },
    ],
    ['all addresses of version 6', { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '::/0'] } }],
    ['other addresses', { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }],
    ['an external id, which is no secret', { StringEquals: { 'sts:ExternalId': '12345' } }],
    [
      'what the caller says of itself',
      { StringLike: { 'aws:UserAgent': 'shop/*', 'aws:Referer': 'https://shop.example/*' } },
    ],
    ['a tag that anybody can give their role', { StringEquals: { 'aws:PrincipalTag/team': 'shop' } }],
    ['the organization of the resource itself', { StringEquals: { 'aws:ResourceOrgID': 'o-exampleorg1' } }],
    ['encrypted connections', { Bool: { 'aws:SecureTransport': 'true' } }],
    ['no values', { StringEquals: { 'aws:PrincipalOrgID': [] } }],
    ['what is no network', { IpAddress: { 'aws:SourceIp': 'everywhere' } }],
  ])('everybody: %s', (_, condition) => {
    expect(queuePolicy(openIf(condition))?.allows.anyone).toBe(true);
  });
});

describe('whom a condition leaves of everybody is said where no account says whose they are', () => {
  test.each<[string, JsonObject, readonly string[]]>([
    [
      'an organization',
      { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } },
      ['aws:PrincipalOrgID o-exampleorg1'],
    ],
    ['addresses', { IpAddress: { 'aws:SourceIp': ['192.0.2.7', '192.0.2.9'] } }, ['aws:SourceIp 192.0.2.7, 192.0.2.9']],
    ['a bucket', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::example' } }, ['aws:SourceArn arn:aws:s3:::example']],
    [
      'a bucket beside a topic of ours',
      { ArnLike: { 'aws:SourceArn': ['arn:aws:s3:::example', `arn:aws:sns:eu-west-1:${OWN}:orders`] } },
      [`aws:SourceArn arn:aws:s3:::example, arn:aws:sns:eu-west-1:${OWN}:orders`],
    ],
    [
      'a bucket of an account',
      { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::example' }, StringEquals: { 'aws:SourceAccount': OWN } },
      [],
    ],
    ['an account', { StringEquals: { 'aws:PrincipalAccount': STRANGER } }, []],
    ['nothing, as it narrows nothing', { StringEquals: { 'sts:ExternalId': '12345' } }, []],
  ])('%s', (_, condition, others) => {
    expect(queuePolicy(openIf(condition))?.allows.others).toEqual(others);
  });
});

describe('beside an open statement', () => {
  test.each<[string, JsonObject]>([
    ['a Deny with a condition', denied({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
    ['a Deny of another action', denied({ Action: 'sqs:DeleteQueue' })],
    ['a Deny of another resource', denied({ Resource: 'arn:aws:sqs:eu-west-1:123456789012:other' })],
    ['a Deny for one account', denied({ Principal: { AWS: STRANGER } })],
    ['a Deny for all services', denied({ Principal: { Service: '*' } })],
    ['a Deny for all but some', denied({ Principal: undefined, NotPrincipal: { AWS: OWN } })],
    ['a Deny of all actions but some', denied({ Action: undefined, NotAction: 'sqs:SendMessage' })],
    ['a Deny of an action of the same length', denied({ Action: 'sqs:?endMessages' })],
    ['a narrow Allow', openIf({ StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } })],
  ])('%s changes nothing', (_, statement) => {
    expect(queuePolicy(open, statement)?.allows.anyone).toBe(true);
    expect(queuePolicy(statement, open)?.allows.anyone).toBe(true);
  });

  test.each<[string, JsonObject]>([
    ['all actions', denied()],
    ['the same action in another case', denied({ Action: 'SQS:sendmessage' })],
    ['more actions, by a wildcard', denied({ Action: ['sqs:ReceiveMessage', 'sqs:Send*'], Principal: { AWS: ['*'] } })],
  ])('a Deny for everybody of %s closes it', (_, statement) => {
    expect(queuePolicy(open, statement)?.allows.anyone).toBe(false);
    expect(queuePolicy(statement, open)?.allows.anyone).toBe(false);
  });

  test('a Deny of some of what a wildcard allows leaves the rest open', () => {
    const statements = [{ ...open, Action: 'sqs:*' }, denied({ Action: 'sqs:S?nd*' })];
    expect(queuePolicy(...statements)?.allows.anyone).toBe(true);
  });
});

const all = { Effect: 'Allow', Action: '*', Resource: '*' };

describe('an administrator is made by', () => {
  test.each<[string, readonly JsonObject[]]>([
    ['all actions on all resources', [all]],
    ['lists of one', [{ ...all, Action: ['*'], Resource: ['*'] }]],
    ['"*" among others', [{ ...all, Action: ['s3:GetObject', '*'] }]],
    ['*:*', [{ ...all, Action: '*:*' }]],
    ['all actions but some', [{ Effect: 'Allow', NotAction: ['organizations:*'], Resource: '*' }]],
    ['all resources but some', [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::example' }]],
    ['all resources by a long wildcard', [{ ...all, Resource: 'arn:aws:*:*:*:*' }]],
    ['all, though with MFA', [{ ...all, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }]],
    ['all, beside a Deny that takes little away', [{ Effect: 'Deny', Action: 'aws-portal:*', Resource: '*' }, all]],
  ])('%s', (_, statements) => {
    expect(userPolicy(...statements)?.allows.everything).toBe(true);
  });

  test.each<[string, readonly JsonObject[]]>([
    ['a Deny of everything', [{ ...all, Effect: 'Deny' }]],
    ['a Deny of everything beside the Allow', [all, { ...all, Effect: 'Deny', Action: ['*'] }]],
    ['all actions of a service', [{ ...all, Action: 's3:*' }]],
    ['one action on all resources', [{ ...all, Action: 's3:ListAllMyBuckets' }]],
    ['all actions on one bucket', [{ ...all, Resource: 'arn:aws:s3:::example/*' }]],
    ['all actions but all', [{ Effect: 'Allow', NotAction: '*', Resource: '*' }]],
  ])('not by %s', (_, statements) => {
    expect(userPolicy(...statements)?.allows.everything).toBe(false);
  });
});

test('a statement shows what it says', () => {
  const policy = queuePolicy(
    {
      Sid: 'Orders',
      Effect: 'Allow',
      Principal: { AWS: [`arn:aws:iam::${STRANGER}:root`, OWN], Service: 'sns.amazonaws.com' },
      Action: ['SQS:SendMessage'],
      NotResource: 'arn:aws:sqs:eu-west-1:123456789012:orders',
      Condition: {
        StringEquals: { 'aws:PrincipalTag/team': ['shop', 'audit'] },
        Bool: { 'aws:SecureTransport': true },
      },
    },
    { Effect: 'Deny', NotPrincipal: { AWS: OWN }, NotAction: 'sqs:GetQueueUrl', Resource: '*' },
  );
  expect(policy).toEqual({
    allows: {
      anyone: false,
      everything: false,
      accounts: [STRANGER, OWN],
      others: [],
      services: ['sns.amazonaws.com'],
    },
    statements: [
      {
        effect: 'Allow',
        anyone: false,
        accounts: [STRANGER, OWN],
        foreignAccounts: [STRANGER],
        services: ['sns.amazonaws.com'],
        actions: ['sqs:SendMessage'],
        notResources: ['arn:aws:sqs:eu-west-1:123456789012:orders'],
        conditions: ['StringEquals aws:PrincipalTag/team shop, audit', 'Bool aws:SecureTransport true'],
      },
      { effect: 'Deny', anyone: true, notActions: ['sqs:GetQueueUrl'], resources: ['*'] },
    ],
  });
});

describe('what cannot be read is said', () => {
  test.each<[string, unknown, string]>([
    ['no JSON', '{"Statement":', 'is no JSON'],
    ['broken escapes', '%7B%', 'is no JSON'],
    ['no policy', '"text"', 'has no statements'],
    ['a key twice, of which AWS may read the other', '{"Statement":[],"Statement":[]}', 'has a key twice'],
    ['statements in two spellings', '{"Statement":[],"statement":[]}', 'has a key twice'],
    ['a statement that is none', '{"Statement":["x"]}', 'has a statement that is none'],
    ['no effect', '{"Statement":[{"Action":"*"}]}', 'has a statement that contradicts itself'],
    [
      'a key in two spellings',
      '{"Statement":[{"Effect":"Allow","effect":"Deny"}]}',
      'has a statement that contradicts itself',
    ],
    [
      'Action and NotAction',
      '{"Statement":[{"Effect":"Allow","Action":"a:b","NotAction":"*"}]}',
      'has a statement that contradicts itself',
    ],
    [
      'a condition that is none',
      '{"Statement":[{"Effect":"Allow","Condition":"x"}]}',
      'has a statement that contradicts itself',
    ],
    ['a text too long', ' '.repeat(262_145), 'is too long'],
    [
      'a hundred thousand levels',
      `{"Statement":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      'has a statement that is none',
    ],
  ])('%s', (_, policyDocument, fault) => {
    // Blanks alone are no policy, so the long text ends in a letter.
    const text =
      typeof policyDocument === 'string' ? `${policyDocument}${policyDocument.startsWith(' ') ? 'x' : ''}` : '';
    expect(callTo('iam', 'PutUserPolicy', { policyDocument: text }).policy).toMatchObject({ unreadable: fault });
  });

  test('parameters that CloudTrail left out', () => {
    const { policy } = callTo('iam', 'PutRolePolicy', { omitted: true, originalSize: 120_000 });
    expect(policy?.unreadable).toBe('is not in the record, which is too large');
  });

  test('the rest is judged nevertheless', () => {
    expect(queuePolicy('x', open)).toMatchObject({
      allows: { anyone: true },
      unreadable: 'has a statement that is none',
    });
  });

  test('a key such as __proto__ is one as any other', () => {
    const Policy =
      '{"__proto__":{"Statement":[]},"Statement":[{"__proto__":{"Effect":"Deny"},"Effect":"Allow","Principal":{"__proto__":"*"}}]}';
    const { policy } = callTo('sqs', 'SetQueueAttributes', { attributes: { Policy } });
    expect(policy).toMatchObject({ allows: { anyone: true }, statements: [{ effect: 'Allow' }] });
    expect(policy?.unreadable).toBeUndefined();
  });
});

describe('redaction', () => {
  test('blanks do not push a policy out of sight', () => {
    const policyDocument = `${' '.repeat(90_000)}${JSON.stringify({ Statement: [all] })}`;
    expect(callTo('iam', 'PutUserPolicy', { policyDocument }).policy?.allows.everything).toBe(true);
  });

  test('a text that looks like the beginning of a secret hides nothing', () => {
    const policyDocument = JSON.stringify({
      Statement: [
        { Sid: "token='", ...all },
        { Sid: 'password="', ...all },
      ],
    });
    const { policy, event } = callTo('iam', 'PutUserPolicy', { policyDocument });
    expect(policy?.allows.everything).toBe(true);
    expect(JSON.stringify(event)).toContain('[redacted]');
  });

  test('what a policy shows is free of secrets, and short', () => {
    const policy = queuePolicy({
      ...openIf({ StringEquals: { 'sts:ExternalId': 'password=hunter22' } }),
      Resource: ['ghp_0123456789abcdefghijklmnop', 'x'.repeat(5000)],
    });
    expect(JSON.stringify(policy)).not.toMatch(/hunter22|ghp_/);
    expect(JSON.stringify(policy).length).toBeLessThan(1000);
  });
});

describe('calls that write no policy have none', () => {
  test.each<[string, string, unknown]>([
    ['sqs', 'SetQueueAttributes', { attributes: { VisibilityTimeout: '30' } }],
    ['sqs', 'SetQueueAttributes', { attributes: { Policy: '' } }],
    ['sns', 'SetTopicAttributes', { attributeName: 'DisplayName', attributeValue: '{"Statement":[]}' }],
    ['es', 'UpdateDomainConfig', { domainName: 'shop' }],
    ['iam', 'CreateUser', { policyDocument: '{"Statement":[]}' }],
    ['iam', 'PutUserPolicy', null],
  ])('%s %s', (service, eventName, parameters) => {
    expect(callTo(service, eventName, parameters).policy).toBeUndefined();
  });
});

test('half a character in the text of a policy is mended, as in the record itself', () => {
  const policy = queuePolicy({ ...open, Action: 'sqs:Send\ud83d' });
  expect(policy).toMatchObject({ allows: { anyone: true } });
  expect(JSON.stringify(policy)).not.toMatch(/\\ud83d/);
});
