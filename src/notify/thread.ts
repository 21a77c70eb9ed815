import type { Finding, FindingRule } from '../finding/finding.ts';
import { SEVERITIES } from '../rule/rule.ts';
import { plainText } from '../template/index.ts';
import { type Alert, describeAlert, headlineOf } from './alert.ts';

/** Findings that share a message: the alert of the first, and what the others added. */
export interface AlertThread {
  readonly card: Alert;
  /** Events. */
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** The rule of the alert first. */
  readonly rules: readonly Pick<FindingRule, 'id' | 'title' | 'severity'>[];
  /** What is new since the message was last brought up to date. */
  readonly lines: readonly News[];
  readonly linesLeftOut: number;
  /** What the lines that were left out are about, and how many of them each. */
  readonly leftOut?: About<readonly { readonly name: string; readonly count: number }[]>;
  /** How many accounts, identities and resources the events are about. */
  readonly spread?: About<{ readonly count: number }>;
  /** Whether there are events of which that is not known. */
  readonly hasEarlier?: boolean;
  /** Whether the channel is to be told beside the message, as the thread has spread or grown. */
  readonly broadcast?: boolean;
  /** Whether it collects what would have been messages of their own. */
  readonly isDigest?: boolean;
}

type About<T> = Readonly<Record<'accounts' | 'identities' | 'resources', T>>;

export interface News {
  readonly timeMs: number;
  readonly traits: readonly string[];
  readonly url?: string;
}

const MAX_FACTS = 12;
const MAX_TRAIT = 160;
const MAX_LEFT_OUT = 500;
/** More are not told apart. */
const MOST_COUNTED = 300;

/** The thread of one finding that no other will join. */
export function soleThread(finding: Finding, note?: string): AlertThread {
  const alert = describeAlert(finding);
  const timeMs = Date.parse(finding.time);
  return {
    card: note ? { ...alert, summary: plainText(`${note} ${alert.summary}`, 900) } : alert,
    count: 1,
    firstMs: timeMs,
    lastMs: timeMs,
    rules: [{ ...finding.rule, severity: finding.severity }],
    lines: [],
    linesLeftOut: 0,
  };
}

/** The alert of a thread: with the gravest severity, how many events there were, and the other rules that they met. */
export function threadAlert({ card, rules, ...repeats }: AlertThread): Alert {
  const gravest = Math.max(...rules.map(({ severity }) => SEVERITIES.indexOf(severity)));
  const severity = SEVERITIES[gravest] ?? card.severity;
  const others = rules.slice(1).map(({ title, id }) => `${title} (${id})`);
  const counter = countText(repeats);
  return {
    ...card,
    severity,
    headline: `${headlineOf(severity, card.title)}${counter && ` · ${counter}`}`,
    facts:
      others.length > 0
        ? [...card.facts.slice(0, MAX_FACTS), { label: 'Also', value: plainText(others.join(', '), 400) }]
        : card.facts,
  };
}

/** `×37 in 12 min, 2 accounts, 5 resources, last 14:15 UTC`; empty for one event. */
export function countText({
  count,
  firstMs,
  lastMs,
  spread,
  hasEarlier = false,
}: Pick<AlertThread, 'count' | 'firstMs' | 'lastMs' | 'spread' | 'hasEarlier'>): string {
  if (count < 2) return '';
  const parts = [
    spanText(lastMs - firstMs),
    ...(hasEarlier ? [] : spreadTexts(spread)),
    `last ${timeText(lastMs, firstMs)} UTC`,
  ];
  return `×${count} in ${parts.join(', ')}`;
}

function spreadTexts(spread: AlertThread['spread']): string[] {
  const kinds = ['accounts', 'identities', 'resources'] as const;
  return kinds.flatMap((kind) => {
    const count = spread?.[kind].count ?? 0;
    if (count < 2) return [];
    return [count > MOST_COUNTED ? `over ${MOST_COUNTED} ${kind}` : `${count} ${kind}`];
  });
}

/** What there was no room for: `37 more brought something new`, `in 123456789012 ×30, 210987654321 ×7`, `by alice ×37`. */
export function leftOutTexts({ linesLeftOut, leftOut }: AlertThread): string[] {
  if (linesLeftOut === 0) return [];
  const kinds = [
    ['in', 'accounts'],
    ['by', 'identities'],
    ['on', 'resources'],
  ] as const;
  const about = kinds.flatMap(([word, kind]) => {
    const names = leftOut?.[kind].map(({ name, count }) => `${name} ×${count}`) ?? [];
    return names.length > 0 ? [plainText(`${word} ${names.join(', ')}`, MAX_LEFT_OUT)] : [];
  });
  return [`${linesLeftOut} more brought something new`, ...about];
}

/** A line of an answer: `14:06 also from 203.0.113.9, Brazil · with Terraform`. */
export function newsText({ timeMs, traits }: News): string {
  return plainText(`${timeText(timeMs, timeMs)} also ${traits.join(' · ')}`, 400);
}

/** What an alert shows, piece by piece, to be compared with what its thread has shown before. */
export function traitsOf(alert: Alert): string[] {
  const facts = alert.facts.filter(({ epochSeconds, ofTelling }) => epochSeconds === undefined && !ofTelling);
  return [...facts.map(({ label, value }) => `${phrase(label)}${value}`), `in ${alert.place}`].map((trait) =>
    plainText(trait, MAX_TRAIT),
  );
}

function phrase(label: string): string {
  if (label === 'Who') return 'by ';
  if (label === 'What changed') return '';
  const isAcronym = label === label.toUpperCase();
  return `${isAcronym ? label : label.charAt(0).toLowerCase() + label.slice(1)} `;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

function spanText(spanMs: number): string {
  const [unit, unitMs] = UNITS.find(([, ms]) => spanMs >= 2 * ms) ?? (['s', 1000] as const);
  return `${Math.max(1, Math.round(spanMs / unitMs))} ${unit}`;
}

/** Hours and minutes, with the day where it is another than that of the beginning. */
function timeText(timeMs: number, sinceMs: number): string {
  const [iso, since] = [timeMs, sinceMs].map((ms) => new Date(ms).toISOString()) as [string, string];
  const time = iso.slice(11, 16);
  return iso.slice(0, 10) === since.slice(0, 10) ? time : `${iso.slice(0, 10)} ${time}`;
}
