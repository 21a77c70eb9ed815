import type { Finding } from '../../src/finding/finding.ts';
import type { Delivery, Outcome } from '../../src/pipeline.ts';
import { type ReportAbout, ReportBuilder, type ReportData } from '../../src/report/index.ts';
import type { Rule, Severity } from '../../src/rule/rule.ts';

export interface Traits {
  readonly eventId?: string;
  readonly rule?: string;
  readonly severity?: Severity;
  readonly actor?: string;
  readonly country?: string;
  readonly time?: string;
}

/** A finding of a stopped trail, but for the given traits. */
export function finding({
  eventId = 'id',
  rule = 'trail/stopped',
  severity = 'high',
  actor = 'alice',
  country = 'Romania',
  time = '2026-03-14T09:26:53Z',
}: Traits): Finding {
  return {
    id: `${rule} ${eventId}`,
    rule: {
      id: rule,
      title: 'Trail stopped',
      severity,
      runbook: [`Ask \`${actor}\`.`],
      references: [],
      attack: [{ version: 19, tactic: 'defense-impairment', technique: 'T1685.002' }],
      cis: [],
    },
    summary: `${actor} stopped trail main`,
    fields: {},
    severity,
    time,
    account: { id: '123456789012', name: 'prod' },
    region: 'us-east-1',
    partition: 'aws',
    identity: {
      type: 'IAMUser',
      name: actor,
      label: 'IAM user',
      vouched: 'iam',
      principal: actor,
      credential: 'long-term',
      chain: [actor],
    },
    mfa: { verdict: 'unknown', reason: 'the key has no session' },
    network: { ip: '203.0.113.7', kind: 'public', countryName: country },
    result: { outcome: 'success' },
    resources: [],
    links: { event: `https://console.example.com/event/${eventId}` },
    event: { eventID: eventId },
    lookups: [],
  };
}

/** What became of such a finding. */
export function outcome(traits: Traits, delivery: Delivery): Outcome {
  const told = finding(traits);
  return { rule: told.rule as Rule, finding: told, delivery };
}

export const ABOUT: ReportAbout = {
  paths: ['logs'],
  rulesFolder: 'rules',
  ruleCount: 12,
  filters: [],
  madeAt: '2026-03-15T08:00:00.000Z',
};

/** A report of alerts with the given traits. */
export function reportOf(alerts: readonly Traits[], about: Partial<ReportAbout> = {}): ReportData {
  const builder = new ReportBuilder();
  for (const traits of alerts) builder.add(outcome(traits, 'message'));
  return builder.data(
    { events: alerts.length, files: 1, first: '2026-03-14T00:00:00Z', last: '2026-03-15T00:00:00Z' },
    { ...ABOUT, ...about },
  );
}
