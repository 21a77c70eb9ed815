import type { JsonObject } from '../../cloudtrail/json.ts';
import { arnHere, KEPT, leaveToAccount, policyDocument, type Resources } from '../cloudformation.ts';
import { LOG_KEY, logGroupName, topicName, trailArn } from './names.ts';
import type { TrailOptions } from './parameters.ts';

const CLOUDTRAIL = { Service: 'cloudtrail.amazonaws.com' };

/** The key of the log files, and of the log group and the topic where they are wanted. Kept with the files: without it they are lost. */
export function logKey(options: TrailOptions): Resources {
  const { prefix, readers, logGroupDays, notifies } = options;
  return {
    [LOG_KEY]: {
      Type: 'AWS::KMS::Key',
      ...KEPT,
      Properties: {
        Description: `Encrypts what the trail ${prefix} logs`,
        EnableKeyRotation: true,
        PendingWindowInDays: 30,
        KeyPolicy: policyDocument([
          leaveToAccount(),
          encryptLogFiles(prefix),
          describeForTrail(prefix),
          ...(readers.length > 0 ? [decryptThroughS3(readers)] : []),
          ...(logGroupDays !== undefined ? [useForLogGroup(prefix)] : []),
          ...(notifies ? [useForTopic(prefix)] : []),
        ]),
      },
    },
    LogKeyAlias: {
      Type: 'AWS::KMS::Alias',
      Properties: { AliasName: `alias/${prefix}`, TargetKeyId: { Ref: LOG_KEY } },
    },
  };
}

/** CloudTrail encrypts a file of any region in the name of the trail. */
function encryptLogFiles(prefix: string): JsonObject {
  const anyRegion = { 'Fn::Sub': `arn:\${AWS::Partition}:cloudtrail:*:\${AWS::AccountId}:trail/${prefix}` };
  return {
    Effect: 'Allow',
    Principal: CLOUDTRAIL,
    Action: 'kms:GenerateDataKey*',
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:SourceArn': trailArn(prefix) },
      StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': anyRegion },
    },
  };
}

function describeForTrail(prefix: string): JsonObject {
  return {
    Effect: 'Allow',
    Principal: CLOUDTRAIL,
    Action: 'kms:DescribeKey',
    Resource: '*',
    Condition: { StringEquals: { 'aws:SourceArn': trailArn(prefix) } },
  };
}

/** AWS's guides name S3 by both domains in China; elsewhere they are one. */
function decryptThroughS3(readers: readonly string[]): JsonObject {
  const services = ['amazonaws.com', `\${AWS::URLSuffix}`].map((domain) => ({
    'Fn::Sub': `s3.\${AWS::Region}.${domain}`,
  }));
  return {
    Effect: 'Allow',
    Principal: { AWS: readers },
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { StringEquals: { 'kms:ViaService': services } },
  };
}

function useForLogGroup(prefix: string): JsonObject {
  return {
    Effect: 'Allow',
    Principal: { Service: { 'Fn::Sub': `logs.\${AWS::Region}.\${AWS::URLSuffix}` } },
    Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    Resource: '*',
    Condition: {
      ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': arnHere('logs', `log-group:${logGroupName(prefix)}`) },
    },
  };
}

/** SNS itself sets the encryption context. */
function useForTopic(prefix: string): JsonObject {
  return {
    Effect: 'Allow',
    Principal: CLOUDTRAIL,
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: { StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': arnHere('sns', topicName(prefix)) } },
  };
}
