import type { JsonObject } from '../../cloudtrail/json.ts';
import { KEPT, policyDocument, type Resources } from '../cloudformation.ts';
import { CLOSED_BUCKET, encryption, refuseToBucket } from './closed-bucket.ts';
import { bucketArn, bucketName } from './names.ts';

const SUFFIX = '-access';

/** The logical id of the policy that lets S3 write, before it is told to. */
export const ACCESS_LOG_BUCKET_POLICY = 'AccessLogBucketPolicy';

export function accessBucketName(prefix: string): JsonObject {
  return bucketName(prefix, SUFFIX);
}

/** The bucket that logs who reads the log files. S3 writes to no bucket under a key of the account, hence its own. */
export function accessLogBucket(prefix: string, days: number): Resources {
  return {
    AccessLogBucket: {
      Type: 'AWS::S3::Bucket',
      ...KEPT,
      Properties: {
        BucketName: accessBucketName(prefix),
        ...CLOSED_BUCKET,
        BucketEncryption: encryption({ SSEAlgorithm: 'AES256' }),
        LifecycleConfiguration: {
          Rules: [
            {
              Id: 'access logs',
              Status: 'Enabled',
              ExpirationInDays: days,
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            },
          ],
        },
      },
    },
    [ACCESS_LOG_BUCKET_POLICY]: {
      Type: 'AWS::S3::BucketPolicy',
      ...KEPT,
      Properties: {
        Bucket: { Ref: 'AccessLogBucket' },
        PolicyDocument: policyDocument([
          {
            Effect: 'Allow',
            Principal: { Service: 'logging.s3.amazonaws.com' },
            Action: 's3:PutObject',
            Resource: bucketArn(prefix, SUFFIX, '/*'),
            Condition: {
              ArnEquals: { 'aws:SourceArn': bucketArn(prefix) },
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            },
          },
          ...refuseToBucket(prefix, SUFFIX),
        ]),
      },
    },
  };
}
