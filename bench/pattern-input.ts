/** CloudTrail-like events and rules, the same for the same seed. */

const SERVICES: Readonly<Record<string, readonly string[]>> = {
  iam: [
    'CreateUser',
    'DeleteUser',
    'CreateAccessKey',
    'AttachUserPolicy',
    'PutRolePolicy',
    'ListUsers',
    'GetAccountSummary',
    'UpdateAssumeRolePolicy',
  ],
  s3: [
    'ListBuckets',
    'GetBucketAcl',
    'PutBucketPolicy',
    'DeleteBucketPolicy',
    'PutBucketPublicAccessBlock',
    'GetObject',
    'PutObject',
  ],
  ec2: [
    'DescribeInstances',
    'RunInstances',
    'TerminateInstances',
    'AuthorizeSecurityGroupIngress',
    'CreateSnapshot',
    'ModifySnapshotAttribute',
    'DescribeSnapshots',
    'StopInstances',
  ],
  sts: ['AssumeRole', 'GetCallerIdentity', 'AssumeRoleWithSAML', 'GetSessionToken'],
  kms: ['Decrypt', 'Encrypt', 'DisableKey', 'ScheduleKeyDeletion', 'GenerateDataKey'],
  cloudtrail: ['StopLogging', 'DeleteTrail', 'LookupEvents', 'UpdateTrail', 'DescribeTrails'],
  lambda: ['Invoke', 'CreateFunction20150331', 'UpdateFunctionCode20150331v2', 'GetFunction20150331v2'],
  rds: ['CreateDBSnapshot', 'ModifyDBSnapshotAttribute', 'DescribeDBInstances', 'DeleteDBInstance'],
  secretsmanager: ['GetSecretValue', 'PutSecretValue', 'DeleteSecret', 'ListSecrets'],
  dynamodb: ['GetItem', 'PutItem', 'Query', 'DescribeTable', 'DeleteTable'],
  logs: ['CreateLogStream', 'PutLogEvents', 'DeleteLogGroup', 'PutRetentionPolicy'],
  organizations: ['LeaveOrganization', 'DescribeOrganization', 'ListAccounts', 'CreateAccount'],
};
const ACCOUNTS = ['123456789012', '111122223333', '444455556666'];
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2', 'us-west-2'];
const ERRORS = ['AccessDenied', 'Client.UnauthorizedOperation', 'ThrottlingException', 'NoSuchEntityException'];
const AGENTS = [
  'aws-cli/2.15.0 Python/3.11.6 Linux/5.10.0-28-cloud-amd64 exe/x86_64.ubuntu.22 prompt/off',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
  'APN/1.0 HashiCorp/1.0 Terraform/1.7.5 (+https://www.terraform.io) terraform-provider-aws/5.43.0',
  'Boto3/1.34.0 md/Botocore#1.34.0 ua/2.0 os/linux#5.10 md/arch#x86_64 lang/python#3.11.6',
];

export type Random = () => number;

/** Numbers from 0 to below 1 (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

function number(random: Random, below: number): number {
  return Math.floor(random() * below);
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => number(random, 16).toString(16)).join('');
}

function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((length) => hex(random, length)).join('-');
}

/** One event as EventBridge delivers it, about 1.8 kB as JSON. */
export function randomEvent(random: Random): object {
  const service = pick(random, Object.keys(SERVICES));
  const account = pick(random, ACCOUNTS);
  const region = pick(random, REGIONS);
  const user = `user-${number(random, 300)}`;
  const time = new Date(1_750_000_000_000 + number(random, 1e9)).toISOString();
  const failed = random() < 0.1;
  return {
    version: '0',
    id: uuid(random),
    'detail-type': random() < 0.05 ? 'AWS Service Event via CloudTrail' : 'AWS API Call via CloudTrail',
    source: `aws.${service}`,
    account,
    time,
    region,
    resources: [],
    detail: {
      eventVersion: '1.10',
      userIdentity: random() < 0.3 ? iamUser(random, account, user) : assumedRole(random, account, user, time),
      eventTime: time,
      eventSource: `${service}.amazonaws.com`,
      eventName: pick(random, SERVICES[service] ?? []),
      awsRegion: region,
      sourceIPAddress: `203.0.113.${number(random, 256)}`,
      userAgent: pick(random, AGENTS),
      ...(failed && {
        errorCode: pick(random, ERRORS),
        errorMessage: `User: ${user} is not authorized to perform this action`,
      }),
      requestParameters: {
        userName: `user-${number(random, 300)}`,
        name: `example-${hex(random, 8)}`,
        maxResults: number(random, 1000),
        filterSet: {},
      },
      responseElements: failed
        ? null
        : {
            requestId: uuid(random),
            status: { name: 'pending', code: 0 },
            arn: `arn:aws:${service}:${region}:${account}:thing/${hex(random, 12)}`,
          },
      requestID: uuid(random),
      eventID: uuid(random),
      readOnly: random() < 0.5,
      resources: [
        {
          accountId: account,
          type: 'AWS::Example::Thing',
          ARN: `arn:aws:${service}:${region}:${account}:thing/${hex(random, 12)}`,
        },
      ],
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: 'Management',
      tlsDetails: {
        tlsVersion: 'TLSv1.3',
        cipherSuite: 'TLS_AES_128_GCM_SHA256',
        clientProvidedHostHeader: `${service}.${region}.amazonaws.com`,
      },
    },
  };
}

