import { dataResourceType, feedsOf, toSubject } from '../lint/index.ts';
import type { Census, CensusRow } from '../replay/census.ts';
import type { ReadTotals } from '../replay/read-matches.ts';
import { daysOf } from '../replay/summary.ts';
import type { Rule } from '../rule/rule.ts';
import { EVENT_BYTES, MONTH_DAYS } from './assumptions.ts';
import type { Footprint, Month, RuleMonth } from './month.ts';
import type { Usage } from './usage.ts';

/** Types of data events that are not known by their name. */
export const ANY_TYPE = '*';

/** Where events are forwarded to. */
export interface HubPlace {
  readonly region: string;
  /** The account whose events need not cross; any account's if left out. */
  readonly account?: string;
  readonly archiveDays: number;
}

/** What there is to a month beside what logs say. */
export interface Setup {
  readonly trails: number;
  readonly logDays: number;
  readonly hub?: HubPlace;
  readonly footprint: Footprint;
}

export interface CountedLogs {
  readonly totals: ReadTotals;
  readonly census: Census;
  readonly usage: Usage;
}

const NOTHING = { matched: 0, readOnly: 0, correlated: 0, alerts: 0, told: { slack: 0, sns: 0, eventbridge: 0 } };

/** A month in which nothing happens. */
export function quietMonth(rules: readonly Rule[], { trails, logDays, hub, footprint }: Setup): Month {
  return {
    ...{ managementReads: 0, managementWrites: 0, networkEvents: 0, dataEvents: {} },
    trails,
    logs: { gigabytes: 0, files: 0, keptDays: logDays },
    eventBytes: EVENT_BYTES,
    ...{ forwarded: 0, onHub: 0, archiveDays: hub?.archiveDays ?? 0 },
    rules: rules
      .filter(({ enabled }) => enabled)
      .map((rule) => ({ id: rule.id, feeds: feedsOf(toSubject(rule)), ...NOTHING })),
    footprint,
  };
}

/** The month of which logs are a part: what they hold, as often as their days go into 30. Less than a day counts as one. */
export function monthOfLogs(rules: readonly Rule[], { totals, census, usage }: CountedLogs, setup: Setup): Month {
  const factor = MONTH_DAYS / daysOf(totals);
  const quiet = quietMonth(rules, setup);
  const count = (wanted: (row: CensusRow) => boolean): number =>
    factor * census.rows.filter(wanted).reduce((sum, { events }) => sum + events, 0);
  const events = count(() => true);
  const { hub } = setup;
  return {
    ...quiet,
    managementReads: count((row) => row.kind === 'management-read' && dataTypeOf(row) === undefined),
    managementWrites: count((row) => row.kind === 'management-write' && dataTypeOf(row) === undefined),
    networkEvents: count(({ kind }) => kind === 'network'),
    dataEvents: dataEventsOf(census.rows, factor),
    logs: { ...quiet.logs, gigabytes: (factor * totals.bytes) / 1e9, files: factor * totals.files },
    ...(events > 0 && { eventBytes: (factor * census.bytes) / events }),
    ...(hub && {
      forwarded: count((row) => row.names.length > 0 && isElsewhere(row, hub)),
      onHub: count(({ names }) => names.length > 0),
    }),
    rules: quiet.rules.map((rule) => ({ ...rule, ...scaled(usage.byRule.get(rule.id) ?? NOTHING, factor) })),
  };
}

function isElsewhere({ region, account }: CensusRow, hub: HubPlace): boolean {
  return region !== hub.region || (hub.account !== undefined && account !== hub.account);
}

function dataEventsOf(rows: readonly CensusRow[], factor: number): Record<string, number> {
  const events = new Map<string, number>();
  for (const row of rows) {
    const type = dataTypeOf(row);
    if (type !== undefined) events.set(type, (events.get(type) ?? 0) + factor * row.events);
  }
  return Object.fromEntries(events);
}

/** The `resources.type` of data events; undefined for others. Of old records only the name tells. */
function dataTypeOf({ kind, call }: CensusRow): string | undefined {
  if (kind === 'network' || kind === 'insight') return undefined;
  const [eventSource = '', eventName = ''] = call.split(' ');
  return dataResourceType(eventSource, eventName) ?? (kind === 'data' ? ANY_TYPE : undefined);
}

function scaled(usage: typeof NOTHING, factor: number): Omit<RuleMonth, 'id' | 'feeds'> {
  const { told } = usage;
  return {
    matched: factor * usage.matched,
    readOnly: factor * usage.readOnly,
    correlated: factor * usage.correlated,
    alerts: factor * usage.alerts,
    told: { slack: factor * told.slack, sns: factor * told.sns, eventbridge: factor * told.eventbridge },
  };
}
