import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { arrayAt, textAt } from '../../src/cloudtrail/json.ts';
import type { Lambda } from './lambda.ts';

/**
 * One round of Lambda's event source mapping: what lies on the queue goes to the function as a batch; what the function does
 * not report as failed is deleted. The rest is made visible at once, for a test does not wait for the visibility timeout.
 * @returns how many messages there were, and how many failed
 */
export async function pollOnce(
  sqs: SQSClient,
  QueueUrl: string,
  lambda: Lambda,
): Promise<{ received: number; failed: number }> {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  const response = await lambda.invoke({ Records: Messages.map(toRecord) });
  const failed = new Set(arrayAt(response, 'batchItemFailures').map((item) => textAt(item, 'itemIdentifier')));
  for (const { MessageId, ReceiptHandle } of Messages) {
    const message = { QueueUrl, ReceiptHandle };
    if (failed.has(MessageId)) await sqs.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: 0 }));
    else await sqs.send(new DeleteMessageCommand(message));
  }
  return { received: Messages.length, failed: failed.size };
}

function toRecord({ MessageId, ReceiptHandle, Body, MD5OfBody }: Message) {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    md5OfBody: MD5OfBody,
    attributes: {},
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:queue',
    awsRegion: 'eu-central-1',
  };
}
