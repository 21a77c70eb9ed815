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
}

export interface ReportTotals {
  readonly events: number;
  readonly files: number;
  /** The times of the first and the last event; empty where there is none. */
  readonly first: string;
  readonly last: string;
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
