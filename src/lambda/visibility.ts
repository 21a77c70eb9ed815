import { ChangeMessageVisibilityCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { BusyError } from '../state/busy.ts';

const FIRST_BACKOFF_SECONDS = 10;
const LONGEST_BACKOFF_SECONDS = 900;
/** SQS hides no message for longer. */
const MAX_SECONDS = 43_200;

/**
 * How long a message that failed is to stay away: exactly as long as was asked for (Slack's `Retry-After`), else for a time
 * that doubles with each attempt up to a quarter of an hour, of which a random part is left out, so that not all come back at once.
 */
export function secondsToHide(error: unknown, receiveCount: number, random: () => number = Math.random): number {
  if (error instanceof AggregateError) {
    return Math.max(...error.errors.map((each: unknown) => secondsToHide(each, receiveCount, random)));
  }
  const { retryAfterSeconds } = error as { readonly retryAfterSeconds?: unknown };
  if (typeof retryAfterSeconds === 'number') return Math.min(MAX_SECONDS, Math.max(0, retryAfterSeconds));
  const backoff = Math.min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2 ** Math.max(0, receiveCount - 1));
  return Math.ceil(backoff * (0.5 + random() / 2));
}

/** Whether nothing failed: another attempt, or the message itself, only has to come a little later. */
export function isWait(error: unknown): boolean {
  return error instanceof AggregateError ? error.errors.every(isWait) : error instanceof BusyError;
}

/** Hides messages in the queues that they came from. */
export function createHiding(sqs: SQSClient): (record: SQSRecord, seconds: number) => Promise<void> {
  const urls = new Map<string, Promise<string | undefined>>();
  const urlOf = (arn: string): Promise<string | undefined> => {
    const [, , , , QueueOwnerAWSAccountId, QueueName = ''] = arn.split(':');
    const url =
      urls.get(arn) ??
      sqs.send(new GetQueueUrlCommand({ QueueName, QueueOwnerAWSAccountId })).then(({ QueueUrl }) => QueueUrl);
    urls.set(arn, url);
    url.catch(() => urls.delete(arn));
    return url;
  };
  return async ({ eventSourceARN, receiptHandle }, VisibilityTimeout) => {
    const QueueUrl = await urlOf(eventSourceARN);
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout }));
  };
}
