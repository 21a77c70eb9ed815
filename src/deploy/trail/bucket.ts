import type { JsonObject } from '../../cloudtrail/json.ts';
import { arnOf, KEPT, policyDocument, type Resources } from '../cloudformation.ts';
import { ACCESS_LOG_BUCKET_POLICY, accessBucketName, accessLogBucket } from './access-log-bucket.ts';
import { CLOSED_BUCKET, encryption, refuseToBucket } from './closed-bucket.ts';
import { bucketArn, bucketName, LOG_BUCKET, LOG_BUCKET_POLICY, LOG_KEY, trailArn } from './names.ts';
import type { TrailOptions } from './parameters.ts';

/** When log files move to cheaper storage that can still be read at once, and how long S3 bills them there at least. */
const RARELY_READ_AFTER_DAYS = 90;
const LEAST_DAYS_THERE = 30;
/** CloudTrail never writes a file twice: an old version is one that somebody deleted or overwrote. */
const OLD_VERSION_DAYS = 90;

/** The bucket of the log files, its policy and, where it is wanted, the bucket that logs who reads it. */
export function logBucket(options: TrailOptions): Resources {
  const { prefix, mfaDelete, accessLogDays } = options;
  return {
    [LOG_BUCKET]: {
      Type: 'AWS::S3::Bucket',
      ...KEPT,
      ...(accessLogDays !== undefined && { DependsOn: [ACCESS_LOG_BUCKET_POLICY] }),
      Properties: {
        BucketName: bucketName(prefix),
        ...CLOSED_BUCKET,
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: encryption({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: arnOf(LOG_KEY) }),
        ...(!mfaDelete && { LifecycleConfiguration: { Rules: lifecycleRules(options) } }),
        ...objectLock(options),
        ...(accessLogDays !== undefined && {
          LoggingConfiguration: { DestinationBucketName: accessBucketName(prefix) },
        }),
      },
    },
    [LOG_BUCKET_POLICY]: {
      Type: 'AWS::S3::BucketPolicy',
      ...KEPT,
      Properties: { Bucket: { Ref: LOG_BUCKET }, PolicyDocument: policyDocument(logBucketStatements(options)) },
    },
    ...(accessLogDays !== undefined && accessLogBucket(prefix, accessLogDays)),
  };
}

function lifecycleRules({ logDays }: TrailOptions): JsonObject[] {
  const isWorthMoving = logDays === 0 || logDays - RARELY_READ_AFTER_DAYS >= LEAST_DAYS_THERE;
  return [
    {
      Id: 'logs',
      Status: 'Enabled',
      ...(logDays > 0 && { ExpirationInDays: logDays }),
      ...(isWorthMoving && {
        Transitions: [{ StorageClass: 'STANDARD_IA', TransitionInDays: RARELY_READ_AFTER_DAYS }],
      }),
      NoncurrentVersionExpiration: { NoncurrentDays: OLD_VERSION_DAYS },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    },
    // S3 takes no expiry of files and of the marks that it leaves in one rule.
    { Id: 'marks of deleted logs', Status: 'Enabled', ExpiredObjectDeleteMarker: true },
  ];
}

function objectLock({ objectLock }: TrailOptions): JsonObject {
  if (!objectLock) return {};
  const { days, mode } = objectLock;
  return {
    ObjectLockEnabled: true,
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: mode, Days: days } },
    },
  };
}

function logBucketStatements({ prefix, organization, readers }: TrailOptions): JsonObject[] {
  const byTrail = { 'aws:SourceArn': trailArn(prefix) };
  const cloudTrail = { Service: 'cloudtrail.amazonaws.com' };
  const folders = [`/AWSLogs/\${AWS::AccountId}/*`, ...(organization ? [`/AWSLogs/${organization}/*`] : [])];
  return [
    {
      Effect: 'Allow',
      Principal: cloudTrail,
      Action: 's3:GetBucketAcl',
      Resource: arnOf(LOG_BUCKET),
      Condition: { StringEquals: byTrail },
    },
    {
      Effect: 'Allow',
      Principal: cloudTrail,
      Action: 's3:PutObject',
      Resource: folders.map((folder) => bucketArn(prefix, '', folder)),
      Condition: { StringEquals: { ...byTrail, 's3:x-amz-acl': 'bucket-owner-full-control' } },
    },
    ...readingStatements(prefix, readers),
    ...refuseToBucket(prefix, ''),
  ];
}

function readingStatements(prefix: string, readers: readonly string[]): JsonObject[] {
  if (readers.length === 0) return [];
  const allow = (Action: string[], Resource: JsonObject) => ({
    Effect: 'Allow',
    Principal: { AWS: readers },
    Action,
    Resource,
  });
  return [
    allow(['s3:GetBucketLocation', 's3:ListBucket'], arnOf(LOG_BUCKET)),
    allow(['s3:GetObject'], bucketArn(prefix, '', '/AWSLogs/*')),
  ];
}
