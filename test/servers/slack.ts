import type { ServerResponse } from 'node:http';
import { isObject, type JsonObject } from '../../src/cloudtrail/json.ts';
import { type HttpServer, sendJson, startHttpServer } from './http.ts';

/** What the server does instead of answering one call; `pass`: nothing, so that a later call meets the next fault. */
export type SlackFault =
  | { readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly error: string }
  | 'close connection'
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

export interface SlackOptions {
  /** The bot token it takes. */
  readonly token: string;
  readonly channels: readonly string[];
  /** What the bot may do, as Slack says it in a header of each answer. */
  readonly scopes?: readonly string[];
  /** What conversations.info says of channels, by id. */
  readonly about?: Readonly<Record<string, JsonObject>>;
}

/** As much of Slack's Web API as Trailbell uses, with Slack's checks of token, channel and message. */
export async function startSlackServer({
  token,
  channels,
  scopes = ['chat:write', 'chat:write.public'],
  about = {},
}: SlackOptions): Promise<SlackServer> {
  const calls: SlackCall[] = [];
  const messages: JsonObject[] = [];
  const faults: SlackFault[] = [];
  let shown: ShownMessage[] = [];

  /** Takes a message that passed Slack's checks. */
  const take = (method: string, given: JsonObject): JsonObject => {
    const ts =
      method === 'chat.update' ? String(given.ts) : `1700000000.${String(messages.length + 1).padStart(6, '0')}`;
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
    return { ok: true, channel, ts, message: given };
  };

  const channelInfo = (id: string): JsonObject => {
    if (!scopes.includes('channels:read')) return { ok: false, error: 'missing_scope', needed: 'channels:read' };
    const channel = about[id];
    return channel ? { ok: true, channel: { id, ...channel } } : { ok: false, error: 'channel_not_found' };
  };

  const outcomeOf = ({ method, arguments: given }: SlackCall, authorization: string | undefined): JsonObject => {
    if (!authorization) return { ok: false, error: 'not_authed' };
    if (authorization !== `Bearer ${token}`) return { ok: false, error: 'invalid_auth' };
    if (method === 'auth.test') return { ok: true, team: 'Example', user: 'trailbell', team_id: 'T0EXAMPLE' };
    if (method === 'conversations.info') return channelInfo(String(given.channel));
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
    if (fault && fault !== 'pass') return meetFault(fault, response);
    response.setHeader('x-oauth-scopes', scopes.join(','));
    sendJson(response, 200, outcomeOf(call, request.headers.authorization));
  });
  return {
    ...server,
    url: `${server.url}/api/`,
    calls,
    messages,
    get shown() {
      return shown;
    },
    delete: (ts) => {
      shown = shown.filter((message) => message.ts !== ts);
    },
    failNext: (...next) => faults.push(...next),
  };
}

function meetFault(fault: Exclude<SlackFault, 'pass'>, response: ServerResponse): void {
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
