import type { ServerResponse } from 'node:http';
import { isObject, type JsonObject } from '../../src/cloudtrail/json.ts';
import { type HttpServer, sendJson, startHttpServer } from './http.ts';

/**
 * What the server does instead of answering one call; `lose answer`: what it is asked to do; `pass`: nothing, so that a later call
 * meets the next fault.
 */
export type SlackFault =
  | { readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly error: string }
  | 'close connection'
  | 'lose answer'
  | 'pass';

export interface SlackCall {
  readonly method: string;
  /** The call's arguments, `blocks` and the like parsed. */
  readonly arguments: JsonObject;
}

export interface SlackServer extends HttpServer {
  /** To be used as the API's base URL. */
  readonly url: string;
  /** Every call, in order, also those that failed. */
  readonly calls: readonly SlackCall[];
  /** The arguments of the messages that were posted or updated. */
  readonly messages: readonly JsonObject[];
  /** What people see: each message as it was updated last, with its answers. */
  readonly shown: readonly ShownMessage[];
  /** Another app posts a message. */
  postAs(bot: string, message: JsonObject): void;
  /** A person deletes a message. */
  delete(ts: string): void;
  /** The next calls meet these faults, one each. */
  failNext(...faults: readonly SlackFault[]): void;
}

export interface ShownMessage {
  readonly ts: string;
  readonly channel: string;
  readonly content: JsonObject;
  readonly answers: readonly JsonObject[];
}

/** A message or an answer, as Slack lists it. */
interface Posted {
  readonly bot_id: string;
  readonly ts: string;
  readonly channel: string;
  readonly thread_ts?: string;
  readonly metadata?: unknown;
}

export interface SlackOptions {
  /** The bot token it takes. */
  readonly token: string;
  readonly channels: readonly string[];
  /** What the bot may do, as Slack says it in a header of each answer. */
  readonly scopes?: readonly string[];
  /** What conversations.info says of channels, by id. */
  readonly about?: Readonly<Record<string, JsonObject>>;
  /** Its clock, for the times of messages. */
  readonly now?: () => number;
  /** How many messages a page lists at most. */
  readonly pageSize?: number;
}

const BOT = 'B0EXAMPLE';

