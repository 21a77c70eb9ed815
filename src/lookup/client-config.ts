import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { STSClientConfig } from '@aws-sdk/client-sts';

/** Calls under way to one service at a time; those beyond wait, within their finding's time. IAM throttles by account. */
const MAX_SOCKETS = 6;

/** Where AWS is and who asks, if not as the environment says. */
export type Place = Pick<STSClientConfig, 'endpoint' | 'region' | 'credentials'>;

export type ClientConfig = ReturnType<typeof clientConfig>;

/** What all clients share: they also share their connections, so that the bound holds over all accounts. */
export function clientConfig(place: Place) {
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS };
  return {
    ...place,
    maxAttempts: 2,
    requestHandler: { httpAgent: new HttpAgent(agent), httpsAgent: new HttpsAgent(agent) },
  };
}
