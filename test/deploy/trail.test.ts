import { describe, expect, test } from '@jest/globals';
import { isObject, objectAt, valueAt } from '../../src/cloudtrail/json.ts';
import type { Resources } from '../../src/deploy/cloudformation.ts';
import { partitionFaults, quotaFaults } from '../../src/deploy/trail/index.ts';
import { parseTrailParameters, type TrailParameters } from '../../src/deploy/trail/parameters.ts';
import { selectorsFor, type TrailSelectors } from '../../src/deploy/trail/selectors.ts';
import { trailOutputs, trailResources } from '../../src/deploy/trail/template.ts';
import { privilegeFaults, statements, texts } from './privilege-check.ts';
import { referenceFaults } from './reference-check.ts';
import { schemaFaults } from './schema-check.ts';

const NONE: TrailParameters = {
  organization: '',
  readers: '',
  logDays: 400,
  objectLockDays: '',
  objectLockMode: 'GOVERNANCE',
  mfaDelete: false,
  accessLogDays: '',
  logGroupDays: '',
  notifications: false,
};
const ORGANIZATION = 'o-exampleorgid';
const READER = 'arn:aws:iam::111122223333:role/security/example';
const ALL: Partial<TrailParameters> = {
  organization: ORGANIZATION,
  readers: `${READER}, 444455556666`,
  objectLockDays: '365',
  objectLockMode: 'compliance',
  accessLogDays: '90',
  logGroupDays: '30',
  notifications: 'true',
};
const SELECTORS: TrailSelectors = {
  events: [
    { Name: 'Management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
    { Name: 'Data', FieldSelectors: [{ Field: 'resources.ARN', Equals: ['a'], StartsWith: ['b'] }] },
  ],
  insights: ['ApiCallRateInsight'],
};

function parse(parameters: Partial<TrailParameters> = {}, region = 'us-east-1', prefix = 'trailbell-trail-prod') {
  return parseTrailParameters({ ...NONE, ...parameters }, prefix, region);
}

function trail(parameters: Partial<TrailParameters> = {}, region?: string, selectors = SELECTORS): Resources {
  return trailResources(parse(parameters, region), selectors);
}

describe.each<[string, Resources]>([
  ['of one account', trail()],
  ['of an organisation', trail({ organization: ORGANIZATION })],
  ['with readers', trail({ readers: READER })],
  ['that keeps files for ever', trail({ logDays: 0 })],
  ['that keeps files for days', trail({ logDays: 7 })],
  ['with Object Lock', trail({ objectLockDays: '30' })],
  ['for MFA delete', trail({ mfaDelete: 'true', logDays: 0 })],
  ['with access logs', trail({ accessLogDays: '30' })],
  ['with a log group', trail({ logGroupDays: '90' })],
  ['with a topic', trail({ notifications: 'true' })],
  ['with everything', trail(ALL)],
  ['without Insights', trail({}, 'us-east-1', { ...SELECTORS, insights: [] })],
])('a trail %s', (_, resources) => {
  test("follows CloudFormation's own schema", () => {
    expect(schemaFaults(resources)).toEqual([]);
  });

  test('refers only to what stands in the template', () => {
    expect(referenceFaults({ ...resources, Outputs: { Type: '', Properties: trailOutputs() } })).toEqual([]);
  });

  test('allows nothing by wildcard that can be named', () => {
    expect(privilegeFaults(resources)).toEqual([]);
  });

  test('logs in all regions, with global services, validation and a key of its own', () => {
    expect(resources.Trail?.Properties).toMatchObject({
      TrailName: 'trailbell-trail-prod',
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      KMSKeyId: { 'Fn::GetAtt': ['LogKey', 'Arn'] },
      AdvancedEventSelectors: SELECTORS.events,
    });
  });

  test('has closed, versioned buckets that no one reads or writes over plain HTTP', () => {
    for (const [id, { Type, Properties }] of Object.entries(resources)) {
      if (Type !== 'AWS::S3::Bucket') continue;
      expect(new Set(Object.values(objectAt(Properties, 'PublicAccessBlockConfiguration') ?? {}))).toEqual(
        new Set([true]),
      );
      expect(texts(Properties.OwnershipControls)).toEqual(['BucketOwnerEnforced']);
      const refused = statements(resources[`${id}Policy`]?.Properties).filter(({ Effect }) => Effect === 'Deny');
      expect(refused).toHaveLength(2);
      for (const statement of refused) {
        expect(statement).toMatchObject({ Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
      }
    }
    expect(valueAt(resources.LogBucket?.Properties, 'VersioningConfiguration', 'Status')).toBe('Enabled');
  });

  test('keeps its buckets, their policies and its key where the stack is removed', () => {
    const kept = Object.keys(resources).filter((id) => /Bucket|Key$/.test(id));
    expect(kept).toEqual(expect.arrayContaining(['LogBucket', 'LogBucketPolicy', 'LogKey']));
    for (const id of kept) {
      expect(resources[id]).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
    }
  });
});

test.each(['us-gov-west-1', 'cn-north-1'])('a trail in %s names no other partition', (region) => {
  const resources = trail({ ...ALL, readers: '444455556666' }, region);
  expect(texts(resources).join('\n')).not.toMatch(/arn:aws:/);
  expect(JSON.stringify(resources)).toContain(
    `arn:${region.startsWith('cn') ? 'aws-cn' : 'aws-us-gov'}:iam::444455556666`,
  );
});

describe('the policy of the bucket', () => {
  const ofService = (resources: Resources, policy: string) =>
    statements(resources[policy]?.Properties).filter(({ Principal }) => isObject(Principal) && 'Service' in Principal);

  test.each<[string, Partial<TrailParameters>, string[]]>([
    ['its own account', {}, [`/AWSLogs/\${AWS::AccountId}/*`]],
    ['the organisation too', ALL, [`/AWSLogs/\${AWS::AccountId}/*`, `/AWSLogs/${ORGANIZATION}/*`]],
  ])('lets this one trail write files of %s', (_, parameters, folders) => {
    const allowed = ofService(trail(parameters), 'LogBucketPolicy');
    expect(allowed.map(({ Action }) => Action)).toEqual(['s3:GetBucketAcl', 's3:PutObject']);
    expect(texts(allowed[1]?.Resource).map((arn) => arn.slice(arn.indexOf('/AWSLogs')))).toEqual(folders);
    for (const { Condition } of allowed) {
      expect(valueAt(Condition, 'StringEquals', 'aws:SourceArn')).toEqual({
        'Fn::Sub': `arn:\${AWS::Partition}:cloudtrail:\${AWS::Region}:\${AWS::AccountId}:trail/trailbell-trail-prod`,
      });
    }
  });

  test('lets readers list and read, and the key lets them decrypt through S3 alone', () => {
    const resources = trail(ALL);
    const ofReaders = (id: string) =>
      statements(resources[id]?.Properties).filter(({ Principal }) => texts(Principal).includes(READER));
    expect(ofReaders('LogBucketPolicy').map(({ Action }) => Action)).toEqual([
      ['s3:GetBucketLocation', 's3:ListBucket'],
      ['s3:GetObject'],
    ]);
    const decrypting = ofReaders('LogKey');
    expect(decrypting.map(({ Action }) => Action)).toEqual(['kms:Decrypt']);
    expect(texts(decrypting[0]?.Condition)).toContain(`s3.\${AWS::Region}.amazonaws.com`);
    expect(texts(decrypting[0]?.Principal)).toContain('arn:aws:iam::444455556666:root');
  });

  test('lets S3 alone write the access logs, of this bucket', () => {
    const [statement, ...others] = ofService(trail(ALL), 'AccessLogBucketPolicy');
    expect(others).toEqual([]);
    expect(statement).toMatchObject({
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  });
});

test('as many readers as there may be fit into the policies of bucket and key', () => {
  const resources = trail({ ...ALL, readers: accounts(242) });
  const size = (id: string, key: string) => JSON.stringify(valueAt(resources[id]?.Properties, key)).length;
  expect(size('LogBucketPolicy', 'PolicyDocument')).toBeLessThan(20_480);
  expect(size('LogKey', 'KeyPolicy')).toBeLessThan(32_768);
});

test('the key encrypts for this one trail, in its own name', () => {
  const [encrypt] = statements(trail().LogKey?.Properties).filter(({ Action }) => Action === 'kms:GenerateDataKey*');
  expect(encrypt).toMatchObject({
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Condition: {
      StringLike: {
        'kms:EncryptionContext:aws:cloudtrail:arn': {
          'Fn::Sub': `arn:\${AWS::Partition}:cloudtrail:*:\${AWS::AccountId}:trail/trailbell-trail-prod`,
        },
      },
    },
  });
});

describe('log files', () => {
  const lifecycle = (logDays: number) =>
    valueAt(trail({ logDays }).LogBucket?.Properties, 'LifecycleConfiguration', 'Rules', '0');

  test.each<[number, number | undefined, boolean]>([
    [400, 400, true],
    [120, 120, true],
    [119, 119, false],
    [0, undefined, true],
  ])('of %d days expire after %p and move to cheaper storage: %p', (logDays, expiry, moves) => {
    expect(valueAt(lifecycle(logDays), 'ExpirationInDays')).toBe(expiry);
    expect(valueAt(lifecycle(logDays), 'Transitions') !== undefined).toBe(moves);
  });

  test('neither expire nor move where root is to turn on MFA delete, beside which S3 takes no lifecycle', () => {
    expect(trail({ mfaDelete: 'true', logDays: '0' }).LogBucket?.Properties).not.toHaveProperty(
      'LifecycleConfiguration',
    );
    expect(trail().LogBucket?.Properties).toHaveProperty('LifecycleConfiguration');
  });

  test('are locked for as long and as hard as is wanted', () => {
    expect(trail(ALL).LogBucket?.Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 365 } } },
    });
    expect(trail().LogBucket?.Properties).not.toHaveProperty('ObjectLockEnabled');
  });
});

describe('what a trail delivers to beside its bucket', () => {
  test('is nothing unless it is wanted', () => {
    expect(Object.keys(trail()).sort()).toEqual(['LogBucket', 'LogBucketPolicy', 'LogKey', 'LogKeyAlias', 'Trail']);
  });

  test('is a log group, whose name alarms go by', () => {
    const resources = trail(ALL);
    expect(resources.LogGroup?.Properties).toMatchObject({
      LogGroupName: '/trailbell/trail-prod',
      RetentionInDays: 30,
      KmsKeyId: { 'Fn::GetAtt': ['LogKey', 'Arn'] },
    });
    expect(
      texts(valueAt(resources.LogGroupRole?.Properties, 'Policies')).filter((text) => text.includes('log-stream')),
    ).toEqual([
      expect.stringMatching(/:log-stream:\$\{AWS::AccountId\}_CloudTrail_\$\{AWS::Region\}\*$/),
      expect.stringMatching(/:log-stream:o-exampleorgid_\*$/),
    ]);
  });

  test('is there before CloudTrail tries to write to it', () => {
    expect(trail(ALL).Trail?.DependsOn).toEqual(['LogBucketPolicy', 'LogFileTopicPolicy']);
    expect(trail(ALL).LogBucket?.DependsOn).toEqual(['AccessLogBucketPolicy']);
  });
});

describe('parameters of a trail', () => {
  test.each<[string, Partial<TrailParameters>, string]>([
    ['an organisation by name', { organization: 'example' }, "organization: must be an organisation's id"],
    ['an organisation in capitals', { organization: 'o-EXAMPLEORGID' }, 'such as o-exampleorgid'],
    ['a reader by name', { readers: 'alice' }, 'readers: "alice" is neither an account id nor the ARN'],
    ['everybody as a reader', { readers: '*' }, 'readers: "*" is neither'],
    ['roles by a wildcard', { readers: 'arn:aws:iam::111122223333:role/*' }, 'is neither'],
    ['a session as a reader', { readers: 'arn:aws:sts::111122223333:assumed-role/a/b' }, 'is neither'],
    ['a reader of another partition', { readers: 'arn:aws-cn:iam::111122223333:root' }, 'is of the partition aws-cn'],
    ['more readers than policies hold', { readers: accounts(243) }, 'readers: 243 are more than the policy'],
    ['days that are none', { logDays: '1y' }, 'logDays: must be a whole number of days from 0 to 36500, is "1y"'],
    ['negative days', { accessLogDays: '-1' }, 'accessLogDays: must be a whole number of days from 1'],
    ['no days of a lock', { objectLockDays: '0' }, 'objectLockDays: must be a whole number of days from 1'],
    ['days that CloudWatch Logs lacks', { logGroupDays: '31' }, 'logGroupDays: CloudWatch Logs takes 1, 3, 5, 7'],
    ['a lock that outlasts the files', { objectLockDays: '401' }, 'objectLockDays: 401 days are longer than the 400'],
    ['an unknown lock', { objectLockMode: 'hard' }, 'objectLockMode: must be GOVERNANCE or COMPLIANCE, is "hard"'],
    ['MFA delete beside an expiry', { mfaDelete: 'true' }, 'mfaDelete: S3 deletes nothing of itself'],
    ['neither true nor false', { notifications: 'yes' }, 'notifications: must be false or true, is "yes"'],
  ])('refuse %s', (_, parameters, message) => {
    expect(() => parse(parameters)).toThrow(message);
  });

  test('are all judged at once', () => {
    expect(() => parse({ organization: 'x', logDays: 'y', notifications: 'z' })).toThrow(
      /organization: .*\nlogDays: .*\nnotifications: /,
    );
  });

  test.each<[string, string, Partial<TrailParameters>, string]>([
    ['capitals', 'trailbell-trail-Prod', {}, 'lower-case letters, digits and single hyphens'],
    ['two hyphens', 'trailbell-trail-a--b', {}, 'single hyphens'],
    ['more than a bucket takes', `trailbell-trail-${'a'.repeat(20)}`, {}, 'where 35 characters fit; it has 36'],
    [
      'more than a bucket of access logs takes',
      `trailbell-trail-${'a'.repeat(13)}`,
      { accessLogDays: 1 },
      'where 28 characters fit; it has 29',
    ],
  ])('refuse a stage with %s', (_, prefix, parameters, message) => {
    expect(() => parse(parameters, 'us-east-1', prefix)).toThrow(message);
  });

  test('take the longest stage whose buckets have 63 characters', () => {
    const longest = `trailbell-trail-${'a'.repeat(19)}`;
    expect(parse({}, 'us-east-1', longest).prefix).toBe(longest);
    expect(`${longest}-123456789012-ap-southeast-2`).toHaveLength(63);
  });
});

test('selectors of more values than CloudTrail takes are refused, and as many as it takes are not', () => {
  const named = (count: number): TrailSelectors => ({
    events: [{ Name: 'a', FieldSelectors: [{ Field: 'resources.ARN', Equals: Array(count).fill('a') }] }],
    insights: [],
  });
  expect(quotaFaults(named(500))).toEqual([]);
  expect(quotaFaults(named(501))).toEqual([expect.stringContaining('come to 501 values, CloudTrail takes 500')]);
  expect(quotaFaults(selectorsFor([], { 'data-events': {}, 'network-activity': [] }))).toEqual([]);
});

test('resources of another partition than that of the region are refused', () => {
  const resources = { 'AWS::S3::Object': ['arn:aws:s3:::a', 'arn:aws-cn:s3:::b*'] };
  expect(partitionFaults(resources, 'cn-north-1')).toEqual([
    'data-events of trailbell.yml: arn:aws:s3:::a is not of the partition aws-cn, which cn-north-1 is in',
  ]);
  expect(partitionFaults({ 'AWS::S3::Object': ['arn:aws:s3:::a'] }, 'eu-west-1')).toEqual([]);
});

function accounts(count: number): string {
  return Array.from({ length: count }, (_, index) => String(111122220000 + index)).join();
}
