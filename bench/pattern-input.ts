/** CloudTrail-like events and rules, the same for the same seed. */

const SERVICES: Readonly<Record<string, readonly string[]>> = {
  iam: ['User', 'Role', 'AccessKey', 'Policy', 'Group', 'LoginProfile'],
  s3: ['Bucket', 'BucketPolicy', 'BucketAcl', 'Object', 'PublicAccessBlock', 'BucketLogging'],
  ec2: ['Instances', 'SecurityGroup', 'Snapshot', 'Volume', 'Vpc', 'NetworkAcl'],
  kms: ['Key', 'Grant', 'Alias', 'KeyPolicy', 'DataKey', 'KeyRotation'],
  cloudtrail: ['Trail', 'EventSelectors', 'Channel', 'EventDataStore', 'Query', 'TrailStatus'],
  lambda: ['Function', 'FunctionCode', 'Layer', 'Permission', 'EventSourceMapping', 'Alias'],
  rds: ['DBInstance', 'DBSnapshot', 'DBCluster', 'DBParameterGroup', 'DBProxy', 'GlobalCluster'],
  secretsmanager: ['Secret', 'SecretValue', 'ResourcePolicy', 'SecretVersion', 'RandomPassword', 'Secrets'],
  dynamodb: ['Table', 'Item', 'Backup', 'GlobalTable', 'Stream', 'Export'],
  logs: ['LogGroup', 'LogStream', 'MetricFilter', 'RetentionPolicy', 'Destination', 'QueryDefinition'],
  organizations: ['Account', 'Organization', 'Policy', 'OrganizationalUnit', 'Handshake', 'Root'],
  guardduty: ['Detector', 'Filter', 'Findings', 'IPSet', 'Members', 'ThreatIntelSet'],
};
const VERBS = [
  'Create',
  'Delete',
  'Describe',
  'List',
  'Get',
  'Put',
  'Update',
  'Attach',
  'Detach',
  'Start',
  'Stop',
  'Modify',
];
const ACCOUNTS = Array.from({ length: 20 }, (_, at) => String(111122223333 + at));
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
      eventName: eventName(random, service),
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

function eventName(random: Random, service: string): string {
  return pick(random, VERBS) + pick(random, SERVICES[service] ?? []);
}

/** One rule's pattern. Half name source, detail type and event names; the others have prefixes and exclusions, or a single key. */
export function usualPattern(random: Random): object {
  const { source, eventSource, name, user, service } = subjects(random);
  const call = { source, 'detail-type': ['AWS API Call via CloudTrail'] };
  const names = [name, eventName(random, service)];
  if (random() < 0.5) return { ...call, detail: { eventSource, eventName: names } };
  const others = Object.keys(SERVICES).map((other) => `${other}.amazonaws.com`);
  const shapes: readonly object[] = [
    { ...call, detail: { eventSource, eventName: [name], errorCode: [{ exists: false }] } },
    { ...call, detail: { eventSource, eventName: [{ prefix: name.slice(0, 8) }] } },
    { detail: { eventName: [{ prefix: pick(random, VERBS) }], userIdentity: { userName: [user] } } },
    { source, detail: { eventName: [{ 'anything-but': names }] } },
    { detail: { eventSource: [{ 'anything-but': others }] } },
    { account: [pick(random, ACCOUNTS)] },
    { detail: { userIdentity: { userName: [user] } } },
    { detail: { errorCode: [pick(random, ERRORS)] } },
  ];
  return pick(random, shapes);
}

/** A pattern of the costlier kinds: wildcards and blocks of addresses on values that hardly repeat, `$or`, deeper fields. */
export function costlyPattern(random: Random): object {
  const { eventSource, name, user } = subjects(random);
  const block = `203.0.113.${number(random, 16) * 16}/28`;
  const shapes: readonly object[] = [
    { detail: { eventSource, eventName: [name], userIdentity: { type: ['IAMUser', 'Root'] } } },
    { detail: { eventSource, sourceIPAddress: [{ cidr: block }] } },
    {
      detail: {
        $or: [{ eventName: [name] }, { requestParameters: { userName: [user] } }],
        errorCode: ['AccessDenied'],
      },
    },
    { detail: { userIdentity: { arn: [{ wildcard: `arn:aws:sts::*:assumed-role/Admin/${user}` }] } } },
    { detail: { requestParameters: { name: [{ prefix: `example-${hex(random, 2)}` }] } } },
  ];
  return pick(random, shapes);
}

function subjects(random: Random) {
  const service = pick(random, Object.keys(SERVICES));
  const user = `user-${number(random, 300)}`;
  return {
    service,
    user,
    source: [`aws.${service}`],
    eventSource: [`${service}.amazonaws.com`],
    name: eventName(random, service),
  };
}
