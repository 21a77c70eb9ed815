import type { Finding } from '../finding/finding.ts';

/** A place that findings are told to. One file per kind: adding one is adding a file and a line in `destinations.ts`. */
export interface Destination {
  /** Its name in trailbell.yml. */
  readonly name: string;
  /** Resolves when the destination has taken the finding. @throws DeliveryError */
  send(finding: Finding): Promise<void>;
}

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
