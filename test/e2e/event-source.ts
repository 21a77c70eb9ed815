import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { arrayAt, type JsonObject, textAt } from '../../src/cloudtrail/json.ts';
import type { Lambda } from './lambda.ts';

export interface EventSource {
  readonly sqs: SQSClient;
  /** Of the queue. */
  readonly url: string;
  /** Properties of the template's event source mapping. */
  readonly mapping: JsonObject;
}

/**
 * One round of Lambda's event source mapping: what lies on the queue goes to the function as a batch; what the function does
 * not report as failed is deleted. The rest is made visible at once, for a test does not wait for the visibility timeout.
 * @returns how many messages there were, and how many failed
 */
export async function pollOnce(
  { sqs, url: QueueUrl, mapping }: EventSource,
  lambda: Lambda,
): Promise<{ received: number; failed: number }> {
  const MaxNumberOfMessages = Number(mapping.BatchSize);
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages, MessageSystemAttributeNames: ['All'] }),
  );
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const response = await lambda.invoke({ Records: Messages.map((message) => toRecord(message, Attributes?.QueueArn)) });
  const failed = failedMessages(response, mapping);
  for (const { MessageId, ReceiptHandle } of Messages) {
    const message = { QueueUrl, ReceiptHandle };
    if (failed.has(MessageId)) await sqs.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: 0 }));
    else await sqs.send(new DeleteMessageCommand(message));
  }
  return { received: Messages.length, failed: failed.size };
}

/** Lambda looks at the response only where the mapping says that it reports failures. */
function failedMessages(response: unknown, mapping: JsonObject): Set<string | undefined> {
  if (!arrayAt(mapping, 'FunctionResponseTypes').includes('ReportBatchItemFailures')) return new Set();
  return new Set(arrayAt(response, 'batchItemFailures').map((item) => textAt(item, 'itemIdentifier')));
}

function toRecord({ MessageId, ReceiptHandle, Body, MD5OfBody, Attributes }: Message, queueArn: string | undefined) {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    md5OfBody: MD5OfBody,
    attributes: Attributes,
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: 'eu-central-1',
  };
}
