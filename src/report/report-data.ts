import type { Rule, Severity } from '../rule/rule.ts';

/** What a report is drawn from. Numbers in alerts are places in `texts`, as most texts stand in many alerts. */
export interface ReportData extends ReportTotals {
  readonly rules: readonly ReportRule[];
  /** Where a text has `EVENT_ID`, the alert's own event ID belongs. */
  readonly texts: readonly string[];
  /** In order of time; those without one come first. */
  readonly alerts: readonly PackedAlert[];
  readonly held: number;
  readonly suppressed: number;
  readonly about: ReportAbout;
}

/** What was run over what, and when. */
export interface ReportAbout {
  /** Files, folders and prefixes, as they were named. */
  readonly paths: readonly string[];
  readonly rulesFolder: string;
  readonly ruleCount: number;
  /** What the events were narrowed to, in words: `since 2026-03-01T00:00:00`. */
  readonly filters: readonly string[];
  /** ISO 8601, in UTC. */
  readonly madeAt: string;
  readonly comparison?: ReportComparison;
  /** What a month like the one replayed costs, where that can be told. */
  readonly cost?: ReportCost;
}

/** What a month costs, at the list prices of a region. */
export interface ReportCost {
  readonly region: string;
  /** Of the prices: `YYYY-MM-DD`. */
  readonly date: string;
  /** What it comes to, in one sentence. */
  readonly sentence: string;
  readonly parts: readonly CostPart[];
}

export interface CostPart {
  readonly group: 'rest' | 'trail' | 'delivery' | 'alerts';
  readonly item: string;
  /** Null where the price is not known. */
  readonly dollars: number | null;
  /** Whether nobody has seen the price in a list of the region. */
  readonly unverified: boolean;
}

/** How the alerts differ from those of other rules. */
export interface ReportComparison {
  /** The other rules, as they were named. */
  readonly other: string;
  /** What it comes to, in one sentence. */
  readonly sentence: string;
  readonly rules: readonly RuleChanges[];
}

export interface ReportTotals {
  readonly events: number;
  readonly files: number;
  /** The times of the first and the last event; empty where there is none. */
  readonly first: string;
  readonly last: string;
}

/** How the alerts of one rule differ. */
export interface RuleChanges {
  readonly ruleId: string;
  readonly alertsBefore: number;
  readonly alertsAfter: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

export type ReportRule = Pick<Rule, 'id' | 'title' | 'severity' | 'attack'>;

export interface PackedAlert {
  /** Seconds since 1970; -1 where the event has no time. */
  readonly time: number;
  /** Place in `rules`. */
  readonly rule: number;
  readonly severity: Severity;
  /** Whether it joined the message of another. */
  readonly joined: boolean;
  readonly eventId: string;
  readonly actor: number;
  readonly country: number;
  readonly account: number;
  readonly headline: number;
  readonly place: number;
  readonly summary: number;
  readonly origin: number;
  /** Labels and values in turn; the value of a time is `TIME`. */
  readonly facts: readonly number[];
  readonly steps: readonly number[];
  /** Labels and addresses in turn. */
  readonly links: readonly number[];
}

/** Of Unicode's private use. In an event's own text it would read as that event's ID, which harms nobody. */
export const EVENT_ID = '\u{F8FF}';
export const TIME = -1;
