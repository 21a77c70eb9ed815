import type { JsonObject } from '../../cloudtrail/json.ts';
import { arnOf, type Resource, type Resources } from '../cloudformation.ts';
import { logBucket } from './bucket.ts';
import { logFileTopic, logGroup } from './deliveries.ts';
import { logKey } from './key.ts';
import {
  LOG_BUCKET,
  LOG_BUCKET_POLICY,
  LOG_FILE_TOPIC,
  LOG_FILE_TOPIC_POLICY,
  LOG_GROUP,
  LOG_GROUP_ROLE,
  LOG_KEY,
} from './names.ts';
import type { TrailOptions } from './parameters.ts';
import type { TrailSelectors } from './selectors.ts';

/** The resources of serverless.trail.yml: the trail, its bucket and key, and what else is wanted of it. */
export function trailResources(options: TrailOptions, selectors: TrailSelectors): Resources {
  const { prefix, organization, logGroupDays, notifies } = options;
  return {
    ...logKey(options),
    ...logBucket(options),
    ...(logGroupDays !== undefined && logGroup(prefix, logGroupDays, organization)),
    ...(notifies && logFileTopic(prefix)),
    Trail: trail(options, selectors),
  };
}

/** What other stacks and people ask for by name. */
export function trailOutputs(): JsonObject {
  return {
    TrailArn: { Value: arnOf('Trail') },
    LogBucketName: { Value: { Ref: LOG_BUCKET } },
    LogKeyArn: { Value: arnOf(LOG_KEY) },
  };
}

/** CloudTrail tries at once whether it may write where it is told to, hence `DependsOn`. */
function trail(options: TrailOptions, { events, insights }: TrailSelectors): Resource {
  const { prefix, organization, logGroupDays, notifies } = options;
  return {
    Type: 'AWS::CloudTrail::Trail',
    DependsOn: [LOG_BUCKET_POLICY, ...(notifies ? [LOG_FILE_TOPIC_POLICY] : [])],
    Properties: {
      TrailName: prefix,
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      IsOrganizationTrail: organization !== undefined,
      EnableLogFileValidation: true,
      S3BucketName: { Ref: LOG_BUCKET },
      KMSKeyId: arnOf(LOG_KEY),
      AdvancedEventSelectors: events,
      ...(insights.length > 0 && { InsightSelectors: insights.map((InsightType) => ({ InsightType })) }),
      ...(logGroupDays !== undefined && {
        CloudWatchLogsLogGroupArn: arnOf(LOG_GROUP),
        CloudWatchLogsRoleArn: arnOf(LOG_GROUP_ROLE),
      }),
      ...(notifies && { SnsTopicName: { Ref: LOG_FILE_TOPIC } }),
    },
  };
}
