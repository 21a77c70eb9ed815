import type { JsonObject } from '../cloudtrail/json.ts';
import { arnHere, leaveToAccount, policyDocument, type Resources, refusePlainHttp } from './cloudformation.ts';

/** The logical id of the topic that alarms are published to. */
export const OPERATIONS_TOPIC = 'OperationsTopic';

/** The topic for what goes wrong with Trailbell itself: CloudWatch publishes to it, none of our code. */
export function operationsTopic(prefix: string, operatorEmail: string | undefined): Resources {
  return alarmTopic(`${prefix}-operations`, prefix, operatorEmail);
}

/**
 * A topic for the alarms whose names begin with a prefix, and who gets them by mail. CloudWatch cannot use SNS's own key, hence a
 * key of the stack.
 */
export function alarmTopic(name: string, prefix: string, email: string | undefined): Resources {
  return {
    [OPERATIONS_TOPIC]: {
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName: name, KmsMasterKeyId: { Ref: 'OperationsKey' } },
    },
    OperationsTopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: OPERATIONS_TOPIC }],
        PolicyDocument: policyDocument([
          admitAlarms(prefix),
          refusePlainHttp('sns:Publish', { Ref: OPERATIONS_TOPIC }),
        ]),
      },
    },
    OperationsKey: {
      Type: 'AWS::KMS::Key',
      Properties: {
        Description: `Encrypts messages of the topic ${name}`,
        EnableKeyRotation: true,
        PendingWindowInDays: 7,
        KeyPolicy: policyDocument([leaveToAccount(), useForTopic(name)]),
      },
    },
    ...(email && {
      OperatorSubscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: OPERATIONS_TOPIC }, Protocol: 'email', Endpoint: email },
      },
    }),
  };
}

function admitAlarms(prefix: string): JsonObject {
  return {
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: { Ref: OPERATIONS_TOPIC },
    Condition: { ArnLike: { 'aws:SourceArn': arnHere('cloudwatch', `alarm:${prefix}-*`) } },
  };
}

/** SNS itself sets the encryption context, so it holds whatever CloudWatch sends along. */
function useForTopic(name: string): JsonObject {
  return {
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: '*',
    Condition: { StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': arnHere('sns', name) } },
  };
}