function iamUser(random: Random, account: string, user: string): object {
  const principalId = `AIDA${hex(random, 16).toUpperCase()}`;
  return {
    type: 'IAMUser',
    principalId,
    arn: `arn:aws:iam::${account}:user/${user}`,
    accountId: account,
    accessKeyId: `AKIA${hex(random, 16).toUpperCase()}`,
    userName: user,
  };
}

function assumedRole(random: Random, account: string, user: string, time: string): object {
  const principalId = `AROA${hex(random, 16).toUpperCase()}`;
  const role = pick(random, ['Admin', 'ReadOnly', 'Deploy', 'Audit']);
  return {
    type: 'AssumedRole',
    principalId: `${principalId}:${user}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${user}`,
    accountId: account,
    accessKeyId: `ASIA${hex(random, 16).toUpperCase()}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId,
        arn: `arn:aws:iam::${account}:role/${role}`,
        accountId: account,
        userName: role,
      },
      attributes: { creationDate: time, mfaAuthenticated: random() < 0.5 ? 'true' : 'false' },
    },
  };
}

/** One rule's pattern. Most name source and event name, as rules do; the others have but one key, or prefixes and exclusions. */
export function randomPattern(random: Random): object {
  const service = pick(random, Object.keys(SERVICES));
  const names = SERVICES[service] ?? [];
  const name = pick(random, names);
  const call = { source: [`aws.${service}`], 'detail-type': ['AWS API Call via CloudTrail'] };
  const eventSource = [`${service}.amazonaws.com`];
  const shapes: readonly (() => object)[] = [
    () => ({ ...call, detail: { eventSource, eventName: [name, pick(random, names)] } }),
    () => ({ ...call, detail: { eventSource, eventName: [name], errorCode: [{ exists: false }] } }),
    () => ({ ...call, detail: { eventSource, eventName: [name], userIdentity: { type: ['IAMUser', 'Root'] } } }),
    () => ({
      detail: {
        eventSource,
        eventName: [{ prefix: name.slice(0, 6) }],
        requestParameters: { name: [{ prefix: `example-${hex(random, 1)}` }] },
      },
    }),
    () => ({
      detail: {
        eventName: [{ prefix: name.slice(0, 4) }],
        userIdentity: { userName: [`user-${number(random, 300)}`] },
      },
    }),
    () => ({
      source: [`aws.${service}`],
      detail: { eventName: [{ 'anything-but': [name, 'Other'] }], awsRegion: [{ 'anything-but': REGIONS.slice(1) }] },
    }),
    () => ({ detail: { userIdentity: { userName: [`user-${number(random, 300)}`] } } }),
    () => ({ account: [ACCOUNTS[2]], detail: { errorCode: [{ 'anything-but': 'ThrottlingException' }], eventSource } }),
    () => ({ detail: { errorCode: [pick(random, ERRORS)], eventName: [name] } }),
    () => ({ detail: { eventSource, sourceIPAddress: [{ cidr: `203.0.113.${number(random, 16) * 16}/28` }] } }),
    () => ({
      detail: {
        requestParameters: { userName: [`user-${number(random, 300)}`] },
        $or: [{ eventName: [name] }, { errorCode: ['AccessDenied'] }],
      },
    }),
    () => ({
      detail: {
        userIdentity: { arn: [{ wildcard: `arn:aws:sts::*:assumed-role/Admin/user-${number(random, 300)}` }] },
      },
    }),
  ];
  return random() < 0.5 ? (shapes[0] as () => object)() : pick(random, shapes)();
}
