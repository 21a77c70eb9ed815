import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { DeliveryError } from './destination.ts';
import { wasNeverSent } from './network-fault.ts';

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

/** Slack's words for a message that is no longer there. */
const GONE = new Set(['message_not_found', 'is_inactive']);

/** Slack's words for a message that must stay as it is. */
const UNCHANGEABLE = new Set(['cant_update_message', 'edit_window_closed', 'block_mismatch']);

/** Slack's words for a message that takes no answers. */
const CLOSED = new Set([
  'thread_not_found',
  'cannot_reply_to_message',
  'restricted_action_thread_locked',
  'restricted_action_non_threadable_channel',
]);

/** What Slack's answer to a call is about, where another call is the remedy. */
export function remedyOf(error: unknown): 'plainer' | 'post' | 'answer' | undefined {
  const word = error instanceof WebAPIPlatformError ? error.data.error : '';
  if (REFUSED_FORM.has(word)) return 'plainer';
  if (GONE.has(word) || CLOSED.has(word)) return 'post';
  return UNCHANGEABLE.has(word) ? 'answer' : undefined;
}

/** Slack's words after which a call may have done its work all the same. */
const HALF_DONE = new Set(['internal_error', 'fatal_error', 'service_unavailable']);

/** Whether a call that failed may have done its work: it timed out, its answer was lost, or Slack broke down over it. */
export function hasNoAnswer(cause: unknown): boolean {
  if (cause instanceof WebAPIRateLimitedError) return false;
  if (cause instanceof WebAPIPlatformError) return HALF_DONE.has(cause.data.error);
  if (cause instanceof WebAPIHTTPError) return cause.statusCode >= 500;
  if (!(cause instanceof WebAPIRequestError)) return false;
  return !wasNeverSent(cause.original);
}

/** Whether a call may work when it is made again later, with nobody doing anything. */
export function isPassing(cause: unknown): boolean {
  return !(cause instanceof WebAPIPlatformError) || BUSY.has(cause.data.error);
}

/** The error of a destination for whatever went wrong with a call. */
export function toDeliveryError(
  name: string,
  channel: string,
  { cause, mayHaveArrived = false }: { readonly cause: unknown; readonly mayHaveArrived?: boolean },
): DeliveryError {
  if (cause instanceof DeliveryError) return cause;
  if (cause instanceof WebAPIRateLimitedError) {
    return new DeliveryError(name, 'busy', `Slack asks to wait ${cause.retryAfter} s`, {
      cause,
      retryAfterSeconds: cause.retryAfter,
      mayHaveArrived,
    });
  }
  if (cause instanceof WebAPIPlatformError) {
    const { error } = cause.data;
    if (BUSY.has(error)) return new DeliveryError(name, 'busy', `Slack answers ${error}`, { cause, mayHaveArrived });
    if (REFUSED_FORM.has(error))
      return new DeliveryError(name, 'rejected', `Slack refuses the message: ${error}`, { cause, mayHaveArrived });
    return new DeliveryError(name, 'misconfigured', `Slack answers ${error} for channel ${channel}: ${advice(error)}`, {
      cause,
      mayHaveArrived,
    });
  }
  if (cause instanceof WebAPIHTTPError) {
    return new DeliveryError(name, 'busy', `Slack answers HTTP ${cause.statusCode}`, { cause, mayHaveArrived });
  }
  return new DeliveryError(name, 'busy', `Slack cannot be reached: ${(cause as Error).message}`, {
    cause,
    mayHaveArrived,
  });
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
