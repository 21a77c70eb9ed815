import { PublishCommand, type PublishCommandInput, SNSClient, SNSServiceException } from '@aws-sdk/client-sns';
import type { Finding } from '../finding/finding.ts';
import { describeAlert } from './alert.ts';
import { DeliveryError, type Destination } from './destination.ts';
import { mayHaveReachedAws } from './network-fault.ts';
import { toSubject, toTextMessage } from './text-message.ts';

/** SNS counts bytes of the message and its attributes; the attributes here stay under 1 kB. */
const MAX_BYTES = 262_144 - 1_024;

export interface SnsOptions {
  readonly name: string;
  readonly topicArn: string;
  /** `text` for people, `json` for machines. */
  readonly format: 'text' | 'json';
}

/**
 * An SNS topic. `MessageStructure: json` would let one topic carry both forms, but SNS drops the message attributes then, and
 * with them the filter policies: so a topic for people and one for machines are two destinations.
 */
export function snsDestination({ name, topicArn, format }: SnsOptions): Destination {
  // A topic takes messages only through its own region.
  const client = new SNSClient({
    region: topicArn.split(':')[3] ?? '',
    // What is sent twice says so, which the client's own second attempt would not.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
  return {
    name,
    send: async (finding, note) => {
      try {
        await client.send(new PublishCommand(toPublishInput(finding, { topicArn, format, ...(note && { note }) })));
      } catch (error) {
        throw toDeliveryError(name, topicArn, error);
      }
    },
  };
}

/** What SNS gets for a finding, within its limits. */
export function toPublishInput(
  finding: Finding,
  { topicArn, format, note }: Omit<SnsOptions, 'name'> & { readonly note?: string },
): PublishCommandInput {
  const alert = describeAlert(finding);
  return {
    TopicArn: topicArn,
    ...(format === 'text'
      ? { Subject: toSubject(alert), Message: [...(note ? [note, ''] : []), toTextMessage(alert)].join('\n') }
      : { Message: toJson(note ? { ...finding, note } : finding) }),
    MessageAttributes: {
      severity: { DataType: 'String', StringValue: finding.severity },
      rule: { DataType: 'String', StringValue: finding.rule.id },
      // SNS refuses an empty value.
      account: { DataType: 'String', StringValue: finding.account.id || 'unknown' },
    },
  };
}

/** The whole finding; without its event where it would be too big, which `truncated` then says. */
function toJson(finding: Finding & { readonly note?: string }): string {
  const whole = JSON.stringify(finding);
  if (Buffer.byteLength(whole) <= MAX_BYTES) return whole;
  const { eventID, eventName, eventSource } = finding.event;
  return JSON.stringify({ ...finding, event: { eventID, eventName, eventSource }, truncated: ['event'] });
}

function toDeliveryError(name: string, topicArn: string, cause: unknown): DeliveryError {
  const message = `SNS topic ${topicArn}: ${(cause as Error).message}`;
  const code = cause instanceof SNSServiceException ? (cause.$metadata.httpStatusCode ?? 500) : 500;
  if (code === 400 || code === 413) return new DeliveryError(name, 'rejected', message, { cause });
  if (code === 403 || code === 404) return new DeliveryError(name, 'misconfigured', message, { cause });
  return new DeliveryError(name, 'busy', message, { cause, mayHaveArrived: mayHaveReachedAws(cause) });
}
