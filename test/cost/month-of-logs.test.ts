import { describe, expect, test } from '@jest/globals';
import { toEvent } from '../../src/cloudtrail/event.ts';
import type { Month } from '../../src/cost/month.ts';
import { monthOfLogs, quietMonth, type Setup } from '../../src/cost/month-of-logs.ts';
import { Usage } from '../../src/cost/usage.ts';
import type { CensusRow } from '../../src/replay/census.ts';
import type { Rule } from '../../src/rule/rule.ts';
import { settingsSchema } from '../../src/settings/settings.ts';
import { aRule } from '../deploy/sample-service.ts';
import { outcome } from '../report/findings.ts';
import { NOTHING_AT_REST } from './months.ts';

const SETTINGS = settingsSchema.parse({
  destinations: {
    chat: { type: 'slack', channel: '#security', 'token-parameter': '/example' },
    pager: { type: 'sns', topic: 'arn:aws:sns:us-east-1:123456789012:on-call' },
    bus: { type: 'eventbridge', bus: 'findings' },
  },
  routes: [{ when: { severity: ['critical'] }, notify: ['chat', 'pager', 'bus'] }, { notify: ['chat'] }],
});
const SETUP = { trails: 2, logDays: 90, footprint: NOTHING_AT_REST };

function row(changes: Partial<CensusRow>): CensusRow {
  return {
    ...{ kind: 'management-write', account: '123456789012', region: 'us-east-1', call: '', names: [] },
    ...{ events: 10, ...changes },
  };
}

function monthOf(
  rows: readonly CensusRow[],
  { rules = [aRule()], ...setup }: Partial<Setup> & { readonly rules?: readonly Rule[] } = {},
): Month {
  const usage = new Usage({ rules, settings: SETTINGS });
  const totals = {
    ...{ files: 20, bytes: 4e9, events: 100, duplicates: 0, notes: [] },
    ...{ first: '2026-03-01T00:00:00Z', last: '2026-03-11T00:00:00Z' },
  };
  const events = rows.reduce((sum, { events }) => sum + events, 0);
  return monthOfLogs(rules, { totals, census: { rows, bytes: events * 700 }, usage }, { ...SETUP, ...setup });
}

describe('a month of ten days of logs', () => {
  test('has three times as many events of each kind', () => {
    const month = monthOf([
      row({ kind: 'management-read', events: 50 }),
      row({ events: 7 }),
      row({ events: 3, region: 'eu-west-1' }),
      row({ kind: 'network', call: 'kms.amazonaws.com Decrypt' }),
      row({ kind: 'insight' }),
    ]);
    expect(month).toMatchObject({ managementReads: 150, managementWrites: 30, networkEvents: 30, dataEvents: {} });
  });

  test('knows the type of data events by their name, also where an old record does not say that it is one', () => {
    const month = monthOf([
      row({ kind: 'data', call: 's3.amazonaws.com GetObject' }),
      row({ kind: 'management-write', call: 's3.amazonaws.com PutObject' }),
      row({ kind: 'data', call: 'example.amazonaws.com Frobnicate' }),
      row({ kind: 'management-write', call: 'iam.amazonaws.com CreateUser' }),
    ]);
    expect(month.dataEvents).toEqual({ 'AWS::S3::Object': 60, '*': 30 });
    expect(month.managementWrites).toBe(30);
  });

  test('has the size of its events and of its log files', () => {
    expect(monthOf([row({})])).toMatchObject({
      eventBytes: 700,
      logs: { gigabytes: 12, files: 60, keptDays: 90 },
      trails: 2,
    });
  });

  test.each([
    ['in the region of the hub, of any account', { region: 'us-east-1' }, 0],
    ['in another region', { region: 'eu-west-1' }, 30],
    ['in the region, of another account', { region: 'us-east-1', account: '111122223333' }, 30],
  ])('forwards what the cover matches from elsewhere: a hub %s', (_, place, forwarded) => {
    const hub = { archiveDays: 7, ...place };
    const month = monthOf([row({ names: ['cover 0'] }), row({ region: 'eu-west-3' })], { hub });
    expect(month).toMatchObject({ forwarded, onHub: 30, archiveDays: 7 });
  });

  test('has nothing of rules that are off', () => {
    const rules = [aRule(), aRule({ id: 'iam/off', enabled: false })];
    expect(quietMonth(rules, SETUP).rules.map(({ id }) => id)).toEqual(['cloudtrail/logging-stopped']);
  });
});

describe('what a replay makes work for', () => {
  const rules = [aRule({ id: 'trail/stopped' }), aRule({ id: 'iam/new', firstSeen: {} as never })];
  const usageOf = (): Usage => new Usage({ rules, settings: SETTINGS });

  test('counts matched events, and those among them that only read', () => {
    const usage = usageOf();
    for (const readOnly of [true, true, false]) {
      usage.addMatch(toEvent({ eventName: 'GetTrail', readOnly, managementEvent: true }), ['trail/stopped']);
    }
    expect(usage.byRule.get('trail/stopped')).toMatchObject({ matched: 3, readOnly: 2 });
  });

  test('counts alerts by the kinds of destinations that are told', () => {
    const usage = usageOf();
    usage.addOutcome(outcome({ severity: 'critical' }, 'message'));
    usage.addOutcome(outcome({ severity: 'low' }, 'thread'));
    expect(usage.byRule.get('trail/stopped')).toMatchObject({
      alerts: 2,
      correlated: 0,
      told: { slack: 2, sns: 1, eventbridge: 1 },
    });
  });

  test('counts what is held against what is remembered, and nothing of what is suppressed', () => {
    const usage = usageOf();
    const rule = aRule({ id: 'iam/new', firstSeen: {} as never });
    for (const delivery of ['held', 'message', 'suppressed'] as const) {
      usage.addOutcome({ ...outcome({ rule: 'iam/new' }, delivery), rule });
    }
    expect(usage.byRule.get('iam/new')).toMatchObject({ correlated: 2, alerts: 1 });
  });
});
