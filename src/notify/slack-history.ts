import type { MessageMetadata, WebClient } from '@slack/web-api';
import { arrayAt, textAt, valueAt } from '../cloudtrail/json.ts';
import type { Posting } from './destination.ts';
import { isPassing } from './slack-error.ts';

/** Apps of the workspace can read what is in metadata, so it holds hashes and counts alone. */
const EVENT_TYPE = 'trailbell_post';
/** What Slack advises at most for one page. */
const PAGE = 200;
const MAX_PAGES = 3;
const MAX_MS = 8_000;
/** Between Slack's clock and ours. */
const CLOCKS_DIFFER_SECONDS = 300;

/** How much of its thread's news a post holds, with those before it. */
export interface Told {
  readonly lines: number;
  readonly linesLeftOut: number;
}

/** A post that an earlier attempt made. */
export interface FoundPost extends Told {
  readonly id: string;
  readonly ts: string;
}

export interface Place {
  /** Its id: Slack lists nothing by a channel's name. */
  readonly channel: string;
  /** Of the message whose answers are looked through; the channel's messages where it is left out. */
  readonly below?: string;
}

/** What marks a post in Slack, for later attempts at it. */
export function toMetadata({ id }: Posting, { lines, linesLeftOut }: Told): MessageMetadata {
  return { event_type: EVENT_TYPE, event_payload: { id, lines, lines_left_out: linesLeftOut } };
}

/**
 * Looks in Slack for a post of ours. `absent`: it is not there; `unreadable`: nobody can tell, as the token may not read, or as
 * there is too much to read.
 * @throws what passes by itself, such as a limit or an outage.
 * @see https://docs.slack.dev/reference/methods/conversations.history
 */
export async function findPost(
  { client, token, now }: { readonly client: WebClient; readonly token: string; readonly now: () => number },
  { channel, below }: Place,
  { ids, sinceMs }: NonNullable<Posting['unsure']>,
): Promise<FoundPost | 'absent' | 'unreadable'> {
  const oldest = String(Math.floor(sinceMs / 1000) - CLOCKS_DIFFER_SECONDS);
  const question = { token, channel, oldest, inclusive: true, limit: PAGE, include_all_metadata: true };
  const startedMs = now();
  try {
    // Any app of the workspace may write such metadata: only what this bot posted counts.
    const { bot_id: bot } = await client.auth.test({ token });
    const found: FoundPost[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES && now() - startedMs < MAX_MS; page += 1) {
      const more = { ...question, ...(cursor && { cursor }) };
      const answer = below
        ? await client.conversations.replies({ ...more, ts: below })
        : await client.conversations.history(more);
      const posts = arrayAt(answer, 'messages').flatMap((message) => toPost(message, bot));
      found.push(...posts.filter(({ id }) => ids.includes(id)));
      cursor = answer.response_metadata?.next_cursor;
      if (!cursor) return longest(found) ?? 'absent';
    }
    return longest(found) ?? 'unreadable';
  } catch (error) {
    if (isPassing(error)) throw error;
    return 'unreadable';
  }
}

function toPost(message: unknown, bot: string | undefined): FoundPost[] {
  if (textAt(message, 'metadata', 'event_type') !== EVENT_TYPE || textAt(message, 'bot_id') !== bot) return [];
  const id = textAt(message, 'metadata', 'event_payload', 'id');
  const ts = textAt(message, 'ts');
  if (!id || !ts) return [];
  const count = (name: string): number => Number(valueAt(message, 'metadata', 'event_payload', name) ?? 0);
  return [{ id, ts, lines: count('lines'), linesLeftOut: count('lines_left_out') }];
}

/** Where attempt after attempt died, each answered with what was new since the one before: the last counts all of it. */
function longest(posts: readonly FoundPost[]): FoundPost | undefined {
  return posts.toSorted((a, b) => b.lines + b.linesLeftOut - a.lines - a.linesLeftOut)[0];
}
