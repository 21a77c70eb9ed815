import { seededRandom } from '../random.ts';
import { CALLS, type Call } from './log-calls.ts';

const IDENTITIES = [
  {
    weight: 55,
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROA#17:@',
      arn: 'arn:aws:sts::123456789012:assumed-role/@-#4/@',
      accountId: '123456789012',
      accessKeyId: 'ASIA#16',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROA#17',
          arn: 'arn:aws:iam::123456789012:role/@-#4',
          accountId: '123456789012',
          userName: '@-#4',
        },
        attributes: { creationDate: '2026-03-14T08:01:02Z', mfaAuthenticated: 'false' },
      },
    },
  },
  {
    weight: 30,
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROA#17:i-#17',
      arn: 'arn:aws:sts::123456789012:assumed-role/@/i-#17',
      accountId: '123456789012',
      accessKeyId: 'ASIA#16',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROA#17',
          arn: 'arn:aws:iam::123456789012:role/service/@',
          accountId: '123456789012',
          userName: '@',
        },
        webIdFederationData: {},
        attributes: { creationDate: '2026-03-14T08:01:02Z', mfaAuthenticated: 'false' },
        ec2RoleDelivery: '2.0',
      },
    },
  },
  {
    weight: 10,
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDA#17',
      arn: 'arn:aws:iam::123456789012:user/@',
      accountId: '123456789012',
      accessKeyId: 'AKIA#16',
      userName: '@',
    },
  },
  { weight: 5, userIdentity: { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' } },
];
const AGENTS = [
  'aws-cli/2.22.4 md/awscrt#0.23.4 ua/2.0 os/linux md/arch#x86_64 lang/python#3.12.6 cfg/retry-mode#standard',
  'APN/1.0 HashiCorp/1.0 Terraform/1.11.0 (+https://www.terraform.io) terraform-provider-aws/5.98.0 aws-sdk-go-v2/1.36.3',
  'aws-sdk-java/2.29.6 Linux/6.1.115 OpenJDK_64-Bit_Server_VM/21.0.5+11-LTS Java/21.0.5 vendor/Eclipse_Adoptium cfg/retry-mode/legacy',
  'aws-sdk-go/1.55.5 (go1.23.3; linux; arm64) amazon-eks-node',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
];
const REGIONS = [
  { weight: 600, name: 'us-east-1' },
  { weight: 395, name: 'eu-west-1' },
  { weight: 3, name: 'eu-central-1' },
  { weight: 2, name: 'ap-southeast-2' },
];
/** Sessions at work at the same time. */
const SESSIONS = 300;
const NAMES = 'orders billing frontend search media deploy audit backup worker session catalog reports'.split(' ');
const RESOURCE = { type: 'AWS::IAM::Role', ARN: 'arn:aws:iam::123456789012:role/service/@-@-#8' };
const S3_DETAILS = {
  SignatureVersion: 'SigV4',
  CipherSuite: 'TLS_AES_128_GCM_SHA256',
  bytesTransferredIn: 0,
  AuthenticationMethod: 'AuthHeader',
  'x-amz-id-2': '#96',
  bytesTransferredOut: 480,
};
const START_MS = Date.UTC(2026, 2, 14);

/** A source of CloudTrail records as JSON text, about 1.6 kB each, ten in a second. */
export function logRecords(seed: number): () => string {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const fill = (value: unknown): string =>
    JSON.stringify(value).replace(/#(\d+)|@/g, (_, digits) =>
      digits ? hexadecimal(Number(digits), random) : `${pick(NAMES)}-${pick(NAMES)}`,
    );
  const identityAt = weighted(IDENTITIES);
  const sessions = Array.from({ length: SESSIONS }, () => JSON.parse(fill(identityAt(random()).userIdentity)));
  const callAt = weighted(CALLS);
  const regionAt = weighted(REGIONS);
  let timeMs = START_MS;
  return () => {
    timeMs += 100;
    const region = regionAt(random()).name;
    const failed = random() < 0.01;
    return fill(
      toRecord(callAt(random()), { userIdentity: pick(sessions), timeMs, agent: pick(AGENTS), region, failed }),
    );
  };
}

function hexadecimal(digits: number, random: () => number): string {
  let text = '';
  while (text.length < digits)
    text += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, digits);
}

interface Circumstances {
  readonly userIdentity: object;
  readonly timeMs: number;
  readonly agent: string;
  readonly region: string;
  readonly failed: boolean;
}

function toRecord(call: Call, { userIdentity, timeMs, agent, region, failed }: Circumstances): object {
  const host = `${call.service}.${region}.amazonaws.com`;
  return {
    eventVersion: '1.11',
    userIdentity,
    eventTime: `${new Date(timeMs).toISOString().slice(0, 19)}Z`,
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.name,
    awsRegion: region,
    sourceIPAddress: `198.51.100.${timeMs % 251}`,
    userAgent: agent.replaceAll('#', '/'),
    ...(failed && {
      errorCode: 'AccessDenied',
      errorMessage: `not authorized to perform: ${call.service}:${call.name}`,
    }),
    requestParameters: call.parameters,
    responseElements: call.response ?? null,
    ...(call.service === 's3' && { additionalEventData: S3_DETAILS }),
    requestID: '#8-#4-#4-#4-#12',
    eventID: '#8-#4-#4-#4-#12',
    readOnly: call.readOnly ?? false,
    ...(['sts', 'kms', 's3'].includes(call.service) && { resources: [{ accountId: '123456789012', ...RESOURCE }] }),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '123456789012',
    eventCategory: 'Management',
    tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', clientProvidedHostHeader: host },
  };
}

/** Picks an element by weight for a number in [0, 1). */
function weighted<T extends { readonly weight: number }>(elements: readonly T[]): (at: number) => T {
  const wheel = elements.flatMap((element) => Array.from({ length: element.weight }, () => element));
  return (at) => wheel[Math.floor(at * wheel.length)] as T;
}
