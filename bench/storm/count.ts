import type { StormEvent } from './site.ts';
import { drain } from './warped-queue.ts';
import type { WeatherStation } from './weather-station.ts';

/** What became of the findings of a scenario; each is expected at two destinations, people and machines. */
export interface Tally {
  readonly expected: number;
  readonly delivered: number;
  /** Deliveries beyond the first. */
  readonly twice: number;
  readonly deadLettered: number;
  readonly lost: number;
}

/** Counts by what people see in Slack, with the counters of threads, and by what subscribers of the topics got. */
export async function countDeliveries(
  scenario: string,
  events: readonly StormEvent[],
  { slack, aws, sqs }: WeatherStation,
): Promise<Omit<Tally, 'deadLettered'>> {
  const machines = await findingsOf('machines', { aws, sqs });
  const rescued = await findingsOf('rescue', { aws, sqs });
  const shown = new Map<string, number[]>();
  for (const { content } of slack.shown) {
    const text = String(content.text);
    const about = new RegExp(`${scenario}-(event|user)-\\d+(?=\\.)`).exec(text)?.[0];
    if (about)
      shown.set(about, [...(shown.get(about) ?? []), Number(/×([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? 1)]);
  }
  let delivered = 0;
  let twice = 0;
  const count = (expected: number, found: number): void => {
    delivered += Math.min(expected, found);
    twice += Math.max(0, found - expected);
  };
  for (const { eventId } of events) count(1, machines.get(eventId) ?? 0);
  for (const { eventId, user } of events) {
    if (!user) count(1, (shown.get(eventId)?.length ?? 0) + (rescued.get(eventId) ?? 0));
  }
  for (const [user, burst] of Map.groupBy(
    events.filter(({ user }) => user),
    ({ user }) => user ?? '',
  )) {
    const messages = shown.get(user) ?? [];
    const saved = burst.reduce((sum, { eventId }) => sum + (rescued.get(eventId) ?? 0), 0);
    count(burst.length, messages.reduce((sum, number) => sum + number, 0) + saved);
  }
  const expected = 2 * events.length;
  return { expected, delivered, twice, lost: expected - delivered };
}

/** How often each event arrived at the subscriber of a topic. */
async function findingsOf(
  topic: string,
  { aws, sqs }: Pick<WeatherStation, 'aws' | 'sqs'>,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  await drain(sqs, `${aws.address}/000000000000/${topic}`, (body) => {
    const notification = JSON.parse(body) as { Message: string };
    const { event } = JSON.parse(notification.Message) as { event: { eventID: string } };
    found.set(event.eventID, (found.get(event.eventID) ?? 0) + 1);
  });
  return found;
}
