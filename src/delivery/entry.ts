import type { Finding } from '../finding/finding.ts';
import { type Alert, describeAlert, traitsOf } from '../notify/index.ts';
import type { Entry } from '../state/contents.ts';
import { hitOf, valuesAt } from '../state/hit.ts';
import { shortId } from '../state/key.ts';
import { type FloodLimit, limitsOf } from '../state/opening.ts';
import type { Flood, Telling } from '../state/tell.ts';
import { plainText } from '../template/index.ts';
import { isAboutTrailbell, isCorrelated, type Met, peersAt, type Ringing } from './ringing.ts';
import { subjectsOf } from './subjects.ts';

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
  const met = alone || peers.length === 0 ? [ringing] : peers;
  const rules = met.map(({ rule }) => rule);
  const hit = hitOf(ringing.finding, now);
  const ownGroup = alone && ringing.rule.group !== undefined;
  const { group, windowMs } = placeOf(ownGroup ? ringing : (peers[0] ?? ringing));
  const alert = withDoubt(withValues(describeAlert(lead.told), ringing), ringing);
  const entry: Entry<Alert> = {
    ...hit,
    id: alone && !ownGroup ? shortId(hit.event, ringing.rule.id) : hit.event,
    rules: met.map(({ rule: { id, title }, finding: { severity } }) => ({ id, title, severity })),
    subjects: subjectsOf(ringing.finding, rules),
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
    flood: floodOf(entry, { lead, met, perHour: floodPerHour }),
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

/** An alert that says so if it cannot be known whether it should be one. */
function withDoubt(alert: Alert, { overflowed }: Ringing): Alert {
  if (!overflowed) return alert;
  const value = 'More happened than Trailbell can remember, so it tells this without knowing what came before';
  return { ...alert, facts: [{ label: 'Note', value, ofTelling: true }, ...alert.facts] };
}

/** How the new messages of a finding are bounded: by the rule, the account and who acted. Those about Trailbell itself are not. */
function floodOf(
  entry: Entry<Alert>,
  { lead, met, perHour }: { readonly lead: Met; readonly met: readonly Met[]; readonly perHour: number },
): Flood<Alert> {
  const { account, identity } = lead.finding;
  const limit: FloodLimit = { perHour, account: shortId(account.id), identity: shortId(identity.principal) };
  return {
    rule: lead.rule.id,
    peers: met.map(({ rule }) => rule.id).filter((id) => id !== lead.rule.id),
    ...(!isAboutTrailbell(lead.rule) && { limit }),
    entry: digestEntry(entry, lead.finding, perHour),
  };
}

/** What the digest of a flood gets: the finding in a line, and at its head how it came about. */
function digestEntry(entry: Entry<Alert>, { rule, links: { event: url } }: Finding, perHour: number): Entry<Alert> {
  const { card, timeMs } = entry;
  const line = digestLine(entry);
  return {
    ...entry,
    traits: [line],
    summary: line,
    ...(url && { url }),
    replacesCard: false,
    card: {
      ...card,
      summary: tooMany(perHour),
      facts: [{ label: 'First', value: `${new Date(timeMs).toISOString().slice(11, 16)} ${line}` }],
      steps: [],
      origin: rule.id,
    },
  };
}

function tooMany(perHour: number): string {
  const { identity, account, rule } = limitsOf(perHour);
  return `New messages of this rule are more than ${identity} an hour for one identity, ${account} for one account or ${rule} in all: what comes next is listed below.`;
}

/** Where, by whom and on what, then what: a line is cut at its end. */
function digestLine({ card, subjects: { identities, resources } }: Entry<Alert>): string {
  const by = identities.map(({ name }) => ` by ${name}`).join('');
  const on = resources.length > 0 ? ` on ${resources.map(({ name }) => name).join(', ')}` : '';
  return `${plainText(`${card.place}${by}${on}`, 280)}: ${card.summary}`;
}
