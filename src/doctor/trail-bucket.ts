import {
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type PublicAccessBlockConfiguration,
} from '@aws-sdk/client-s3';
import { arrayAt, isObject, textAt, valueAt } from '../cloudtrail/json.ts';
import { ask, askWhether } from './ask.ts';
import { broken, type Check, fine, warning } from './check.ts';
import type { Clients } from './clients.ts';
import type { Deployment } from './deployment.ts';

/** How a bucket keeps what is deleted. */
export interface Versioning {
  readonly isVersioned: boolean;
  readonly needsMfaToDelete: boolean;
  readonly isLocked: boolean;
}

/** The block of public access of a bucket; undefined where it has none. */
export async function readBlock({ s3 }: Clients, Bucket: string): Promise<PublicAccessBlockConfiguration | undefined> {
  const found = await askWhether('s3:GetBucketPublicAccessBlock', ['NoSuchPublicAccessBlockConfiguration'], () =>
    s3.send(new GetPublicAccessBlockCommand({ Bucket })),
  );
  return found?.PublicAccessBlockConfiguration;
}

export async function readVersioning({ s3 }: Clients, Bucket: string): Promise<Versioning> {
  const [{ Status, MFADelete }, lock] = await Promise.all([
    ask('s3:GetBucketVersioning', () => s3.send(new GetBucketVersioningCommand({ Bucket }))),
    askWhether('s3:GetBucketObjectLockConfiguration', ['ObjectLockConfigurationNotFoundError'], () =>
      s3.send(new GetObjectLockConfigurationCommand({ Bucket })),
    ),
  ]);
  return {
    isVersioned: Status === 'Enabled',
    needsMfaToDelete: MFADelete === 'Enabled',
    isLocked: lock?.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled',
  };
}

/** The policy of a bucket as JSON; undefined where it has none. */
export async function readPolicy({ s3 }: Clients, Bucket: string): Promise<unknown> {
  const found = await askWhether('s3:GetBucketPolicy', ['NoSuchBucketPolicy'], () =>
    s3.send(new GetBucketPolicyCommand({ Bucket })),
  );
  return found?.Policy === undefined ? undefined : JSON.parse(found.Policy);
}

export function judgeBlock(name: string, block: PublicAccessBlockConfiguration | undefined): Check {
  if (isClosed(block)) return fine('trail/bucket-closed', `bucket ${name} cannot be made public`);
  return broken('trail/bucket-closed', {
    text: `bucket ${name} does not block public access: a policy or an ACL can open the log files to everyone`,
    mend: `aws s3api put-public-access-block --bucket ${name} --public-access-block-configuration ${CLOSED}`,
  });
}

export function judgeVersioning(name: string, versioning: Versioning, { account, partition }: Deployment): Check[] {
  const put = `aws s3api put-bucket-versioning --bucket ${name} --versioning-configuration`;
  const { isVersioned, isLocked, needsMfaToDelete } = versioning;
  return [
    isVersioned
      ? fine('trail/bucket-versioned', `bucket ${name} keeps versions`)
      : warning('trail/bucket-versioned', {
          text: `bucket ${name} keeps no versions: what is deleted or overwritten is gone`,
          mend: `${put} Status=Enabled`,
        }),
    needsMfaToDelete || isLocked
      ? fine('trail/bucket-delete', `log files are kept by ${isLocked ? 'Object Lock' : 'MFA delete'}`)
      : warning('trail/bucket-delete', {
          text: `whoever may delete in bucket ${name} can delete log files for good: no MFA delete, no Object Lock`,
          mend:
            `as the root user: ${put} Status=Enabled,MFADelete=Enabled --mfa "arn:${partition}:iam::${account}:mfa/<device> <code>". ` +
            'S3 takes no lifecycle rules beside it: Object Lock does',
        }),
  ];
}

export function judgeBucketPolicy(name: string, policy: unknown): Check {
  if (refusesPlainHttp(policy)) return fine('trail/bucket-tls', `bucket ${name} refuses unencrypted connections`);
  return warning('trail/bucket-tls', {
    text: `bucket ${name} takes unencrypted connections`,
    mend: `add to its policy a Deny of s3:* for "Principal": "*" with "Bool": {"aws:SecureTransport": "false"}`,
  });
}

const BLOCKS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;
const CLOSED = BLOCKS.map((name) => `${name}=true`).join(',');

function isClosed(block: PublicAccessBlockConfiguration | undefined): boolean {
  return block !== undefined && BLOCKS.every((name) => block[name] === true);
}

function refusesPlainHttp(policy: unknown): boolean {
  return arrayAt({ all: [valueAt(policy, 'Statement')].flat() }, 'all').some(
    (statement) =>
      isObject(statement) &&
      statement.Effect === 'Deny' &&
      textAt(statement, 'Condition', 'Bool', 'aws:SecureTransport') === 'false',
  );
}
