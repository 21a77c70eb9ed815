import { hash } from 'node:crypto';

/** The site that the storm is blown at, laid over Trailbell's own when it is packaged. */
export const CHANNEL = 'C0STORMSTORM';
export const TOKEN = 'xoxb-storm';

/** Enough rules that none has too many messages in an hour of the warped clock: a digest would collect them. */
const SINGLES = Array.from({ length: 16 }, (_, index) => `Single${index}`);

function single(name: string): string {
  return `
    title: ${name}
    description: Each event rings by itself.
    severity: high
    pattern: { source: [aws.storm], detail: { eventName: [${name}] } }
    alert: { summary: "{event.eventID}." }
    runbook: Look at it.
  `;
}

export const SITE: Readonly<Record<string, string>> = {
  'trailbell.yml': `
    destinations:
      people: { type: slack, channel: "${CHANNEL}", token-parameter: /trailbell/slack-token, reads-history: true }
      machines: { type: sns, topic: "arn:aws:sns:us-east-1:000000000000:machines", format: json }
      rescue: { type: sns, topic: "arn:aws:sns:us-east-1:000000000000:rescue", format: json }
    routes:
      - notify: [people, machines]
    fallback: rescue
  `,
  // Each event is a message of its own; several rules, as the messages of one are bounded.
  ...Object.fromEntries(SINGLES.map((name) => [`rules/storm/${name.toLowerCase()}.yml`, single(name)])),
  'rules/storm/decoy.yml': single('Decoy'),
  // Events of one user share a thread.
  'rules/storm/burst.yml': `
    title: Burst
    description: Events of one user come in bursts.
    severity: medium
    pattern: { source: [aws.storm], detail: { eventName: [Burst] } }
    alert: { summary: "{event.userIdentity.userName}." }
    group: { by: [identity.name], window: 1h }
    runbook: Look at it.
  `,
};

export interface StormEvent {
  readonly eventId: string;
  /** Set where the event belongs to a burst: whose. */
  readonly user?: string;
  /** One of so many by the same identity that a digest may have it. */
  readonly isDecoy?: true;
  /** The message that EventBridge puts on the queue. */
  readonly body: string;
}

export interface Surroundings {
  readonly nowMs: number;
  readonly random: () => number;
}

/** The n-th event of a scenario. Three of four belong to bursts of about fifty; one in ten happened up to ten minutes before. */
export function stormEvent(scenario: string, index: number, { nowMs, random }: Surroundings): StormEvent {
  const isBurst = random() < 0.75;
  const user = `${scenario}-user-${Math.floor(index / 66)}`;
  const eventName = isBurst ? 'Burst' : String(SINGLES[index % SINGLES.length]);
  const timeMs = nowMs - (random() < 0.1 ? random() * 600_000 : 0);
  const eventId = `${scenario}-event-${index}`;
  const happened = { eventId, eventName, user, account: accountOf(user), timeMs };
  return { eventId, ...(isBurst && { user }), body: bodyOf(happened, random) };
}

/** The n-th event of a flood by one identity. One in eight is a stranger's, each in an account of its own. */
export function decoyEvent(scenario: string, index: number, { nowMs, random }: Surroundings): StormEvent {
  const isDecoy = index % 8 !== 7;
  const eventId = `${scenario}-event-${index}`;
  const user = isDecoy ? `${scenario}-decoy` : `${scenario}-stranger-${index}`;
  const happened = { eventId, eventName: 'Decoy', user, account: accountOf(user), timeMs: nowMs };
  return { eventId, ...(isDecoy && { isDecoy }), body: bodyOf(happened, random) };
}

interface Happened {
  readonly eventId: string;
  readonly eventName: string;
  readonly user: string;
  readonly account: string;
  readonly timeMs: number;
}

/** The message that EventBridge puts on the queue. */
function bodyOf({ eventId, eventName, user, account, timeMs }: Happened, random: () => number): string {
  const eventTime = new Date(timeMs).toISOString();
  const detail = {
    eventVersion: '1.11',
    eventID: eventId,
    eventName,
    eventSource: 'storm.amazonaws.com',
    eventTime,
    eventType: 'AwsApiCall',
    awsRegion: 'eu-central-1',
    sourceIPAddress: `198.51.100.${1 + Math.floor(random() * 4)}`,
    userIdentity: { type: 'IAMUser', userName: user, arn: `arn:aws:iam::${account}:user/${user}`, accountId: account },
    recipientAccountId: account,
  };
  const envelope = {
    version: '0',
    id: eventId,
    account,
    time: eventTime,
    region: 'eu-central-1',
    resources: [],
  };
  const event = { ...envelope, 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.storm', detail };
  return JSON.stringify({ rule: `storm/${eventName.toLowerCase()}`, event });
}

function accountOf(user: string): string {
  return String(Number.parseInt(hash('sha256', user).slice(0, 12), 16) % 1e12).padStart(12, '0');
}
