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

/** The bucket of a trail. */
export interface Bucket {
  readonly name: string;
  readonly block: PublicAccessBlockConfiguration | undefined;
  readonly isVersioned: boolean;
  readonly needsMfaToDelete: boolean;
  readonly isLocked: boolean;
  /** Its policy as JSON; undefined where it has none. */
  readonly policy: unknown;
}

export async function readBucket({ s3 }: Clients, name: string): Promise<Bucket> {
  const Bucket = name;
  const [access, versioning, lock, policy] = await Promise.all([
    askWhether('s3:GetBucketPublicAccessBlock', ['NoSuchPublicAccessBlockConfiguration'], () =>
      s3.send(new GetPublicAccessBlockCommand({ Bucket })),
    ),
    ask('s3:GetBucketVersioning', () => s3.send(new GetBucketVersioningCommand({ Bucket }))),
    askWhether('s3:GetBucketObjectLockConfiguration', ['ObjectLockConfigurationNotFoundError'], () =>
      s3.send(new GetObjectLockConfigurationCommand({ Bucket })),
    ),
    askWhether('s3:GetBucketPolicy', ['NoSuchBucketPolicy'], () => s3.send(new GetBucketPolicyCommand({ Bucket }))),
  ]);
  return {
    name,
    block: access?.PublicAccessBlockConfiguration,
    isVersioned: versioning.Status === 'Enabled',
    needsMfaToDelete: versioning.MFADelete === 'Enabled',
    isLocked: lock?.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled',
    policy: policy?.Policy === undefined ? undefined : JSON.parse(policy.Policy),
  };
}

export function judgeBucket(bucket: Bucket, { account, partition }: Deployment): Check[] {
  const { name, isVersioned } = bucket;
  const put = (what: string): string => `aws s3api put-${what} --bucket ${name}`;
  return [
    isClosed(bucket.block)
      ? fine('trail/bucket-closed', `bucket ${name} cannot be made public`)
      : broken('trail/bucket-closed', {
          text: `bucket ${name} does not block public access: a policy or an ACL can open the log files to everyone`,
          mend: `${put('public-access-block')} --public-access-block-configuration ${CLOSED}`,
        }),
    isVersioned
      ? fine('trail/bucket-versioned', `bucket ${name} keeps versions`)
      : warning('trail/bucket-versioned', {
          text: `bucket ${name} keeps no versions: what is deleted or overwritten is gone`,
          mend: `${put('bucket-versioning')} --versioning-configuration Status=Enabled`,
        }),
    bucket.needsMfaToDelete || bucket.isLocked
      ? fine('trail/bucket-delete', `log files are kept by ${bucket.isLocked ? 'Object Lock' : 'MFA delete'}`)
      : warning('trail/bucket-delete', {
          text: `whoever may delete in bucket ${name} can delete log files for good: no MFA delete, no Object Lock`,
          mend:
            `as the root user: ${put('bucket-versioning')} --versioning-configuration Status=Enabled,MFADelete=Enabled ` +
            `--mfa "arn:${partition}:iam::${account}:mfa/<device> <code>". S3 takes no lifecycle rules beside it: Object Lock does`,
        }),
    refusesPlainHttp(bucket.policy)
      ? fine('trail/bucket-tls', `bucket ${name} refuses unencrypted connections`)
      : warning('trail/bucket-tls', {
          text: `bucket ${name} takes unencrypted connections`,
          mend: `add to its policy a Deny of s3:* for "Principal": "*" with "Bool": {"aws:SecureTransport": "false"}`,
        }),
  ];
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
