import type { JsonObject } from '../cloudtrail/json.ts';
import { maxReceiveCount } from '../delivery/patience.ts';
import { arnOf, logicalId, policyDocument, type Resource, type Resources, refusePlainHttp } from './cloudformation.ts';

/** Of a function. Its queue hides a message for six times as long, as Lambda asks for. */
export const TIMEOUT_SECONDS = 30;
const RETENTION_SECONDS = 14 * 24 * 60 * 60;

/** The logical id of a handler's queue. */
export function queueId(handler: string): string {
  return logicalId(handler, 'queue');
}

/** The logical id of the queue that `undeliveredName` names. */
export const UNDELIVERED = 'UndeliveredQueue';

/** The name of the queue for messages that a handler failed on. */
export function deadLettersName(handler: string, prefix: string): string {
  return `${prefix}-${handler}-dead-letters`;
}

/** The name of the queue where EventBridge leaves what it could not put on a handler's queue. */
export function undeliveredName(prefix: string): string {
  return `${prefix}-undelivered`;
}

/** A handler's queue, its dead-letter queue and their policies; `sources` are ARNs of what EventBridge puts there. */
export function handlerQueues(handler: string, prefix: string, sources: readonly JsonObject[]): Resources {
  const deadLetters = logicalId(handler, 'dead letter queue');
  return {
    ...queue(deadLetters, { QueueName: deadLettersName(handler, prefix) }),
    ...queue(
      queueId(handler),
      {
        QueueName: `${prefix}-${handler}`,
        VisibilityTimeout: 6 * TIMEOUT_SECONDS,
        RedrivePolicy: { deadLetterTargetArn: arnOf(deadLetters), maxReceiveCount: maxReceiveCount() },
      },
      [admitEventBridge(queueId(handler), sources)],
    ),
  };
}

export function undeliveredQueue(prefix: string, sources: readonly JsonObject[]): Resources {
  return queue(UNDELIVERED, { QueueName: undeliveredName(prefix) }, [admitEventBridge(UNDELIVERED, sources)]);
}

/** EventBridge cannot write to a queue under the AWS-managed KMS key, hence the keys of SQS. */
function queue(id: string, properties: JsonObject, statements: readonly JsonObject[] = []): Resources {
  return {
    [id]: {
      Type: 'AWS::SQS::Queue',
      Properties: { ...properties, MessageRetentionPeriod: RETENTION_SECONDS, SqsManagedSseEnabled: true },
    },
    [`${id}Policy`]: queuePolicy(id, [...statements, refusePlainHttp('sqs:*', arnOf(id))]),
  };
}

function queuePolicy(id: string, statements: readonly JsonObject[]): Resource {
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [{ Ref: id }], PolicyDocument: policyDocument(statements) },
  };
}

/** No `aws:SourceAccount`: the ARNs hold the account. */
function admitEventBridge(id: string, sources: readonly JsonObject[]): JsonObject {
  return {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arnOf(id),
    Condition: { ArnLike: { 'aws:SourceArn': sources.length === 1 ? sources[0] : sources } },
  };
}
