import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFauxqs } from 'fauxqs';

/** A request as S3 gets it: of a list the prefix is told, of an object the key. */
export interface S3Request {
  readonly kind: 'list' | 'get';
  readonly key: string;
  readonly range: string | undefined;
}

/** What goes wrong with a request: S3 refuses it, or the connection breaks behind so many bytes of the body. */
export type S3Fault =
  | { readonly status: number; readonly code: string; readonly message: string }
  | { readonly bytes: number };

export interface S3Server {
  /** Lets a process find the server as it would find AWS. */
  readonly env: NodeJS.ProcessEnv;
  put(files: Readonly<Record<string, string | Buffer>>): Promise<void>;
  /** What was asked for since the last call. */
  takeRequests(): S3Request[];
  /** Decides on each request from now on; there are no faults again without it. */
  fail(faultOf?: (request: S3Request) => S3Fault | undefined): void;
  close(): Promise<void>;
}

/** S3 with one bucket, behind a proxy that writes down what is asked for, and breaks what it is told to break. */
export async function startS3(bucket: string): Promise<S3Server> {
  const s3 = await startFauxqs({ port: 0, logger: false });
  s3.createBucket(bucket);
  let requests: S3Request[] = [];
  let faultOf: (request: S3Request) => S3Fault | undefined = () => undefined;
  const proxy = createServer((request, response) => {
    const asked = readRequest(request);
    requests.push(asked);
    const fault = faultOf(asked);
    if (fault && 'code' in fault) refuse(response, fault);
    else forward(request, response, { to: s3.address, bytes: fault?.bytes ?? Number.POSITIVE_INFINITY });
  });
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  return {
    env: {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
    },
    put: async (files) => {
      for (const [key, body] of Object.entries(files)) {
        const { ok } = await fetch(`${s3.address}/${bucket}/${key}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/octet-stream' },
          body: new Uint8Array(Buffer.from(body)),
        });
        if (!ok) throw new Error(`S3 does not take ${key}`);
      }
    },
    takeRequests: () => {
      const taken = requests;
      requests = [];
      return taken;
    },
    fail: (decide = () => undefined) => {
      faultOf = decide;
    },
    close: async () => {
      proxy.closeAllConnections();
      await new Promise((closed) => proxy.close(closed));
      await s3.stop();
    },
  };
}

function readRequest({ url = '', headers }: IncomingMessage): S3Request {
  const { pathname, searchParams } = new URL(url, 'http://s3.example');
  const prefix = searchParams.get('list-type') ? (searchParams.get('prefix') ?? '') : undefined;
  const key = prefix ?? decodeURIComponent(pathname.split('/').slice(2).join('/'));
  return { kind: prefix === undefined ? 'get' : 'list', key, range: headers.range };
}

function refuse(response: ServerResponse, { status, code, message }: Exclude<S3Fault, { bytes: number }>): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

function forward(request: IncomingMessage, response: ServerResponse, way: { to: string; bytes: number }): void {
  const { method, headers } = request;
  const onward = httpRequest(`${way.to}${request.url}`, { method, headers }, async (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    response.flushHeaders();
    let left = way.bytes;
    for await (const chunk of answer) {
      const part: Buffer = chunk.subarray(0, left);
      left -= part.length;
      await new Promise((written) => response.write(part, written));
      if (left <= 0) return response.destroy();
    }
    response.end();
  });
  request.pipe(onward);
}
