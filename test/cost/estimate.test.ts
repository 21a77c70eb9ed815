import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { estimate } from '../../src/cost/estimate.ts';
import type { Month } from '../../src/cost/month.ts';
import { loadPrices, type Prices } from '../../src/cost/prices.ts';
import { aMonth, aRuleMonth, NOTHING_AT_REST } from './months.ts';

/** Round prices of our own, so that sums can be done by hand and no price list changes them. */
const PRICES: Prices = (() => {
  const real = loadPrices('us-east-1');
  const named = { source: 'an example', date: '2026-03-14' };
  const million = { ...named, usd: 1, per: 1_000_000, unit: 'events' };
  const one = { ...named, usd: 2, per: 1, unit: 'GB' };
  return {
    ...real,
    prices: {
      ...real.prices,
      'trail-management-copies': { ...named, usd: 2, per: 100_000, unit: 'events' },
      'trail-data-events': { ...named, usd: 0.1, per: 100_000, unit: 'events' },
      'trail-network-events': { ...named, usd: 0.1, per: 100_000, unit: 'events', unverified: true, reason: 'heard' },
      'insights-management': { ...named, usd: 0.35, per: 100_000, unit: 'events' },
      'events-forwarded': million,
      'events-custom': million,
      'events-archived': one,
      'events-archive-storage': one,
      'transfer-between-regions': { ...named, usd: null, per: 1, unit: 'GB', reason: 'nobody knows' },
      'lambda-requests': { ...million, free: 1_000_000 },
      'lambda-gb-seconds': { ...named, usd: 0.5, per: 1, unit: 'GB-s' },
      'sqs-requests': { ...million, usd: 0.4, free: 1_000_000 },
      'sns-publishes': million,
      'dynamodb-writes': { ...million, usd: 0.5 },
      'dynamodb-reads': { ...million, usd: 0.25 },
      alarms: { ...named, usd: 0.1, per: 1, unit: 'alarms', free: 10 },
      's3-storage': one,
      's3-puts': { ...named, usd: 0.005, per: 1_000, unit: 'requests' },
    },
  };
})();

function dollarsOf(month: Month, item: string): number | null | undefined {
  return estimate(month, PRICES).lines.find((line) => line.item === item)?.dollars;
}

const INSIGHT = { feeds: [{ kind: 'insight' as const }] };

