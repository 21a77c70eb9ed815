import { LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';
import type { DeliveryError, MessageRef, Posting, ThreadDestination } from './destination.ts';
import { hasNoAnswer, remedyOf, toDeliveryError } from './slack-error.ts';
import { type FoundPost, findPost, type Told, toMetadata } from './slack-history.ts';
import { type SlackMessage, toSlackAnswers, toSlackMessage, withoutBlocks } from './slack-message.ts';
import { anewOf, marked, withoutTold } from './slack-repeat.ts';
import { createRest } from './slack-rest.ts';
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

export interface SlackOptions {
  readonly name: string;
  readonly channel: string;
  /** Asked for on each call, so that a rotated token is picked up; the caller caches it. */
  readonly token: () => Promise<string>;
  /** Whether the bot may read the channel: then a post that got no answer is looked for before it is made again. */
  readonly readsHistory: boolean;
  readonly now: () => number;
  /** Another Slack API, in tests. */
  readonly apiUrl?: string;
}

/** One post: as what a later attempt at it finds it, and what it answers. */
interface Post {
  readonly posting: Posting;
  readonly told: Told;
  readonly reply?: Reply | undefined;
}

/** With `reply_broadcast` the channel shows the reply too. @see https://docs.slack.dev/reference/methods/chat.postMessage */
type Reply = { readonly thread_ts: string } | { readonly thread_ts: string; readonly reply_broadcast: true };

interface AnswerOptions {
  readonly withCount?: boolean;
  /** Whether the channel is told too. */
  readonly broadcast?: boolean;
}

const NOTHING: Told = { lines: 0, linesLeftOut: 0 };

type Earlier = FoundPost | 'absent' | 'unreadable';

/**
 * A Slack channel. A message whose blocks Slack refuses is sent again as plain text; one that was deleted is posted anew. What an
 * earlier attempt may have posted is looked for first, or says that it may be there twice.
 */
export function slackDestination({ name, channel, token, readsHistory, now, apiUrl }: SlackOptions): ThreadDestination {
  const client = new WebClient(undefined, { ...CLIENT_OPTIONS, ...(apiUrl && { slackApiUrl: apiUrl }) });
  const call = createRest(name, now);
  const failed = (cause: unknown, more: { readonly mayHaveArrived?: boolean } = {}): DeliveryError =>
    toDeliveryError(name, channel, { cause, ...more });

  const send = (message: SlackMessage, { posting, told, reply }: Post): Promise<MessageRef> =>
    call(async () => {
      const options = { token: await token(), channel, unfurl_links: false, unfurl_media: false };
      const metadata = readsHistory && { metadata: toMetadata(posting, told) };
      try {
        const posted = await client.chat.postMessage({ ...options, ...message, ...metadata, ...reply });
        return { channel: posted.channel ?? channel, ts: posted.ts ?? '' };
      } catch (error) {
        throw hasNoAnswer(error) ? failed(error, { mayHaveArrived: true }) : error;
      }
    });
  const change = (ref: MessageRef, thread: AlertThread): Promise<MessageRef> =>
    plainerIfRefused(
      (message) =>
        call(async () => {
          const about = { channel: ref.channel ?? channel, ts: ref.ts ?? '' };
          await client.chat.update({ token: await token(), ...about, ...message });
          return ref;
        }),
      marked(toSlackMessage(threadAlert(thread)), ref.repeat !== undefined),
    );

  /** What became of earlier attempts at a post, in the channel or below a message. A failure to look is none of its place. */
  const earlierOf = async ({ unsure }: Posting, below?: MessageRef): Promise<Earlier> => {
    if (!unsure) return 'absent';
    if (!readsHistory) return 'unreadable';
    const place = { channel: below?.channel ?? channel, ...(below?.ts && { below: below.ts }) };
    const secret = await token();
    return call(() =>
      findPost({ client, token: secret, now }, place, unsure).catch((error) => {
        throw failed(error);
      }),
    );
  };

  const postAlert = async (thread: AlertThread, posting: Posting): Promise<MessageRef> => {
    const earlier = await earlierOf(posting);
    if (typeof earlier === 'object') {
      const ref = { channel, ts: earlier.ts };
      if (earlier.id === posting.id) return ref;
      // Another finding of the thread posted it, and may never come again.
      try {
        return await change(ref, thread);
      } catch (error) {
        if (remedyOf(error) === undefined) throw error;
      }
    }
    const isRepeat = earlier === 'unreadable';
    const message = marked(toSlackMessage(threadAlert(thread)), isRepeat);
    const ref = await plainerIfRefused((each) => send(each, { posting, told: NOTHING }), message);
    return { ...ref, ...(isRepeat && { repeat: 'possible' }) };
  };

  /** Posts news below a message, the first of it in the channel too where it is to be told; beside it where it takes no answers. */
  const answer = async (
    ref: MessageRef,
    { thread, posting }: { readonly thread: AlertThread; readonly posting: Posting },
    { withCount = false, broadcast = false }: AnswerOptions = {},
  ): Promise<void> => {
    const to = async (below?: MessageRef): Promise<void> => {
      const earlier = await earlierOf(posting, below);
      const found = typeof earlier === 'object' ? earlier : undefined;
      const messages = toSlackAnswers(found ? withoutTold(thread, found) : thread, { withCount: withCount && !found });
      for (const [index, { linesTold, ...message }] of messages.entries()) {
        const isLast = index === messages.length - 1;
        const told = {
          lines: (found?.lines ?? 0) + linesTold,
          linesLeftOut: isLast ? thread.linesLeftOut : (found?.linesLeftOut ?? 0),
        };
        const reply = below?.ts ? replyTo(below.ts, broadcast && index === 0) : undefined;
        await plainerIfRefused(
          (each) => send(each, { posting, told, reply }),
          marked(message, earlier === 'unreadable'),
        ).catch((error) => {
          throw index > 0 ? failed(error, { mayHaveArrived: true }) : error;
        });
      }
    };
    if (toSlackAnswers(thread, { withCount }).length === 0) return;
    try {
      await to(ref);
    } catch (error) {
      if (remedyOf(error) !== 'post') throw error;
      await to();
    }
  };

  const postAnew = async (thread: AlertThread, posting: Posting): Promise<MessageRef> => {
    const anew = await postAlert(thread, anewOf(posting));
    await answer(anew, { thread, posting }).catch((error) => {
      throw failed(error, { mayHaveArrived: true });
    });
    return anew;
  };

  const update = async (ref: MessageRef, thread: AlertThread, posting: Posting): Promise<MessageRef> => {
    const { broadcast = false, isDigest = false } = thread;
    if (broadcast && isDigest) return postAnew(thread, posting);
    try {
      await change(ref, thread);
    } catch (error) {
      const remedy = remedyOf(error);
      if (remedy === 'post') return postAnew(thread, posting);
      if (remedy !== 'answer') throw error;
      await answer(ref, { thread, posting }, { withCount: true, broadcast });
      return ref;
    }
    await answer(ref, { thread, posting }, { withCount: broadcast, broadcast });
    return ref;
  };

  const check = async (): Promise<void> => {
    try {
      await client.auth.test({ token: await token() });
    } catch (error) {
      throw failed(error);
    }
  };

  const named = (work: Promise<MessageRef>): Promise<MessageRef> =>
    work.catch((cause) => {
      throw failed(cause);
    });

  return {
    name,
    post: (thread, posting) => named(postAlert(thread, posting)),
    update: (message, thread, posting) => named(update(message, thread, posting)),
    check,
  };
}

async function plainerIfRefused<T>(send: (message: SlackMessage) => Promise<T>, message: SlackMessage): Promise<T> {
  try {
    return await send(message);
  } catch (error) {
    if (remedyOf(error) !== 'plainer') throw error;
    return send(withoutBlocks(message));
  }
}

function replyTo(thread_ts: string, broadcast: boolean): Reply {
  return broadcast ? { thread_ts, reply_broadcast: true } : { thread_ts };
}
