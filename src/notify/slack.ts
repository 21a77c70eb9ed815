import {
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
  type WebClientOptions,
} from '@slack/web-api';
import type { Finding } from '../finding/finding.ts';
import { describeAlert } from './alert.ts';
import { DeliveryError, type Destination } from './destination.ts';
import { type SlackMessage, toSlackMessage, withoutBlocks } from './slack-message.ts';

/**
 * The library's defaults retry for half an hour inside one call, longer than a Lambda lives: waiting is the queue's work.
 */
const CLIENT_OPTIONS: WebClientOptions = {
  // Its own log lines are no JSON; what fails is logged by the handler.
  logLevel: LogLevel.ERROR,
  retryConfig: { retries: 0 },
  timeout: 5_000,
  rejectRateLimitedCalls: true,
};

/** Slack's word for "try again"; every other platform error needs a person or another message. */
const BUSY = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

/** Slack's words for a message it will not take as it is, though a plainer one may pass. */
const REFUSED_FORM = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'invalid_arguments',
  'invalid_attachments',
]);

export interface SlackOptions {
  readonly name: string;
  readonly channel: string;
  /** Asked for on each send, so that a rotated token is picked up; the caller caches it. */
  readonly token: () => Promise<string>;
  /** Another Slack API, in tests. */
  readonly apiUrl?: string;
}

/** A Slack channel. A message whose blocks Slack refuses is sent again as plain text. */
export function slackDestination({ name, channel, token, apiUrl }: SlackOptions): Destination {
  const client = new WebClient(undefined, { ...CLIENT_OPTIONS, ...(apiUrl && { slackApiUrl: apiUrl }) });

  const post = async (message: SlackMessage): Promise<void> => {
    await client.chat.postMessage({
      token: await token(),
      channel,
      ...message,
      unfurl_links: false,
      unfurl_media: false,
    });
  };

  return {
    name,
    send: async (finding: Finding) => {
      const message = toSlackMessage(describeAlert(finding));
      try {
        await post(message).catch((error) => {
          if (error instanceof WebAPIPlatformError && REFUSED_FORM.has(error.data.error))
            return post(withoutBlocks(message));
          throw error;
        });
      } catch (error) {
        throw toDeliveryError(name, channel, error);
      }
    },
  };
}

function toDeliveryError(name: string, channel: string, cause: unknown): DeliveryError {
  if (cause instanceof DeliveryError) return cause;
  if (cause instanceof WebAPIRateLimitedError) {
    return new DeliveryError(name, 'busy', `Slack asks to wait ${cause.retryAfter} s`, {
      cause,
      retryAfterSeconds: cause.retryAfter,
    });
  }
  if (cause instanceof WebAPIPlatformError) {
    const { error } = cause.data;
    if (BUSY.has(error)) return new DeliveryError(name, 'busy', `Slack answers ${error}`, { cause });
    if (REFUSED_FORM.has(error))
      return new DeliveryError(name, 'rejected', `Slack refuses the message: ${error}`, { cause });
    return new DeliveryError(name, 'misconfigured', `Slack answers ${error} for channel ${channel}: ${advice(error)}`, {
      cause,
    });
  }
  if (cause instanceof WebAPIHTTPError) {
    return new DeliveryError(name, 'busy', `Slack answers HTTP ${cause.statusCode}`, { cause });
  }
  return new DeliveryError(name, 'busy', `Slack cannot be reached: ${(cause as Error).message}`, { cause });
}

function advice(error: string): string {
  switch (error) {
    case 'channel_not_found':
      return 'check the channel in trailbell.yml; invite the bot if the channel is private';
    case 'not_in_channel':
      return 'invite the bot, or give it the scope chat:write.public';
    case 'is_archived':
      return 'the channel is archived; name another in trailbell.yml';
    case 'missing_scope':
      return 'give the Slack app the scope chat:write and install it again';
    case 'invalid_auth':
    case 'not_authed':
    case 'account_inactive':
    case 'token_revoked':
    case 'token_expired':
      return 'store a valid bot token (xoxb-…) in the SSM parameter that trailbell.yml names';
    default:
      return 'see https://docs.slack.dev/reference/methods/chat.postMessage';
  }
}
