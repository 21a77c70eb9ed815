import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventBridgeDestination } from '../../src/notify/eventbridge.ts';
import type { Destination } from '../../src/notify/index.ts';
import { snsDestination } from '../../src/notify/sns.ts';
import { type HttpServer, sendJson, startHttpServer } from '../servers/http.ts';
import { signIn } from './sample-finding.ts';

let server: HttpServer;
let requests: number;
let answer: 'none' | number;
beforeEach(async () => {
  requests = 0;
  server = await startHttpServer((_, __, response) => {
    requests += 1;
    if (answer === 'none') response.destroy();
    else sendJson(response, answer, { __type: 'ThrottlingException', message: 'example' });
  });
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'example',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_ENDPOINT_URL_EVENTBRIDGE: server.url,
    AWS_ENDPOINT_URL_SNS: server.url,
  });
});
afterEach(() => server.close());

const MACHINES: Readonly<Record<string, () => Destination>> = {
  'an event bus': () => eventBridgeDestination({ name: 'machine', bus: 'findings' }),
  'an SNS topic': () =>
    snsDestination({ name: 'machine', topicArn: 'arn:aws:sns:us-east-1:123456789012:findings', format: 'json' }),
};

describe.each(Object.entries(MACHINES))('%s', (_, open) => {
  test.each([
    ['hangs up', 'none', true],
    ['breaks down', 500, true],
    ['throttles', 400, false],
  ] as const)('that %s is asked once, and it is known whether it may have the finding', async (__, given, expected) => {
    answer = given;
    await expect(open().send(signIn)).rejects.toMatchObject({ name: 'DeliveryError', mayHaveArrived: expected });
    expect(requests).toBe(1);
  });
});
