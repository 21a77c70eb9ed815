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
  post(thread: AlertThread, posting: Posting): Promise<MessageRef>;
  /** Brings a message to what its thread now holds, answers it with its news, and says where it now stands. @throws DeliveryError */
  update(message: MessageRef, thread: AlertThread, posting: Posting): Promise<MessageRef>;
  /** Finds out whether it would take a message, and sends none. @throws DeliveryError */
  check?(): Promise<void>;
}

/** Where a destination has put a message, in its own words. */
export type MessageRef = { readonly [key: string]: string };

/** Which post it is that a call makes, and what is known of earlier attempts at it. */
export interface Posting {
  /** The same for each attempt. */
  readonly id: string;
  /**
   * Where earlier attempts got no answer: the posts that may be there, and since when. They are looked for, or the post says
   * that it may have been told before.
   */
  readonly unsure?: { readonly ids: readonly string[]; readonly sinceMs: number };
}

/** What a message says that may be there twice. */
export const MAYBE_TOLD = 'May have been told before: an earlier attempt got no answer.';

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
  /** Whether it may have taken the finding all the same, as no answer came. */
  readonly mayHaveArrived: boolean;

  constructor(
    destination: string,
    code: DeliveryError['code'],
    message: string,
    options: {
      readonly cause?: unknown;
      readonly retryAfterSeconds?: number;
      readonly mayHaveArrived?: boolean;
    } = {},
  ) {
    super(`${destination}: ${message}`, { cause: options.cause });
    this.name = 'DeliveryError';
    this.destination = destination;
    this.code = code;
    this.mayHaveArrived = options.mayHaveArrived ?? false;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
