import type { JsonObject } from '../../cloudtrail/json.ts';
import { arnHere } from '../cloudformation.ts';

/** Logical ids that parts of the template share. */
export const LOG_BUCKET = 'LogBucket';
export const LOG_BUCKET_POLICY = 'LogBucketPolicy';
export const LOG_KEY = 'LogKey';
export const LOG_GROUP = 'LogGroup';
export const LOG_GROUP_ROLE = 'LogGroupRole';
export const LOG_FILE_TOPIC = 'LogFileTopic';
export const LOG_FILE_TOPIC_POLICY = 'LogFileTopicPolicy';

/** Names and ARNs are written out where a reference would close a circle: policies name the trail, and it needs them. */
export function trailArn(prefix: string): JsonObject {
  return arnHere('cloudtrail', `trail/${prefix}`);
}

export function bucketName(prefix: string, suffix = ''): JsonObject {
  return { 'Fn::Sub': `${prefix}-\${AWS::AccountId}-\${AWS::Region}${suffix}` };
}

/** The ARN of a bucket of `bucketName`, or of objects in it: `/AWSLogs/*`. */
export function bucketArn(prefix: string, suffix = '', objects = ''): JsonObject {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::${prefix}-\${AWS::AccountId}-\${AWS::Region}${suffix}${objects}` };
}

/** The log group of the trail `trailbell-trail-prod`: `/trailbell/trail-prod`. */
export function logGroupName(prefix: string): string {
  return `/trailbell/${prefix.replace(/^trailbell-/, '')}`;
}

export function topicName(prefix: string): string {
  return `${prefix}-log-files`;
}
