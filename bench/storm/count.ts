import type { JsonObject } from '../../src/cloudtrail/json.ts';
import type { StormEvent } from './site.ts';
import { drain } from './warped-queue.ts';
import type { WeatherStation } from './weather-station.ts';

/** What became of the findings of a scenario; each is expected at two destinations, people and machines, but decoys at the latter alone. */
export interface Tally {
  readonly expected: number;
  readonly delivered: number;
  /** Deliveries to people beyond the first, in Slack. */
  readonly peopleTwice: number;
  readonly machinesTwice: number;
  /** Of both: those that do not say that they may have been told before. */
  readonly unmarked: number;
  readonly lost: number;
}

/** What arrived of one thing: how often, and how much of that says that it may have been told before. */
interface Arrived {
  readonly times: number;
  readonly marked: number;
}

const NONE: Arrived = { times: 0, marked: 0 };
const MARK = 'May have been told before';

/** Counts by what people see in Slack, with the counters of threads, and by what subscribers of the topics got. */
export async function countDeliveries(
  scenario: string,
  events: readonly StormEvent[],
  { slack, aws, sqs }: WeatherStation,
): Promise<Tally> {
  const machines = await findingsOf('machines', { aws, sqs });
  const rescued = await findingsOf('rescue', { aws, sqs });
  const shown = new Map<string, Arrived>();
  let repeatedAnswers = NONE;
  for (const { content, answers } of slack.shown) {
    const text = String(content.text);
    const about = new RegExp(`${scenario}-(event|user)-\\d+(?=\\.)`).exec(text)?.[0];
    if (!about) continue;
    const times = Number(/×([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? 1);
    shown.set(about, plus(shown.get(about), { times, marked: text.includes(MARK) ? times : 0 }));
    repeatedAnswers = plus(repeatedAnswers, repeatedLines(answers));
  }
  const people: Surplus[] = [];
  for (const { eventId, user, isDecoy } of events) {
    if (!user && !isDecoy) people.push(surplus(1, plus(shown.get(eventId), rescued.get(eventId))));
  }
  for (const [user, burst] of Map.groupBy(events, (event) => event.user)) {
    if (!user) continue;
    // What went to the fallback is counted in its thread too, as soon as that can be shown.
    const { times, marked } = shown.get(user) ?? NONE;
    const saved = burst.reduce((sum, { eventId }) => sum + (rescued.get(eventId)?.times ?? 0), 0);
    people.push(surplus(burst.length, { times: times + Math.min(saved, Math.max(0, burst.length - times)), marked }));
  }
  const subscribers = events.map(({ eventId }) => surplus(1, plus(machines.get(eventId), NONE)));
  const expected = events.length + events.filter(({ isDecoy }) => !isDecoy).length;
  const delivered = sum([...people, ...subscribers], 'delivered');
  const unmarkedAnswers = Math.max(0, repeatedAnswers.times - repeatedAnswers.marked);
  return {
    ...{ expected, delivered, lost: expected - delivered },
    peopleTwice: sum(people, 'twice') + repeatedAnswers.times,
    machinesTwice: sum(subscribers, 'twice'),
    unmarked: sum([...people, ...subscribers], 'unmarked') + unmarkedAnswers,
  };
}

interface Surplus {
  readonly delivered: number;
  readonly twice: number;
  readonly unmarked: number;
}

function surplus(expected: number, { times, marked }: Arrived): Surplus {
  const twice = Math.max(0, times - expected);
  return { delivered: Math.min(expected, times), twice, unmarked: Math.max(0, twice - marked) };
}

/** Lines that a thread was answered with before. */
function repeatedLines(answers: readonly JsonObject[]): Arrived {
  const seen = new Set<string>();
  let repeated = NONE;
  for (const { text } of answers) {
    const isMarked = String(text).includes(MARK);
    for (const line of String(text)
      .replace(/ \(May have been.*$/, '')
      .split('\n')) {
      if (seen.has(line)) repeated = plus(repeated, { times: 1, marked: isMarked ? 1 : 0 });
      seen.add(line);
    }
  }
  return repeated;
}

function plus(a: Arrived = NONE, b: Arrived = NONE): Arrived {
  return { times: a.times + b.times, marked: a.marked + b.marked };
}

function sum(all: readonly Surplus[], name: keyof Surplus): number {
  return all.reduce((total, each) => total + each[name], 0);
}

/** How often each event arrived at the subscriber of a topic. */
async function findingsOf(
  topic: string,
  { aws, sqs }: Pick<WeatherStation, 'aws' | 'sqs'>,
): Promise<Map<string, Arrived>> {
  const found = new Map<string, Arrived>();
  await drain(sqs, `${aws.address}/000000000000/${topic}`, (body) => {
    const notification = JSON.parse(body) as { Message: string };
    const { event, note } = JSON.parse(notification.Message) as { event: { eventID: string }; note?: string };
    const marked = note?.includes(MARK) ? 1 : 0;
    found.set(event.eventID, plus(found.get(event.eventID), { times: 1, marked }));
  });
  return found;
}
