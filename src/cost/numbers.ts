import type { Settings } from '../settings/settings.ts';
import { LOG_FILE_MINUTES, MONTH_DAYS, PACKED_EVENT_BYTES } from './assumptions.ts';
import { type Month, type RuleMonth, sumOf } from './month.ts';

/** Numbers of a month that somebody knows. What is left out stays as it was counted. */
export interface Numbers {
  readonly managementEvents?: number;
  /** Of the management events, those that only read: from 0 to 1. */
  readonly readShare?: number;
  /** By `resources.type`, or `*`. */
  readonly dataEvents?: Readonly<Record<string, number>>;
  readonly networkEvents?: number;
  /** Events that rules match. */
  readonly matchedEvents?: number;
  readonly alerts?: number;
  /** Regions with events, which are taken to have as many each. */
  readonly regions?: number;
}

/** How many management events only read, where nobody says so. */
export const READ_SHARE = 0.8;

/** Stands for the rules where numbers say what they match, and not which. */
const ALL_RULES = 'all rules together';

/** A month with other numbers than those that were counted. */
export function withNumbers(month: Month, numbers: Numbers, settings: Settings): Month {
  const events = {
    ...month,
    ...managementOf(month, numbers),
    dataEvents: { ...month.dataEvents, ...numbers.dataEvents },
  };
  const { networkEvents = month.networkEvents } = numbers;
  const ruled = { ...events, networkEvents, rules: rulesOf(month, numbers, settings) };
  return { ...ruled, ...hubOf(ruled, numbers), logs: logsOf(ruled, numbers) };
}

function managementOf(month: Month, { managementEvents, readShare }: Numbers): Partial<Month> {
  if (managementEvents === undefined && readShare === undefined) return {};
  const counted = month.managementReads + month.managementWrites;
  const all = managementEvents ?? counted;
  const share = readShare ?? (counted > 0 ? month.managementReads / counted : READ_SHARE);
  return { managementReads: all * share, managementWrites: all - all * share };
}

/** The rules as often as is said, in the proportions that were counted. */
function rulesOf(month: Month, { matchedEvents, alerts }: Numbers, settings: Settings): readonly RuleMonth[] {
  if (matchedEvents === undefined && alerts === undefined) return month.rules;
  const counted = { matched: sumOf(month, ({ matched }) => matched), alerts: sumOf(month, (rule) => rule.alerts) };
  const wanted = { matched: matchedEvents ?? Math.max(counted.matched, alerts ?? 0), alerts: alerts ?? counted.alerts };
  const ofMatched = counted.matched > 0 ? wanted.matched / counted.matched : 0;
  const ofAlerts = counted.alerts > 0 ? wanted.alerts / counted.alerts : 0;
  const rules = month.rules.map((rule) => ({
    ...rule,
    matched: ofMatched * rule.matched,
    readOnly: ofMatched * rule.readOnly,
    correlated: ofMatched * rule.correlated,
    alerts: ofAlerts * rule.alerts,
    told: mapped(rule.told, (count) => ofAlerts * count),
  }));
  const rest = {
    matched: ofMatched > 0 ? 0 : wanted.matched,
    alerts: ofAlerts > 0 ? 0 : wanted.alerts,
  };
  if (rest.matched === 0 && rest.alerts === 0) return rules;
  return [
    ...rules,
    {
      ...{ id: ALL_RULES, feeds: [], readOnly: 0, correlated: 0, ...rest },
      told: mapped(destinationsOf(settings), (count) => count * rest.alerts),
    },
  ];
}

/** How many destinations of each kind a finding goes to that no route names in particular. */
function destinationsOf({ routes, destinations }: Settings): RuleMonth['told'] {
  const told = { slack: 0, sns: 0, eventbridge: 0 };
  for (const name of routes.at(-1)?.notify ?? []) {
    const destination = destinations[name];
    if (destination) told[destination.type] += 1;
  }
  return told;
}

function mapped(told: RuleMonth['told'], of: (count: number) => number): RuleMonth['told'] {
  return { slack: of(told.slack), sns: of(told.sns), eventbridge: of(told.eventbridge) };
}

/** What rules match is the least that must cross: the patterns of forwarders are coarser. */
function hubOf(month: Month, { regions }: Numbers): Partial<Month> {
  if (regions === undefined) return {};
  const matched = sumOf(month, (rule) => rule.matched);
  return { forwarded: matched * (1 - 1 / regions), onHub: matched };
}

/** The logs of a month that is known by numbers alone. */
function logsOf(month: Month, { managementEvents, regions = 1 }: Numbers): Month['logs'] {
  if (managementEvents === undefined || month.logs.files > 0) return month.logs;
  const dataEvents = Object.values(month.dataEvents).reduce((sum, events) => sum + events, 0);
  const events = month.managementReads + month.managementWrites + month.networkEvents + dataEvents;
  const gigabytes = (events * PACKED_EVENT_BYTES) / 1e9;
  return { ...month.logs, gigabytes, files: (regions * MONTH_DAYS * 24 * 60) / LOG_FILE_MINUTES };
}
