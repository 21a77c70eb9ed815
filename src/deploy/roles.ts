import type { JsonObject } from '../cloudtrail/json.ts';
import type { Settings } from '../settings/settings.ts';
import { arnHere, arnOf, logicalId, policyDocument, type Resources } from './cloudformation.ts';
import { allowLookups } from './look-up-access.ts';
import { queueId } from './queues.ts';
import type { Service } from './service.ts';
import { tableArn } from './table.ts';

/** What the settings need. */
export interface Grants {
  /** Names of SSM parameters. */
  readonly parameters: readonly string[];
  /** ARNs of SNS topics. */
  readonly topics: readonly string[];
  /** Names or ARNs of event buses. */
  readonly buses: readonly string[];
  readonly lookUps: Settings['look-ups'];
}

export function grantsFor({ destinations, 'look-ups': lookUps }: Settings): Grants {
  const parameters = new Set<string>();
  const topics = new Set<string>();
  const buses = new Set<string>();
  for (const destination of Object.values(destinations)) {
    switch (destination.type) {
      case 'slack':
        parameters.add(destination['token-parameter']);
        break;
      case 'sns':
        topics.add(destination.topic);
        break;
      case 'eventbridge':
        buses.add(destination.bus);
    }
  }
  return { parameters: [...parameters], topics: [...topics], buses: [...buses], lookUps };
}

/** The logical id of the role of a handler's function. */
export function roleId(handler: string): string {
  return logicalId(handler, 'role');
}

/** The role of a handler's function. It has no name, so that one account can hold the stack in several regions. */
export function functionRole(handler: string, service: Service, grants: Grants): Resources {
  return {
    [roleId(handler)]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: policyDocument([
          { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ]),
        Policies: [
          {
            PolicyName: 'function',
            PolicyDocument: policyDocument([
              readQueue(handler),
              keepState(service),
              writeLogs(`${service.prefix}-${handler}`),
              ...readParameters(grants.parameters),
              ...publish(grants.topics),
              ...putEvents(grants.buses),
              ...allowLookups(grants.lookUps),
            ]),
          },
        ],
      },
    },
  };
}

function readQueue(handler: string): JsonObject {
  return {
    Effect: 'Allow',
    // The first three are Lambda's, the others let a message come back when Slack asks for it.
    Action: [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ChangeMessageVisibility',
    ],
    Resource: arnOf(queueId(handler)),
  };
}

function keepState(service: Service): JsonObject {
  return { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: tableArn(service) };
}

function writeLogs(functionName: string): JsonObject {
  return {
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: arnHere('logs', `log-group:/aws/lambda/${functionName}:*`),
  };
}

function readParameters(names: readonly string[]): readonly JsonObject[] {
  // The ARN of `/trailbell/token` ends in `parameter/trailbell/token`, that of `token` in `parameter/token`.
  const arns = names.map((name) => arnHere('ssm', `parameter/${name.replace(/^\//, '')}`));
  return arns.length === 0
    ? []
    : [
        { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: arns },
        useKeys('kms:Decrypt', [arnHere('kms', 'key/*')], { 'kms:EncryptionContext:PARAMETER_ARN': arns }),
      ];
}

function publish(topics: readonly string[]): readonly JsonObject[] {
  // A topic's key lives in the topic's region and, as a rule, in its account.
  const keys = topics.map((topic) => topic.replace(/:sns:([^:]*:[^:]*):.*/, ':kms:$1:key/*'));
  return topics.length === 0
    ? []
    : [
        { Effect: 'Allow', Action: 'sns:Publish', Resource: topics },
        useKeys(['kms:Decrypt', 'kms:GenerateDataKey'], [...new Set(keys)], {
          'kms:EncryptionContext:aws:sns:topicArn': topics,
        }),
      ];
}

function putEvents(buses: readonly string[]): readonly JsonObject[] {
  const arns = buses.map((bus) => (bus.startsWith('arn:') ? bus : arnHere('events', `event-bus/${bus}`)));
  return arns.length === 0 ? [] : [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: arns }];
}

/** The settings name no keys. The encryption context, which SSM and SNS set, ties each use to one parameter or topic. */
function useKeys(Action: string | readonly string[], Resource: readonly unknown[], context: JsonObject): JsonObject {
  return { Effect: 'Allow', Action, Resource, Condition: { StringEquals: context } };
}
