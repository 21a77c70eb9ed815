import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { isObject, type JsonObject } from '../../src/cloudtrail/json.ts';
import { type HttpServer, sendJson, startHttpServer } from '../servers/http.ts';

export interface Request {
  /** Such as `ListMFADevices`. */
  readonly action: string;
  readonly input: JsonObject;
  /** The access key that signed it. */
  readonly signedBy: string;
}

/** A result, an error's code, or no answer at all. */
export type Reply = JsonObject | { readonly error: string } | 'hang';

export interface Aws extends HttpServer {
  /** All requests so far, in order. */
  readonly requests: Request[];
  /** How many were under way at the same time, at most. */
  peak(): number;
}

/** IAM, STS (both speak AWS's Query protocol) and Organizations (JSON) on one port. */
export async function startAws(reply: (request: Request) => Reply, { delayMs = 0 } = {}): Promise<Aws> {
  const requests: Request[] = [];
  let underWay = 0;
  let peak = 0;
  const server = await startHttpServer(async ({ headers }, body, response) => {
    const target = headers['x-amz-target'];
    const isJson = typeof target === 'string';
    const input: unknown = isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
    if (!isObject(input)) throw new Error(`not an AWS request: ${body}`);
    const action = isJson ? (target.split('.').at(-1) ?? '') : String(input.Action);
    const signedBy = /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1] ?? '';
    const request = { action, input, signedBy };
    requests.push(request);
    underWay += 1;
    peak = Math.max(peak, underWay);
    await delay(delayMs);
    underWay -= 1;
    const answer = reply(request);
    if (answer !== 'hang') (isJson ? sendJsonReply : sendXmlReply)(response, action, answer);
  });
  return { ...server, requests, peak: () => peak };
}

function sendJsonReply(response: ServerResponse, _action: string, answer: JsonObject): void {
  if ('error' in answer) sendJson(response, 400, { __type: answer.error, Message: 'example' });
  else sendJson(response, 200, answer);
}

function sendXmlReply(response: ServerResponse, action: string, answer: JsonObject): void {
  const body =
    'error' in answer
      ? { ErrorResponse: { Error: { Type: 'Sender', Code: answer.error, Message: 'example' }, RequestId: 'example' } }
      : { [`${action}Response`]: { [`${action}Result`]: answer, ResponseMetadata: { RequestId: 'example' } } };
  response.writeHead('error' in answer ? 400 : 200, { 'content-type': 'text/xml' }).end(xml(body));
}

function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((member) => `<member>${xml(member)}</member>`).join('');
  if (!isObject(value)) return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return Object.entries(value)
    .map(([name, child]) => `<${name}>${xml(child)}</${name}>`)
    .join('');
}
