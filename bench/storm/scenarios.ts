import type { Fault } from './fault-proxy.ts';

/** One kind of weather: what happens to calls, and to the handlers themselves. */
export interface Scenario {
  readonly name: string;
  readonly slack?: CallWeather;
  readonly dynamoDb?: CallWeather;
  /** The chance that a handler is killed while it works at a batch. */
  readonly kill?: number;
  /** Whether the bot may not read the channel, and so cannot look for what it may have posted. */
  readonly mayNotRead?: true;
  /** One alert alone, in place of as many as there are for each scenario. */
  readonly isLone?: true;
  /** A flood by one identity, with single alerts of other accounts among it. */
  readonly hasDecoys?: true;
  /** How many times as fast as in other scenarios the handlers' clock runs. */
  readonly haste?: number;
}

export interface Progress {
  /** The number of calls so far for each event of the scenario, so that an outage begins and ends. */
  readonly calls: number;
  /** On the handlers' clock. */
  readonly minutes: number;
}

/** Delays are on the handlers' clock. */
type CallWeather = (random: () => number, progress: Progress) => Fault;

const limited = (seconds: number): Fault => ({ status: 429, headers: { 'retry-after': String(seconds) } });
const REFUSED = { status: 200, body: { ok: false, error: 'invalid_auth' } };
const THROTTLED = {
  status: 400,
  body: { __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException', message: 'storm' },
};
const losing: CallWeather = (random) => (random() < 0.05 ? 'lost answer' : 'none');

export const SCENARIOS: readonly Scenario[] = [
  { name: 'fair weather' },
  { name: 'decoys over accounts', hasDecoys: true },
  { name: 'handlers killed', kill: 0.15 },
  { name: 'handlers killed, no history', kill: 0.15, mayNotRead: true },
  { name: 'Slack 429', slack: (random) => (random() < 0.3 ? limited(3) : 'none') },
  { name: 'Slack 429, 5 min of 1 s', haste: 2, slack: (_, { minutes }) => (minutes < 5 ? limited(1) : 'none') },
  { name: 'Slack 429, 5 min of 600 s', haste: 2, slack: (_, { minutes }) => (minutes < 5 ? limited(600) : 'none') },
  {
    name: 'Slack 429, 1 h, a lone alert',
    isLone: true,
    haste: 20,
    slack: (_, { minutes }) => (minutes < 60 ? limited(1) : 'none'),
  },
  { name: 'Slack 500', slack: (random) => (random() < 0.2 ? { status: 500 } : 'none') },
  // A little longer than a call may take: it arrives when its answer is no longer waited for.
  { name: 'Slack slow', slack: (random) => (random() < 0.03 ? { delayMs: 24_000 } : 'none') },
  { name: 'Slack closes', slack: (random) => (random() < 0.1 ? 'closed connection' : 'none') },
  { name: 'Slack loses answers', slack: losing },
  { name: 'Slack loses answers, no history', slack: losing, mayNotRead: true },
  { name: 'Slack refuses token', slack: (_, { calls }) => (calls > 0.1 && calls < 0.25 ? REFUSED : 'none') },
  { name: 'DynamoDB throttles', dynamoDb: (random) => (random() < 0.2 ? THROTTLED : 'none') },
  { name: 'DynamoDB away', dynamoDb: (_, { calls }) => (calls > 1 && calls < 2 ? 'closed connection' : 'none') },
];
