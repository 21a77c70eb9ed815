import type { Month, RuleMonth } from '../../src/cost/month.ts';

/** A deployment of which nothing is charged for at rest. */
export const NOTHING_AT_REST = { alarms: 0, dashboards: 0, keys: 0, metrics: 0, polledQueues: 0, heartbeats: 0 };

/** A month in which nothing happens, but for the changes. */
export function aMonth(changes: Partial<Month> = {}): Month {
  return {
    managementReads: 0,
    managementWrites: 0,
    networkEvents: 0,
    dataEvents: {},
    trails: 1,
    logs: { gigabytes: 0, files: 0, keptDays: 365 },
    eventBytes: 1_500,
    forwarded: 0,
    onHub: 0,
    archiveDays: 0,
    rules: [],
    footprint: NOTHING_AT_REST,
    ...changes,
  };
}

export function aRuleMonth(changes: Partial<RuleMonth> = {}): RuleMonth {
  return {
    ...{ id: 'iam/example', feeds: [], matched: 0, readOnly: 0, correlated: 0, alerts: 0 },
    told: { slack: 0, sns: 0, eventbridge: 0 },
    ...changes,
  };
}
