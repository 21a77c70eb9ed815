import { describe, expect, test } from '@jest/globals';
import { loadPrices, PRICE_KEYS, pricedRegions, pricesSchema } from '../../src/cost/prices.ts';

const VALID = loadPrices('us-east-1');

/** The first fault that the schema finds where one price is changed, as `path: message`. */
function faultWith(changes: object): string {
  const prices = { ...VALID.prices, alarms: { ...VALID.prices.alarms, ...changes } };
  const [issue] = pricesSchema.safeParse({ ...VALID, prices }).error?.issues ?? [];
  return `${issue?.path.join('.')}: ${issue?.message}`;
}

describe.each(pricedRegions())('the prices of %s', (region) => {
  const { prices, ...file } = loadPrices(region);

  test('are those of the region that the file is named after', () => {
    expect(file.region).toBe(region);
  });

  test('leave nothing out', () => {
    expect(Object.keys(prices).sort()).toEqual([...PRICE_KEYS].sort());
  });

  test.each(PRICE_KEYS)('name the source and the day of %s', (key) => {
    const { source, date, usd, reason = '' } = prices[key];
    expect(source.length).toBeGreaterThan(15);
    expect(date <= file.date).toBe(true);
    // Nothing is free by omission.
    if (!usd) expect(reason.length).toBeGreaterThan(20);
  });
});

test('prices are known of us-east-1 and eu-west-1 at least', () => {
  expect(pricedRegions()).toEqual(expect.arrayContaining(['eu-west-1', 'us-east-1']));
});

test.each(['ap-southeast-2', 'us-gov-west-1', 'cn-north-1', '../package', ''])(
  'the prices of us-east-1 stand in for those of "%s"',
  (region) => expect(loadPrices(region)).toEqual(VALID),
);

describe('the form of a prices file refuses', () => {
  test.each([
    ['a price without a source', { source: '' }, 'prices.alarms.source'],
    ['a price without a day', { date: '' }, 'prices.alarms.date'],
    ['a negative price', { usd: -1 }, 'prices.alarms.usd'],
    ['an unknown price without a reason', { usd: null }, 'prices.alarms.reason: must say why'],
    ['a price of zero without a reason', { usd: 0 }, 'prices.alarms.reason: must say why'],
    ['an unverified price without a reason', { unverified: true }, 'prices.alarms.reason: must say what'],
    ['a price per nothing', { per: 0 }, 'prices.alarms.per'],
  ])('%s', (_, changes, fault) => {
    expect(faultWith(changes)).toContain(fault);
  });

  test('a missing price', () => {
    const { alarms: _, ...others } = VALID.prices;
    expect(pricesSchema.safeParse({ ...VALID, prices: others }).success).toBe(false);
  });
});