/** As much of Slack's Web API as Trailbell uses, with Slack's checks of token, channel and message. */
export async function startSlackServer({
  token,
  channels,
  scopes = ['chat:write', 'chat:write.public'],
  about = {},
  now = () => 1_700_000_000_000,
  pageSize = 200,
}: SlackOptions): Promise<SlackServer> {
  const posted: Posted[] = [];
  const calls: SlackCall[] = [];
  const messages: JsonObject[] = [];
  const faults: SlackFault[] = [];
  let shown: ShownMessage[] = [];

  /** Takes a message that passed Slack's checks. */
  const take = (method: string, given: JsonObject, bot_id = BOT): JsonObject => {
    const ts =
      method === 'chat.update'
        ? String(given.ts)
        : `${Math.floor(now() / 1000)}.${String(messages.length + 1).padStart(6, '0')}`;
    const about = shown.find((message) => message.ts === (method === 'chat.update' ? given.ts : given.thread_ts));
    if (method === 'chat.update' && !about) return { ok: false, error: 'message_not_found' };
    if (given.thread_ts && !about) return { ok: false, error: 'thread_not_found' };
    const channel = String(given.channel);
    const next =
      method === 'chat.update'
        ? { ts, channel, content: given, answers: about?.answers ?? [] }
        : about && { ...about, answers: [...about.answers, given] };
    if (next) shown = shown.map((message) => (message === about ? next : message));
    else shown.push({ ts, channel, content: given, answers: [] });
    messages.push(given);
    if (method === 'chat.postMessage') {
      const { thread_ts, metadata } = given;
      posted.push({
        ts,
        bot_id,
        channel,
        ...(thread_ts ? { thread_ts: String(thread_ts) } : {}),
        ...(metadata ? { metadata } : {}),
      });
    }
    return { ok: true, channel, ts, message: given };
  };

  const channelInfo = (id: string): JsonObject => {
    if (!scopes.includes('channels:read')) return { ok: false, error: 'missing_scope', needed: 'channels:read' };
    const channel = about[id];
    return channel ? { ok: true, channel: { id, ...channel } } : { ok: false, error: 'channel_not_found' };
  };

  /** What conversations.history and conversations.replies answer: the newest first, or the oldest. */
  const list = (method: string, given: JsonObject): JsonObject => {
    const channel = String(given.channel);
    if (!scopes.some((scope) => /^(channels|groups):history$/.test(scope)))
      return { ok: false, error: 'missing_scope', needed: 'channels:history' };
    if (!/^[CG][A-Z0-9]{8,}$/.test(channel) || !channels.includes(channel))
      return { ok: false, error: 'channel_not_found' };
    if (about[channel]?.is_member === false) return { ok: false, error: 'not_in_channel' };
    const below = method === 'conversations.replies' ? String(given.ts) : undefined;
    if (below && !shown.some(({ ts }) => ts === below)) return { ok: false, error: 'thread_not_found' };
    const all = posted.filter(({ ts, thread_ts }) => (below ? below === ts || below === thread_ts : !thread_ts));
    const since = all.filter((each) => each.channel === channel && Number(each.ts) >= Number(given.oldest ?? 0));
    const start = Number(given.cursor ?? 0);
    const end = start + Math.min(pageSize, Number(given.limit ?? 100));
    return {
      ok: true,
      messages: (below ? since : since.toReversed()).slice(start, end).map(({ ts, thread_ts, metadata, bot_id }) => ({
        ...{ type: 'message', ts, thread_ts, bot_id },
        ...(String(given.include_all_metadata) === 'true' && { metadata }),
      })),
      response_metadata: { next_cursor: end < since.length ? String(end) : '' },
    };
  };

  const outcomeOf = ({ method, arguments: given }: SlackCall, authorization: string | undefined): JsonObject => {
    if (!authorization) return { ok: false, error: 'not_authed' };
    if (authorization !== `Bearer ${token}`) return { ok: false, error: 'invalid_auth' };
    if (method === 'auth.test')
      return { ok: true, team: 'Example', user: 'trailbell', team_id: 'T0EXAMPLE', bot_id: BOT };
    if (method === 'conversations.info') return channelInfo(String(given.channel));
    if (method === 'conversations.history' || method === 'conversations.replies') return list(method, given);
    if (method !== 'chat.postMessage' && method !== 'chat.update') return { ok: false, error: 'unknown_method' };
    const { channel } = given;
    if (typeof channel !== 'string' || !channels.includes(channel)) return { ok: false, error: 'channel_not_found' };
    const error = messageError(given);
    if (error) return { ok: false, error };
    return take(method, given);
  };

  const server = await startHttpServer((request, body, response) => {
    const method = (request.url ?? '').split('/').at(-1) ?? '';
    const call = { method, arguments: parseArguments(request.headers['content-type'] ?? '', body) };
    calls.push(call);
    const fault = faults.shift();
    if (fault && fault !== 'pass' && fault !== 'lose answer') return meetFault(fault, response);
    response.setHeader('x-oauth-scopes', scopes.join(','));
    const outcome = outcomeOf(call, request.headers.authorization);
    if (fault === 'lose answer') response.destroy();
    else sendJson(response, 200, outcome);
  });
  return {
    ...server,
    url: `${server.url}/api/`,
    calls,
    messages,
    get shown() {
      return shown;
    },
    postAs: (bot, message) => {
      take('chat.postMessage', message, bot);
    },
    delete: (ts) => {
      shown = shown.filter((message) => message.ts !== ts);
      posted.splice(0, posted.length, ...posted.filter((each) => each.ts !== ts));
    },
    failNext: (...next) => faults.push(...next),
  };
}

function meetFault(fault: Exclude<SlackFault, 'pass' | 'lose answer'>, response: ServerResponse): void {
  if (fault === 'close connection') response.destroy();
  else if ('error' in fault) sendJson(response, 200, { ok: false, error: fault.error });
  else {
    if (fault.retryAfterSeconds !== undefined) response.setHeader('retry-after', fault.retryAfterSeconds);
    response.writeHead(fault.status).end();
  }
}

/** Slack takes JSON, and forms in which each structured argument is JSON. */
function parseArguments(contentType: string, body: string): JsonObject {
  if (contentType.startsWith('application/json')) return JSON.parse(body);
  const parse = ([name, value]: [string, string]) => [name, /^[[{]/.test(value) ? JSON.parse(value) : value];
  return Object.fromEntries([...new URLSearchParams(body)].map(parse));
}

/** Slack's word for what is wrong with a message. The sum of all blocks is limited too, though Slack does not say so. */
function messageError({ text, blocks = [] }: JsonObject): string | undefined {
  if (!Array.isArray(blocks)) return 'invalid_blocks_format';
  if (!text && blocks.length === 0) return 'no_text';
  if (typeof text === 'string' && text.length > 40_000) return 'msg_too_long';
  if (JSON.stringify(blocks).length > 13_200) return 'msg_blocks_too_long';
  return blocks.length > 50 || !blocks.every(fits) ? 'invalid_blocks' : undefined;
}

function fits(block: unknown): boolean {
  if (!isObject(block) || typeof block.type !== 'string') return false;
  const longest = block.type === 'header' ? 150 : 3_000;
  const { fields = [], text } = block;
  if (!Array.isArray(fields) || fields.length > 10) return false;
  return textLength(text) <= longest && fields.every((field) => textLength(field) <= 2_000);
}

function textLength(item: unknown): number {
  return isObject(item) && typeof item.text === 'string' ? item.text.length : 0;
}
