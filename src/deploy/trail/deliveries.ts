import { arnHere, arnOf, policyDocument, type Resources, refusePlainHttp } from '../cloudformation.ts';
import {
  LOG_FILE_TOPIC,
  LOG_FILE_TOPIC_POLICY,
  LOG_GROUP,
  LOG_GROUP_ROLE,
  LOG_KEY,
  logGroupName,
  topicName,
  trailArn,
} from './names.ts';

/** The log group that the trail writes to as well, for `trailbell alarms`, and the role with which it does. */
export function logGroup(prefix: string, days: number, organization: string | undefined): Resources {
  const name = logGroupName(prefix);
  const streams = [`\${AWS::AccountId}_CloudTrail_\${AWS::Region}*`, ...(organization ? [`${organization}_*`] : [])];
  return {
    [LOG_GROUP]: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: name, RetentionInDays: days, KmsKeyId: arnOf(LOG_KEY) },
    },
    [LOG_GROUP_ROLE]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: policyDocument([
          { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ]),
        Policies: [
          {
            PolicyName: 'write-log-group',
            PolicyDocument: policyDocument([
              {
                Effect: 'Allow',
                Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                Resource: streams.map((stream) => arnHere('logs', `log-group:${name}:log-stream:${stream}`)),
              },
            ]),
          },
        ],
      },
    },
  };
}

/** The topic that hears of each log file. */
export function logFileTopic(prefix: string): Resources {
  return {
    [LOG_FILE_TOPIC]: {
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName: topicName(prefix), KmsMasterKeyId: { Ref: LOG_KEY } },
    },
    [LOG_FILE_TOPIC_POLICY]: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: LOG_FILE_TOPIC }],
        PolicyDocument: policyDocument([
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: { Ref: LOG_FILE_TOPIC },
            Condition: { StringEquals: { 'aws:SourceArn': trailArn(prefix) } },
          },
          refusePlainHttp('sns:Publish', { Ref: LOG_FILE_TOPIC }),
        ]),
      },
    },
  };
}
