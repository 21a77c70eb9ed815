import type { Fault } from './fault-proxy.ts';

/** One kind of weather: what happens to calls, and to the handlers themselves. */
export interface Scenario {
  readonly name: string;
  readonly slack?: CallWeather;
  readonly dynamoDb?: CallWeather;
  /** The chance that a handler is killed while it works at a batch. */
  readonly kill?: number;
}

/** `calls` is the number of calls so far for each event of the scenario, so that an outage begins and ends. */
type CallWeather = (random: () => number, calls: number) => Fault;

const RATE_LIMITED = { status: 429, headers: { 'retry-after': '3' } };
const REFUSED = { status: 200, body: { ok: false, error: 'invalid_auth' } };
const THROTTLED = {
  status: 400,
  body: { __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException', message: 'storm' },
};

export const SCENARIOS: readonly Scenario[] = [
  { name: 'fair weather' },
  { name: 'handlers killed', kill: 0.05 },
  { name: 'Slack 429', slack: (random) => (random() < 0.3 ? RATE_LIMITED : 'none') },
  { name: 'Slack 500', slack: (random) => (random() < 0.2 ? { status: 500 } : 'none') },
  { name: 'Slack slow', slack: (random) => (random() < 0.01 ? { delayMs: 6_000 } : 'none') },
  { name: 'Slack closes', slack: (random) => (random() < 0.2 ? 'closed connection' : 'none') },
  { name: 'Slack loses answers', slack: (random) => (random() < 0.05 ? 'lost answer' : 'none') },
  { name: 'Slack refuses token', slack: (_, calls) => (calls > 0.1 && calls < 0.25 ? REFUSED : 'none') },
  { name: 'DynamoDB throttles', dynamoDb: (random) => (random() < 0.2 ? THROTTLED : 'none') },
  { name: 'DynamoDB away', dynamoDb: (_, calls) => (calls > 1 && calls < 2 ? 'closed connection' : 'none') },
];
