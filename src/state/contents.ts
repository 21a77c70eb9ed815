import type { FindingRule } from '../finding/finding.ts';
import { SEVERITIES, type Severity } from '../rule/rule.ts';
import type { Hit } from './hit.ts';
import { holds, type ShortIds, shortId, withNewest } from './key.ts';
import { type News, NO_NEWS, toLine, withLine } from './news.ts';
import {
  afterBroadcast,
  isBroadcastDue,
  KINDS,
  openSpread,
  type Spread,
  type Subjects,
  withoutBroadcast,
  withSubjects,
} from './spread.ts';

/** What one finding brings to a thread. */
export interface Entry<Card> extends Hit {
  /** Short id of the contribution: one event may bring several, each by another rule. */
  readonly id: string;
  readonly rules: readonly ThreadRule[];
  /** What it shows to people, piece by piece: pieces that the thread has not shown are news. */
  readonly traits: readonly string[];
  /** What it is about: a thread that spreads to others says so in its channel. */
  readonly subjects: Subjects;
  /** The finding in a sentence: news if nothing else is, and it is another than those before. */
  readonly summary: string;
  /** Where people can look at it; kept with its news. */
  readonly url?: string;
  /** The message as it is to be shown if this finding opens the thread. */
  readonly card: Card;
  /** Whether its card takes the place of the thread's, as the end of an Insight knows more than its start. */
  readonly replacesCard: boolean;
}

export type ThreadRule = Pick<FindingRule, 'id' | 'title' | 'severity'>;

/** What the message of a thread shows, or is to show. */
export interface Draft<Card> extends News {
  readonly card: Card;
  /** Time of the finding that opened it. */
  readonly anchorMs: number;
  readonly windowMs: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** CloudTrail events. */
  readonly count: number;
  readonly rules: readonly ThreadRule[];
  readonly seen: ShortIds;
  /** Whether events count of which nothing is known but their times: they led to the first finding. */
  readonly hasEarlier: boolean;
  /** How far its findings reach, and how far the channel was told. */
  readonly spread: Spread;
  /** Whether the channel is to be told beside the message, as the thread has spread. */
  readonly broadcast: boolean;
  /** How many events there were when the channel was told last, and how grave they were. */
  readonly broadcastCount: number;
  readonly broadcastSeverity: Severity;
  /** Whether it collects what would have been messages of their own: then it also tells the channel as it grows. */
  readonly isDigest: boolean;
  /** Grows with everything that is to be shown. */
  readonly revision: number;
  readonly shown: { readonly revision: number; readonly atMs: number; readonly times: number };
  readonly openedBy: string;
}

/** How a thread is opened. `earlier` are events that led to its first finding and are counted with it. */
export interface Opened {
  readonly windowMs: number;
  readonly nowMs: number;
  readonly earlier: readonly Hit[];
  readonly isDigest: boolean;
}

const MAX_SEEN = 300;
const MAX_RULES = 20;
const DIGEST_GROWN = 10;

/** The thread that a finding opens, before it is posted. */
export function draftThread<Card>(entry: Entry<Card>, { windowMs, nowMs, earlier, isDigest }: Opened): Draft<Card> {
  const events = new Map([...earlier, entry].map(({ event, timeMs }) => [event, timeMs]));
  const times = [...events.values()];
  return {
    card: entry.card,
    anchorMs: entry.timeMs,
    windowMs,
    firstMs: Math.min(...times),
    lastMs: Math.max(...times),
    count: events.size,
    rules: entry.rules.slice(0, MAX_RULES),
    seen: withTraits('', entry),
    ...NO_NEWS,
    hasEarlier: earlier.length > 0,
    spread: openSpread(entry.subjects),
    broadcast: false,
    broadcastCount: events.size,
    broadcastSeverity: gravest(entry.rules),
    isDigest,
    revision: 0,
    shown: { revision: 0, atMs: nowMs, times: 0 },
    openedBy: entry.id,
  };
}

/** A thread to which a finding has come; `counts`: as an event that was not among its events. */
export function withEntry<Card, T extends Draft<Card>>(thread: T, entry: Entry<Card>, counts: boolean): T {
  const isNews = (trait: string): boolean => !holds(thread.seen, shortId(trait));
  const severity = gravest(entry.rules);
  const isGraver = gravity(severity) > gravity(gravest(thread.rules));
  const traits = [...(isGraver ? [`raised to ${severity}`] : []), ...entry.traits.filter(isNews)];
  const news = traits.length > 0 ? traits : [entry.summary].filter(isNews);
  const newRules = entry.rules.filter(({ id }) => !thread.rules.some((rule) => rule.id === id));
  const { spread, news: subjects } = withSubjects(thread.spread, entry.subjects);
  const isAbout = KINDS.some((kind) => kind !== 'rules' && subjects[kind].length > 0);
  const isNewsworthy = news.length > 0 || isAbout;
  if (!counts && !isNewsworthy && newRules.length === 0) return thread;
  const revision = thread.revision + 1;
  const line = { timeMs: entry.timeMs, traits: news, revision, ...(entry.url && { url: entry.url }) };
  const grown = {
    ...thread,
    ...(isNewsworthy && withLine(thread, toLine(line, subjects), entry.subjects)),
    card: entry.replacesCard ? entry.card : thread.card,
    count: thread.count + (counts ? 1 : 0),
    firstMs: Math.min(thread.firstMs, entry.timeMs),
    lastMs: Math.max(thread.lastMs, entry.timeMs),
    rules: [...thread.rules.map((rule) => graverOf(rule, entry.rules)), ...newRules].slice(0, MAX_RULES),
    // A rule that catches what was told already is no news to the channel, unless it is graver.
    spread: counts ? spread : withoutBroadcast(spread, 'rules'),
    seen: withTraits(thread.seen, entry),
    revision,
  };
  return { ...grown, broadcast: isDue(grown) };
}

/** What was shown has been told to the channel, and how far the thread reached then. */
export function withBroadcast<Card, T extends Draft<Card>>(thread: T, shown: Draft<Card>): T {
  if (!shown.broadcast) return thread;
  const spread = afterBroadcast(thread.spread, shown.spread);
  const told = { ...thread, spread, broadcastCount: shown.count, broadcastSeverity: gravest(shown.rules) };
  return { ...told, broadcast: isDue(told) };
}

/** Whether the channel is to be told: of what is graver or spreads, and of a digest that has grown to ten or doubled. */
function isDue({ spread, rules, isDigest, count, broadcastCount, broadcastSeverity }: Draft<unknown>): boolean {
  return (
    gravity(gravest(rules)) > gravity(broadcastSeverity) ||
    isBroadcastDue(spread) ||
    (isDigest && count >= Math.max(DIGEST_GROWN, 2 * broadcastCount))
  );
}

/** A rule with the gravest severity that it was met with: its cases may differ. */
function graverOf(rule: ThreadRule, met: readonly ThreadRule[]): ThreadRule {
  return { ...rule, severity: gravest([rule, ...met.filter(({ id }) => id === rule.id)]) };
}

function gravest(rules: readonly ThreadRule[]): Severity {
  return SEVERITIES[Math.max(0, ...rules.map(({ severity }) => gravity(severity)))] ?? 'informational';
}

function gravity(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function withTraits(seen: ShortIds, { traits, summary }: Entry<unknown>): ShortIds {
  return withNewest(
    seen,
    [...traits, summary].map((trait) => shortId(trait)),
    MAX_SEEN,
  );
}
