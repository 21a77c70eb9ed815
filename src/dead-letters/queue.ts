import { GetQueueAttributesCommand, GetQueueUrlCommand, QueueDoesNotExist, type SQSClient } from '@aws-sdk/client-sqs';
import { deadLettersName, undeliveredName } from '../deploy/queues.ts';

/** A queue that holds what went wrong. */
export interface StuckQueue {
  readonly name: string;
  /** Name of the queue that its messages come from, and of the function that failed on them; absent where EventBridge did. */
  readonly source?: string;
}

export interface FoundQueue extends StuckQueue {
  readonly url: string;
  readonly arn: string;
  /** How many messages lie there: about, as SQS counts them. */
  readonly messages: number;
}

/** The queues of a deployment whose names begin with `prefix`, and of a forwarder whose names begin with `forwarder`. */
export function stuckQueues(prefix: string, handlers: readonly string[], forwarder: string): readonly StuckQueue[] {
  const deadLetters = handlers.map((handler) => ({
    name: deadLettersName(handler, prefix),
    source: `${prefix}-${handler}`,
  }));
  return [...deadLetters, { name: undeliveredName(prefix) }, { name: undeliveredName(forwarder) }];
}

/** Looks a queue up; undefined where there is none. */
export async function findQueue(sqs: SQSClient, queue: StuckQueue): Promise<FoundQueue | undefined> {
  try {
    const url = await urlOf(sqs, queue.name);
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    const { QueueArn = '', ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
    const messages = Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
    return { ...queue, url, arn: QueueArn, messages };
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return undefined;
    throw error;
  }
}

/** The URL of a queue of the client's account and region. */
export async function urlOf(sqs: SQSClient, name: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  return QueueUrl;
}
