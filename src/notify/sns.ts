import { PublishCommand, type PublishCommandInput, SNSClient, SNSServiceException } from '@aws-sdk/client-sns';
import type { Finding } from '../finding/finding.ts';
import { describeAlert } from './alert.ts';
import { DeliveryError, type Destination } from './destination.ts';
import { fitted } from './fitted.ts';
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
      : { Message: toJson(finding, note) }),
    MessageAttributes: {
      severity: { DataType: 'String', StringValue: finding.severity },
      rule: { DataType: 'String', StringValue: finding.rule.id },
      // SNS refuses an empty value, and characters of more than two bytes.
      account: { DataType: 'String', StringValue: /^\d+$/.test(finding.account.id) ? finding.account.id : 'unknown' },
    },
  };
}

/** The finding, or as much of it as the topic takes; `truncated` then says what is missing. */
function toJson(finding: Finding, note: string | undefined): string {
  return fitted(finding, (each) => JSON.stringify({ ...each, note }), MAX_BYTES);
}

function toDeliveryError(name: string, topicArn: string, cause: unknown): DeliveryError {
  const message = `SNS topic ${topicArn}: ${(cause as Error).message}`;
  const code = cause instanceof SNSServiceException ? (cause.$metadata.httpStatusCode ?? 500) : 500;
  if (code === 400 || code === 413) return new DeliveryError(name, 'rejected', message, { cause });
  if (code === 403 || code === 404) return new DeliveryError(name, 'misconfigured', message, { cause });
  return new DeliveryError(name, 'busy', message, { cause, mayHaveArrived: mayHaveReachedAws(cause) });
}
