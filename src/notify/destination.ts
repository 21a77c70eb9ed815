import type { Finding } from '../finding/finding.ts';
import type { AlertThread } from './thread.ts';

/** A place that gets each finding by itself: a machine, or mail. One file per kind, and a line in `src/lambda/destinations.ts`. */
export interface Destination {
  /** Its name in trailbell.yml. */
  readonly name: string;
  /** Resolves when the destination has taken the finding, with a note where it stands in for another. @throws DeliveryError */
  send(finding: Finding, note?: string): Promise<void>;
  /** Finds out whether it would take a message, and sends none. @throws DeliveryError */
  check?(): Promise<void>;
}

/** A place whose messages can be changed and answered: findings that belong together share one. */
export interface ThreadDestination {
  /** Its name in trailbell.yml. */
  readonly name: string;
  /** Posts a message, and says where it stands. @throws DeliveryError */
  post(thread: AlertThread): Promise<MessageRef>;
  /** Brings a message to what its thread now holds, answers it with its news, and says where it now stands. @throws DeliveryError */
  update(message: MessageRef, thread: AlertThread): Promise<MessageRef>;
  /** Finds out whether it would take a message, and sends none. @throws DeliveryError */
  check?(): Promise<void>;
}

/** Where a destination has put a message, in its own words. */
export type MessageRef = { readonly [key: string]: string };

/** A destination did not take a finding. The message that carried it goes back to its queue. */
export class DeliveryError extends Error {
  /** The destination's name in trailbell.yml. */
  readonly destination: string;
  /**
   * `busy` passes by itself (rate limit, outage, time-out); `misconfigured` needs a person (token, channel, topic); `rejected`
   * means that this one message was refused.
   */
  readonly code: 'busy' | 'misconfigured' | 'rejected';
  /** How long the destination asked to be left alone. */
  readonly retryAfterSeconds?: number;

  constructor(
    destination: string,
    code: DeliveryError['code'],
    message: string,
    options: { readonly cause?: unknown; readonly retryAfterSeconds?: number } = {},
  ) {
    super(`${destination}: ${message}`, { cause: options.cause });
    this.name = 'DeliveryError';
    this.destination = destination;
    this.code = code;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
