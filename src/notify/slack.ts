import { LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';
import { DeliveryError, type MessageRef, type ThreadDestination } from './destination.ts';
import { remedyOf, toDeliveryError } from './slack-error.ts';
import { type SlackMessage, toSlackAnswers, toSlackMessage, withoutBlocks } from './slack-message.ts';
import { type AlertThread, threadAlert } from './thread.ts';

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

/** What one channel takes without complaint. */
const PACE_MS = 1_000;
/** A call that failed after so long would be followed by others as slow, until the function is out of time. */
const SLOW_MS = 2_000;
const REST_MS = 5_000;

export interface SlackOptions {
  readonly name: string;
  readonly channel: string;
  /** Asked for on each call, so that a rotated token is picked up; the caller caches it. */
  readonly token: () => Promise<string>;
  readonly now: () => number;
  /** Another Slack API, in tests. */
  readonly apiUrl?: string;
}

/**
 * A Slack channel. A message whose blocks Slack refuses is sent again as plain text; one that was deleted is posted anew. Once
 * Slack asks to wait, it is not asked again before: who comes meanwhile is told to come after that, a second apart.
 */
export function slackDestination({ name, channel, token, now, apiUrl }: SlackOptions): ThreadDestination {
  const client = new WebClient(undefined, { ...CLIENT_OPTIONS, ...(apiUrl && { slackApiUrl: apiUrl }) });
  let quietUntilMs = 0;
  let nextTurnMs = 0;
  let restUntilMs = 0;

  const call = async (work: (token: string) => Promise<MessageRef>): Promise<MessageRef> => {
    if (now() < quietUntilMs) {
      nextTurnMs = Math.max(nextTurnMs, quietUntilMs) + PACE_MS;
      const retryAfterSeconds = Math.ceil((nextTurnMs - now()) / 1000);
      throw new DeliveryError(name, 'busy', 'Slack asked to wait', { retryAfterSeconds });
    }
    if (now() < restUntilMs) throw new DeliveryError(name, 'busy', 'Slack was too slow a moment ago');
    const startedMs = now();
    try {
      return await work(await token());
    } catch (error) {
      if (now() - startedMs > SLOW_MS) restUntilMs = now() + REST_MS;
      throw error;
    }
  };
  const post = (message: SlackMessage, reply?: Reply): Promise<MessageRef> =>
    call(async (secret) => {
      const options = { token: secret, channel, unfurl_links: false, unfurl_media: false };
      const posted = await client.chat.postMessage({ ...options, ...message, ...reply });
      return { channel: posted.channel ?? channel, ts: posted.ts ?? '' };
    });
  const change = (ref: MessageRef, message: SlackMessage): Promise<MessageRef> =>
    call(async (secret) => {
      await client.chat.update({ token: secret, channel: ref.channel ?? channel, ts: ref.ts ?? '', ...message });
      return ref;
    });
  const postAlert = (thread: AlertThread): Promise<MessageRef> =>
    plainerIfRefused(post, toSlackMessage(threadAlert(thread)));

  /** Posts news below a message, the first of it in the channel too where it is to be told; beside it where it takes no answers. */
  const answer = async (
    { ts = '' }: MessageRef,
    messages: readonly SlackMessage[],
    broadcast = false,
  ): Promise<void> => {
    for (const [index, message] of messages.entries()) {
      const reply: Reply = broadcast && index === 0 ? { thread_ts: ts, reply_broadcast: true } : { thread_ts: ts };
      try {
        await plainerIfRefused((each) => post(each, reply), message);
      } catch (error) {
        if (remedyOf(error) !== 'post') throw error;
        await plainerIfRefused(post, message);
      }
    }
  };

  const postAnew = async (thread: AlertThread): Promise<MessageRef> => {
    const anew = await postAlert(thread);
    await answer(anew, toSlackAnswers(thread));
    return anew;
  };

  const update = async (ref: MessageRef, thread: AlertThread): Promise<MessageRef> => {
    const { broadcast = false, isDigest = false } = thread;
    if (broadcast && isDigest) return postAnew(thread);
    try {
      await plainerIfRefused((each) => change(ref, each), toSlackMessage(threadAlert(thread)));
    } catch (error) {
      const remedy = remedyOf(error);
      if (remedy === 'post') return postAnew(thread);
      if (remedy !== 'answer') throw error;
      await answer(ref, toSlackAnswers(thread, { withCount: true }), broadcast);
      return ref;
    }
    await answer(ref, toSlackAnswers(thread, { withCount: broadcast }), broadcast);
    return ref;
  };

  const check = async (): Promise<void> => {
    try {
      await client.auth.test({ token: await token() });
    } catch (error) {
      throw toDeliveryError(name, channel, error);
    }
  };

  const named = (work: Promise<MessageRef>): Promise<MessageRef> =>
    work.catch((cause) => {
      const error = toDeliveryError(name, channel, cause);
      if (!(cause instanceof DeliveryError) && error.retryAfterSeconds !== undefined) {
        quietUntilMs = now() + error.retryAfterSeconds * 1000;
      }
      throw error;
    });

  return {
    name,
    post: (thread) => named(postAlert(thread)),
    update: (message, thread) => named(update(message, thread)),
    check,
  };
}

/** With `reply_broadcast` the channel shows the reply too. @see https://docs.slack.dev/reference/methods/chat.postMessage */
type Reply = { readonly thread_ts: string } | { readonly thread_ts: string; readonly reply_broadcast: true };

async function plainerIfRefused<T>(send: (message: SlackMessage) => Promise<T>, message: SlackMessage): Promise<T> {
  try {
    return await send(message);
  } catch (error) {
    if (remedyOf(error) !== 'plainer') throw error;
    return send(withoutBlocks(message));
  }
}
