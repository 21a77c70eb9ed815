import type { Finding } from '../finding/finding.ts';
import { type Alert, describeAlert, traitsOf } from '../notify/index.ts';
import type { Rule } from '../rule/rule.ts';
import { hitOf, valuesAt } from '../state/hit.ts';
import { shortId } from '../state/key.ts';
import type { Telling } from '../state/tell.ts';
import type { Entry } from '../state/thread.ts';
import { plainText } from '../template/index.ts';
import { isCorrelated, type Met, peersAt, type Ringing } from './ringing.ts';

/** Findings of one event come close together; those of one Insight within its length. */
const EVENT_WINDOW_MS = 60 * 60_000;
const INSIGHT_WINDOW_MS = 7 * 24 * 60 * 60_000;
const MAX_VALUES = 20;
const MAX_SHOWN = 400;

export interface TellingOptions {
  readonly destination: string;
  readonly floodPerHour: number;
  readonly paceMs: number;
  readonly now: () => number;
}

/** How a finding is to be told at a channel: in which thread, and what it brings to it. */
export function toTelling(
  ringing: Ringing,
  { destination, floodPerHour, paceMs, now }: TellingOptions,
): Telling<Alert> {
  const peers = peersAt(ringing, destination);
  const alone = isCorrelated(ringing.rule);
  const lead = alone ? ringing : (peers[0] ?? ringing);
  const rules = alone ? [ringing.rule] : peers.map(({ rule }) => rule);
  const hit = hitOf(ringing.finding, now);
  const ownGroup = alone && ringing.rule.group !== undefined;
  const { group, windowMs } = placeOf(ownGroup ? ringing : (peers[0] ?? ringing));
  const alert = withValues(describeAlert(lead.told), ringing);
  const entry: Entry<Alert> = {
    ...hit,
    id: alone && !ownGroup ? shortId(hit.event, ringing.rule.id) : hit.event,
    rules: rules.map(({ id, title, severity }) => ({ id, title, severity })),
    traits: [...traitsOf(alert), ...rules.map(({ title }) => `caught by ${title}`)],
    summary: alert.summary,
    card: alert,
    replacesCard: lead.finding.insight?.state === 'End',
  };
  return {
    destination,
    group,
    windowMs,
    entry,
    earlier: ringing.hits.filter(({ event }) => event !== hit.event),
    flood: { rule: lead.rule.id, perHour: floodPerHour, entry: digestEntry(entry, lead, floodPerHour) },
    paceMs,
  };
}

/** What findings share that belong into one thread: what their rule says, else the Insight, else the event. */
function placeOf({ rule, finding }: Met): { readonly group: readonly unknown[]; readonly windowMs: number } {
  const { group } = rule;
  if (group) return { group: ['group', rule.id, valuesAt(finding, group.by)], windowMs: group.windowSeconds * 1000 };
  const episode = finding.insight?.sharedEventId;
  if (episode) return { group: ['insight', episode], windowMs: INSIGHT_WINDOW_MS };
  return { group: ['event', finding.event.eventID ?? finding.id], windowMs: EVENT_WINDOW_MS };
}

/** An alert that names the different values which a threshold counted. */
function withValues(alert: Alert, { rule, hits }: Ringing): Alert {
  const path = rule.threshold?.distinct;
  if (path === undefined) return alert;
  const values = [...new Set(hits.flatMap(({ value }) => (value === undefined ? [] : [value])))];
  const shown = values.slice(0, MAX_VALUES).join(', ');
  const more = values.length > MAX_VALUES ? ` and ${values.length - MAX_VALUES} more` : '';
  return {
    ...alert,
    facts: [{ label: `Each ${path}`, value: plainText(`${shown}${more}`, MAX_SHOWN) }, ...alert.facts],
  };
}

/** What the digest of a flood gets: the finding in a line, and at its head how it came about. */
function digestEntry(
  entry: Entry<Alert>,
  { finding, rule }: { finding: Finding; rule: Rule },
  perHour: number,
): Entry<Alert> {
  const { card, timeMs } = entry;
  const line = `${card.place}: ${card.summary}`;
  const { event: url } = finding.links;
  return {
    ...entry,
    traits: [line],
    summary: line,
    ...(url && { url }),
    replacesCard: false,
    card: {
      ...card,
      summary: `More than ${perHour} new messages of this rule within an hour: what comes next is listed below.`,
      facts: [{ label: 'First', value: `${new Date(timeMs).toISOString().slice(11, 16)} ${line}` }],
      steps: [],
      origin: rule.id,
    },
  };
}
