import { ChangeMessageVisibilityCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { backOffSeconds } from '../delivery/patience.ts';
import { BusyError } from '../state/busy.ts';
import { LEASE_MS, leavesUnsure } from '../state/once.ts';

/** SQS hides no message for longer than 12 hours, counted from when it was received: what the attempt took is part of them. */
const MAX_SECONDS = 43_200 - 300;
/**
 * An older message no longer stays away for as long as it is asked to: SQS forgets one after 14 days, and days must be left in
 * which it lies among the dead letters.
 */
const OBEDIENT_SECONDS = 4 * 86_400;

/** How far a message has come. */
export interface Attempt {
  readonly receiveCount: number;
  /** Since the message was put on its queue. */
  readonly ageSeconds: number;
}

/**
 * How long a message that failed is to stay away: the longer of what was asked for (Slack's `Retry-After`) and our own back-off; at
 * least as long as the lease of an attempt that got no answer.
 */
export function secondsToHide(error: unknown, attempt: Attempt, random: () => number = Math.random): number {
  if (error instanceof AggregateError) {
    return Math.max(...error.errors.map((each: unknown) => secondsToHide(each, attempt, random)));
  }
  const reason = error instanceof BusyError ? 'other attempt' : 'failure';
  const backOff = backOffSeconds(attempt.receiveCount, reason, random());
  const own = leavesUnsure(error) ? Math.max(backOff, LEASE_MS / 1000) : backOff;
  const { retryAfterSeconds } = error as { readonly retryAfterSeconds?: unknown };
  if (!Number.isFinite(retryAfterSeconds) || attempt.ageSeconds > OBEDIENT_SECONDS) return own;
  return Math.min(MAX_SECONDS, Math.max(own, Math.ceil(Number(retryAfterSeconds))));
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
