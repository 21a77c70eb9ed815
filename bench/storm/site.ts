/** The site that the storm is blown at, laid over Trailbell's own when it is packaged. */
export const CHANNEL = 'C0STORMSTORM';
export const TOKEN = 'xoxb-storm';

/** Enough rules that none has 200 messages in an hour of the warped clock: beyond, the flood guard would collect them. */
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
    flood: { per-hour: 200 }
  `,
  // Each event is a message of its own; several rules, as the messages of one are bounded.
  ...Object.fromEntries(SINGLES.map((name) => [`rules/storm/${name.toLowerCase()}.yml`, single(name)])),
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
  /** The message that EventBridge puts on the queue. */
  readonly body: string;
}

/** The n-th event of a scenario. Three of four belong to bursts of about fifty; one in ten happened up to ten minutes before. */
export function stormEvent(
  scenario: string,
  index: number,
  { nowMs, random }: { nowMs: number; random: () => number },
): StormEvent {
  const isBurst = random() < 0.75;
  const eventId = `${scenario}-event-${index}`;
  const user = `${scenario}-user-${Math.floor(index / 66)}`;
  const eventName = isBurst ? 'Burst' : String(SINGLES[index % SINGLES.length]);
  const eventTime = new Date(nowMs - (random() < 0.1 ? random() * 600_000 : 0)).toISOString();
  const detail = {
    eventVersion: '1.11',
    eventID: eventId,
    eventName,
    eventSource: 'storm.amazonaws.com',
    eventTime,
    eventType: 'AwsApiCall',
    awsRegion: 'eu-central-1',
    sourceIPAddress: `198.51.100.${1 + Math.floor(random() * 4)}`,
    userIdentity: { type: 'IAMUser', userName: user, arn: `arn:aws:iam::123456789012:user/${user}` },
    recipientAccountId: '123456789012',
  };
  const envelope = {
    version: '0',
    id: eventId,
    account: '123456789012',
    time: eventTime,
    region: 'eu-central-1',
    resources: [],
  };
  const event = { ...envelope, 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.storm', detail };
  const body = JSON.stringify({ rule: `storm/${eventName.toLowerCase()}`, event });
  return { eventId, ...(isBurst && { user }), body };
}
