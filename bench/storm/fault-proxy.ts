import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { type HttpServer, sendJson, startHttpServer } from '../../test/servers/http.ts';

/** What happens to one request; `lost answer`: the server takes it, but its answer never arrives. */
export type Fault =
  | 'none'
  | 'lost answer'
  | 'closed connection'
  | { readonly status: number; readonly body?: object; readonly headers?: Readonly<Record<string, string>> }
  | { readonly delayMs: number };

/** A server that passes requests on to another, unless a fault happens to them. */
export function startFaultProxy(target: string, faultFor: () => Fault): Promise<HttpServer> {
  const { hostname, port } = new URL(target);
  return startHttpServer((request, body, response) => {
    const fault = faultFor();
    if (fault === 'closed connection') return void response.destroy();
    if (typeof fault === 'object' && 'status' in fault) {
      for (const [name, value] of Object.entries(fault.headers ?? {})) response.setHeader(name, value);
      return sendJson(response, fault.status, fault.body ?? {});
    }
    const pass = () => passOn({ hostname, port }, { request, body, response, loseAnswer: fault === 'lost answer' });
    if (typeof fault === 'object') setTimeout(pass, fault.delayMs);
    else pass();
  });
}

interface Passing {
  readonly request: IncomingMessage;
  readonly body: string;
  readonly response: ServerResponse;
  readonly loseAnswer: boolean;
}

function passOn(target: { hostname: string; port: string }, { request, body, response, loseAnswer }: Passing): void {
  const { method, url: path, headers } = request;
  const onward = httpRequest({ ...target, method, path, headers }, (answer) => {
    if (loseAnswer) {
      answer.resume();
      response.destroy();
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  onward.end(body);
}
