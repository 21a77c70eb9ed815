import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, type JsonObject } from '../../src/cloudtrail/json.ts';
import { type HttpServer, sendJson, startHttpServer } from './http.ts';

/** What an action answers; a refusal is AWS's name for it. */
export type Answer = JsonObject | { readonly refusal: string };

/** How services speak: JSON by a header, forms and XML, and the two that go by paths. */
type Protocol = 'json' | 'query' | 'lambda' | 's3';

/**
 * AWS on one port, in the protocols of its services. Actions are named as the SDK names them; those of S3 are not told apart,
 * and are all called `S3`.
 */
export function startAws(
  answer: (action: string, input: JsonObject) => Answer,
  { clockMs = Date.now } = {},
): Promise<HttpServer> {
  return startHttpServer((request, body, response) => {
    response.setHeader('date', new Date(clockMs()).toUTCString());
    const { protocol, action, input } = readRequest(request, body);
    const given = answer(action, input);
    if ('refusal' in given) refuse(response, protocol, String(given.refusal));
    else if (protocol === 'query') sendXml(response, 200, queryAnswer(action, given));
    else sendJson(response, 200, given);
  });
}

function readRequest({ headers, url = '/' }: IncomingMessage, body: string) {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const input: unknown = JSON.parse(body);
    return { protocol: 'json' as const, action: target.split('.').at(-1) ?? '', input: isObject(input) ? input : {} };
  }
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const input = Object.fromEntries(new URLSearchParams(body));
    return { protocol: 'query' as const, action: String(input.Action), input };
  }
  const [, , , isLambda] =
    /^\/(\d{4}-\d\d-\d\d)\/(functions|account-settings|event-source-mappings)(\/|$)/.exec(url) ?? [];
  if (isLambda === undefined) return { protocol: 's3' as const, action: 'S3', input: {} };
  return { protocol: 'lambda' as const, action: lambdaAction(url), input: {} };
}

function lambdaAction(url: string): string {
  if (url.includes('/account-settings')) return 'GetAccountSettings';
  if (url.includes('/event-source-mappings')) return 'ListEventSourceMappings';
  return url.includes('/concurrency') ? 'GetFunctionConcurrency' : 'GetFunctionConfiguration';
}

function refuse(response: ServerResponse, protocol: Protocol, refusal: string): void {
  const message = `${refusal} of the test`;
  const error = `<Error><Type>Sender</Type><Code>${refusal}</Code><Message>${message}</Message></Error>`;
  if (protocol === 'lambda') response.setHeader('x-amzn-errortype', refusal);
  if (protocol === 's3') sendXml(response, 403, error);
  else if (protocol === 'query') sendXml(response, 403, `<ErrorResponse>${error}</ErrorResponse>`);
  else sendJson(response, 400, { __type: refusal, message });
}

function queryAnswer(action: string, values: JsonObject): string {
  const fields = Object.entries(values).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<${action}Response><${action}Result>${fields.join('')}</${action}Result></${action}Response>`;
}

function sendXml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
}