describe('the dollars of', () => {
  test.each<[string, Partial<Month>, string, number]>([
    // 2 further copies × (3M + 1M) events = 8M; 8M / 100k × $2 = $160
    [
      'three trails: the first copy is free',
      { trails: 3, managementReads: 3e6, managementWrites: 1e6 },
      'management events, further copies',
      160,
    ],
    // 2 trails × (4M + 1M) = 10M; 10M / 100k × $0.10 = $10
    [
      'data events: each copy counts',
      { trails: 2, dataEvents: { 'AWS::S3::Object': 4e6, '*': 1e6 } },
      'data events',
      10,
    ],
    // 3M / 100k × $0.10 = $3
    ['network activity', { networkEvents: 3e6 }, 'network activity events', 3],
    // AWS's own example: 270k reads once, 30k writes twice = 330k; 330k / 100k × $0.35 = $1.155
    [
      'Insights: events that write are analysed twice',
      { managementReads: 270_000, managementWrites: 30_000, rules: [aRuleMonth(INSIGHT)] },
      'Insights, events analysed',
      1.155,
    ],
    // 1.5 GB × 60 days kept / 30 days × 2 trails = 6 GB-months; × $2 = $12
    [
      'log files, which pile up for as long as they are kept',
      { trails: 2, logs: { gigabytes: 1.5, files: 0, keptDays: 60 } },
      'log files, stored',
      12,
    ],
    // 8,640 files / 1,000 × $0.005 = $0.0432
    ['writing log files', { logs: { gigabytes: 0, files: 8_640, keptDays: 1 } }, 'log files, written', 0.0432],
    // 2M events of 100,000 bytes are 2 × 64 KB each = 4M; 4M / 1M × $1 = $4
    ['large events to the hub', { forwarded: 2e6, eventBytes: 100_000 }, 'events to the hub', 4],
    // 1M × 2,000 bytes = 2 GB; × $2 = $4
    [
      'the archive, for what comes in',
      { onHub: 1e6, eventBytes: 2_000, archiveDays: 15 },
      'archive of the hub, taken in',
      4,
    ],
    // 2 GB × 15 / 30 days = 1 GB-month; × $2 = $2
    [
      'the archive, for what it keeps',
      { onHub: 1e6, eventBytes: 2_000, archiveDays: 15 },
      'archive of the hub, kept',
      2,
    ],
    // 1M messages × 3 requests = 3M; 3M / 1M × $0.40 = $1.20
    ['messages on queues', { rules: [aRuleMonth({ matched: 1e6 })] }, 'events, SQS', 1.2],
    // 3 queues × 15 polls × 43,200 minutes = 1.944M; / 1M × $0.40 = $0.7776
    ['idle queues', { footprint: { ...NOTHING_AT_REST, polledQueues: 3 } }, 'polling of idle queues', 0.7776],
    // 22 × $0.10 = $2.20
    ['alarms', { footprint: { ...NOTHING_AT_REST, alarms: 22 } }, 'alarms', 2.2],
    // 1,000 events × 5 ms + 100 alerts × (2 + 2 calls of DynamoDB × 10 ms + 1 call of Slack × 300 ms)
    // = 5,000 + 4,000 + 30,000 ms = 39 s; × 0.5 GB = 19.5 GB-s; × $0.50 = $9.75
    [
      'the time of the function',
      { rules: [aRuleMonth({ matched: 1_000, alerts: 100, told: { slack: 100, sns: 0, eventbridge: 0 } })] },
      'events, Lambda time',
      9.75,
    ],
    // Slack: 1M × 2 writes × 2 kB = 4M; SNS: 1M × 2 = 2M; held: 2M × 1 = 2M; 8M / 1M × $0.50 = $4
    [
      'writes of state',
      { rules: [aRuleMonth({ correlated: 2e6, told: { slack: 1e6, sns: 1e6, eventbridge: 0 } })] },
      'findings, DynamoDB writes',
      4,
    ],
    // Slack: 1M × 2 reads; held: 2M × 1; 4M / 1M × $0.25 = $1
    [
      'reads of state',
      { rules: [aRuleMonth({ correlated: 2e6, told: { slack: 1e6, sns: 1e6, eventbridge: 0 } })] },
      'findings, DynamoDB reads',
      1,
    ],
    [
      'findings to SNS',
      { rules: [aRuleMonth({ told: { slack: 0, sns: 3e6, eventbridge: 0 } })] },
      'findings to SNS',
      3,
    ],
  ])('%s', (_, changes, item, dollars) => {
    expect(dollarsOf(aMonth(changes), item)).toBeCloseTo(dollars, 10);
  });
});

describe('an estimate', () => {
  test('leaves out what there is none of', () => {
    expect(estimate(aMonth(), PRICES)).toEqual({ lines: [], dollars: 0, freeDollars: 0, isAtLeast: false });
  });

  test('is at least what is known where a price is not', () => {
    const found = estimate(aMonth({ forwarded: 1e6 }), PRICES);
    expect(dollarsOf(aMonth({ forwarded: 1e6 }), 'events to the hub, transfer')).toBeNull();
    expect(found).toMatchObject({ dollars: 1, isAtLeast: true });
  });

  test('is not at least where nothing of an unknown price is used', () => {
    expect(estimate(aMonth({ networkEvents: 1e6 }), PRICES).isAtLeast).toBe(false);
  });

  test('keeps the source, the day and the doubt of each price', () => {
    const [line] = estimate(aMonth({ networkEvents: 1e6 }), PRICES).lines;
    expect(line).toMatchObject({ source: 'an example', date: '2026-03-14', unverified: true, reason: 'heard' });
  });

  test('takes no Insights where no rule needs them', () => {
    expect(dollarsOf(aMonth({ managementWrites: 1e6 }), 'Insights, events analysed')).toBeUndefined();
  });

  test('spends a free allowance once, on what is listed first', () => {
    // 600k polls a month of 600k / (15 × 43,200) queues, and 600k of messages: 1M of the 1.2M are free.
    const polledQueues = 600_000 / (15 * 43_200);
    const month = aMonth({
      footprint: { ...NOTHING_AT_REST, polledQueues },
      rules: [aRuleMonth({ matched: 200_000 })],
    });
    const free = estimate(month, PRICES).lines.filter(({ price }) => price === 'sqs-requests');
    expect(free.map(({ item, freeDollars }) => [item, Number(freeDollars.toFixed(6))])).toEqual([
      ['polling of idle queues', 0.24],
      ['events, SQS', 0.16],
    ]);
  });

  test('costs nothing more for an archive that keeps nothing', () => {
    expect(estimate(aMonth({ onHub: 1e6, archiveDays: 0 }), PRICES).lines).toEqual([]);
  });
});

