import { describe, expect, test } from '@jest/globals';
import { footprintOf } from '../../src/cost/footprint.ts';
import { withNumbers } from '../../src/cost/numbers.ts';
import { settingsSchema } from '../../src/settings/settings.ts';
import { RULES, SERVICE } from '../deploy/sample-service.ts';
import { aMonth, aRuleMonth } from './months.ts';

const SETTINGS = settingsSchema.parse({
  destinations: { pager: { type: 'sns', topic: 'arn:aws:sns:us-east-1:123456789012:on-call' } },
  routes: [{ notify: ['pager'] }],
});

const COUNTED = aMonth({
  ...{ managementReads: 60, managementWrites: 40, networkEvents: 5, dataEvents: { 'AWS::S3::Object': 7 } },
  logs: { gigabytes: 1, files: 2, keptDays: 3 },
  rules: [
    aRuleMonth({ id: 'a', matched: 30, readOnly: 10, alerts: 3, told: { slack: 3, sns: 0, eventbridge: 0 } }),
    aRuleMonth({ id: 'b', matched: 10, correlated: 4, alerts: 1, told: { slack: 1, sns: 0, eventbridge: 0 } }),
  ],
});

describe('numbers that are given', () => {
  test('change nothing where there are none', () => {
    expect(withNumbers(COUNTED, {}, SETTINGS)).toEqual(COUNTED);
  });

  test('keep the share of reading events that was counted', () => {
    const month = withNumbers(COUNTED, { managementEvents: 1_000 }, SETTINGS);
    expect(month).toMatchObject({ managementReads: 600, managementWrites: 400, logs: COUNTED.logs });
  });

  test('stand in for what was counted, type by type', () => {
    const month = withNumbers(COUNTED, { dataEvents: { '*': 9 }, networkEvents: 0, readShare: 1 }, SETTINGS);
    expect(month).toMatchObject({
      ...{ dataEvents: { 'AWS::S3::Object': 7, '*': 9 }, networkEvents: 0 },
      ...{ managementReads: 100, managementWrites: 0 },
    });
  });

  test('scale the rules in the proportions that were counted', () => {
    const { rules } = withNumbers(COUNTED, { matchedEvents: 80, alerts: 40 }, SETTINGS);
    expect(rules).toMatchObject([
      { matched: 60, readOnly: 20, alerts: 30, told: { slack: 30 } },
      { matched: 20, correlated: 8, alerts: 10, told: { slack: 10 } },
    ]);
  });

  test('stand for all rules together where nothing was counted, and tell whom the last route names', () => {
    const { rules } = withNumbers(aMonth({ rules: [aRuleMonth()] }), { alerts: 40 }, SETTINGS);
    expect(rules[1]).toMatchObject({ matched: 40, alerts: 40, told: { slack: 0, sns: 40, eventbridge: 0 } });
  });

  test('spread events over regions, of which one is that of the hub', () => {
    // Three quarters of 400 events cross.
    const month = withNumbers(aMonth(), { matchedEvents: 400, regions: 4 }, SETTINGS);
    expect(month).toMatchObject({ forwarded: 300, onHub: 400 });
  });

  test('take log files of 200 bytes an event, one in five minutes and region, where there are none', () => {
    // 10M × 200 bytes = 2 GB; 2 regions × 43,200 minutes / 5
    const month = withNumbers(aMonth(), { managementEvents: 10e6, regions: 2 }, SETTINGS);
    expect(month.logs).toMatchObject({ gigabytes: 2, files: 17_280 });
  });
});

test('what a deployment holds at rest is counted in its template', () => {
  // Seven alarms for each handler, and one; a heartbeat in five minutes for each.
  expect(footprintOf({ rules: RULES, settings: SETTINGS }, SERVICE.handlers)).toEqual({
    alarms: 22,
    dashboards: 1,
    keys: 1,
    metrics: 3,
    polledQueues: 3,
    heartbeats: 3 * 8_640,
  });
  expect(footprintOf({ rules: RULES, settings: SETTINGS }, ['api-call'])).toMatchObject({
    alarms: 8,
    heartbeats: 8_640,
  });
});
