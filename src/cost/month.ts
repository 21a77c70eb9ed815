import type { feedsOf } from '../lint/index.ts';

export type Feed = ReturnType<typeof feedsOf>[number];

/** What events of one rule come to in a month. */
export interface RuleMonth {
  readonly id: string;
  /** What the rule needs to be sent. */
  readonly feeds: readonly Feed[];
  /** Events that its pattern matches: messages on its handler's queue. Among them those that only read. */
  readonly matched: number;
  readonly readOnly: number;
  /** Findings that were held against what is remembered: thresholds, `first-seen`, sequences. */
  readonly correlated: number;
  /** Findings that were told, in a message or a thread. */
  readonly alerts: number;
  /** How often each kind of destination was told of them. */
  readonly told: { readonly slack: number; readonly sns: number; readonly eventbridge: number };
}

/** What a deployment stands for at rest, counted from its template. */
export interface Footprint {
  readonly alarms: number;
  readonly dashboards: number;
  readonly keys: number;
  /** Metrics that are written all the time. */
  readonly metrics: number;
  /** Queues that a function waits at. */
  readonly polledQueues: number;
  readonly heartbeats: number;
}

/** What is charged for in a month of 30 days. */
export interface Month {
  readonly managementReads: number;
  readonly managementWrites: number;
  readonly networkEvents: number;
  /** By `resources.type`; `*` where it is not known. */
  readonly dataEvents: Readonly<Record<string, number>>;
  readonly trails: number;
  /** The logs of one trail, as they are stored. */
  readonly logs: { readonly gigabytes: number; readonly files: number; readonly keptDays: number };
  /** Of an event as JSON, on average. */
  readonly eventBytes: number;
  /** Events that cross to the hub from other regions and accounts, and all that come to its bus; zero without one. */
  readonly forwarded: number;
  readonly onHub: number;
  readonly archiveDays: number;
  readonly rules: readonly RuleMonth[];
  readonly footprint: Footprint;
}

export function sumOf(month: Month, of: (rule: RuleMonth) => number): number {
  return month.rules.reduce((sum, rule) => sum + of(rule), 0);
}

/** Whether a rule needs Insights, which a trail then makes of all its management events. */
export function needsInsights({ feeds }: RuleMonth): boolean {
  return feeds.some(({ kind }) => kind === 'insight');
}

/** The types of data events that a rule needs. */
export function dataTypesOf({ feeds }: RuleMonth): string[] {
  return feeds.flatMap(({ kind, of }) => (kind === 'data' && of !== undefined ? [of] : []));
}

/** Events that Insights look at, if a rule needs them: one kind at the rate of calls that write, one at the rate of all errors. */
export function analysedEvents({ rules, managementReads, managementWrites }: Month): number {
  return rules.some(needsInsights) ? 2 * managementWrites + managementReads : 0;
}