const events = fc.integer({ min: 0, max: 1e10 });
const rule = fc
  .record({ matched: events, readOnly: events, correlated: events, alerts: events, slack: events, sns: events })
  .map(({ slack, sns, ...counts }) => aRuleMonth({ ...counts, ...INSIGHT, told: { slack, sns, eventbridge: sns } }));
const month = fc
  .record({
    managementReads: events,
    managementWrites: events,
    networkEvents: events,
    dataEvents: fc.dictionary(fc.string(), events),
    trails: fc.integer({ min: 1, max: 5 }),
    logs: fc.record({ gigabytes: events, files: events, keptDays: fc.integer({ min: 1, max: 3_650 }) }),
    forwarded: events,
    onHub: events,
    archiveDays: fc.integer({ min: 0, max: 365 }),
    rules: fc.array(rule, { maxLength: 4 }),
    footprint: fc.record({
      alarms: events,
      dashboards: events,
      keys: events,
      metrics: events,
      polledQueues: fc.integer({ min: 0, max: 100 }),
      heartbeats: events,
    }),
  })
  .map((changes) => aMonth(changes));

describe.each([
  ['us-east-1', loadPrices('us-east-1')],
  ['eu-west-1', loadPrices('eu-west-1')],
  ['an example', PRICES],
])('with the prices of %s', (_, prices) => {
  test('free allowances never cost anything, and never cover more than there is', () => {
    fc.assert(
      fc.property(month, (any) => {
        for (const { freeDollars, dollars } of estimate(any, prices).lines) {
          expect(freeDollars).toBeGreaterThanOrEqual(0);
          expect(freeDollars).toBeLessThanOrEqual((dollars ?? 0) * (1 + 1e-12));
        }
      }),
    );
  });

  test('the total is the sum of the lines', () => {
    fc.assert(
      fc.property(month, (any) => {
        const { lines, dollars } = estimate(any, prices);
        expect(dollars).toBeCloseTo(
          lines.reduce((sum, line) => sum + (line.dollars ?? 0), 0),
          2,
        );
      }),
    );
  });

  test('more of anything never costs less', () => {
    const keys = [
      'managementReads',
      'managementWrites',
      'networkEvents',
      'forwarded',
      'onHub',
      'trails',
      'archiveDays',
    ];
    fc.assert(
      fc.property(month, fc.constantFrom(...keys), fc.integer({ min: 1, max: 1e9 }), (any, key, more) => {
        const before = estimate(any, prices);
        const after = estimate({ ...any, [key]: Number(any[key as keyof Month]) + more }, prices);
        expect(after.dollars).toBeGreaterThanOrEqual(before.dollars * (1 - 1e-12));
        expect(after.dollars - after.freeDollars).toBeGreaterThanOrEqual(
          (before.dollars - before.freeDollars) * (1 - 1e-9),
        );
      }),
    );
  });

  test('two rules cost together what they cost apart', () => {
    fc.assert(
      fc.property(rule, rule, (one, other) => {
        const cost = (...rules: (typeof one)[]): number => estimate(aMonth({ rules }), prices).dollars;
        expect(cost(one, other)).toBeCloseTo(cost(one) + cost(other), 3);
      }),
    );
  });
});
