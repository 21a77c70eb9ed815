import { describe, expect, test } from '@jest/globals';
import { estimate } from '../../src/cost/estimate.ts';
import { assumptionsOf, doubtsOf } from '../../src/cost/notes.ts';
import { loadPrices } from '../../src/cost/prices.ts';
import { aMonth, aRuleMonth } from './months.ts';

const PRICES = loadPrices('us-east-1');
const OBJECTS = { kind: 'data' as const, of: 'AWS::S3::Object' };

function totals(first: string, last: string) {
  return { ...{ first, last, events: 1, files: 1, bytes: 1, duplicates: 0, notes: [] } };
}

describe('what an estimate takes for granted', () => {
  test.each([
    ['2026-03-14T00:00:00Z', '2026-03-14T06:00:00Z', /^the logs span 6\.0 hours, which are taken for a whole day/],
    [
      '2026-03-14T00:00:00Z',
      '2026-03-16T12:00:00Z',
      /^what happened in 2\.5 days of logs happens as often all the month/,
    ],
    ['', '', /^the logs span 0\.0 hours/],
  ])('is told of logs from %s to %s', (first, last, text) => {
    expect(assumptionsOf(aMonth(), 'us-east-1', PRICES, totals(first, last))[0]).toMatch(text);
  });

  test('names the data events that rules need and logs do not hold', () => {
    const month = aMonth({ rules: [aRuleMonth({ feeds: [OBJECTS] })] });
    const text = /no data events of AWS::S3::Object, which rules need/;
    expect(assumptionsOf(month, 'us-east-1', PRICES)[0]).toMatch(text);
    for (const dataEvents of [{ 'AWS::S3::Object': 0 }, { '*': 5 }]) {
      expect(assumptionsOf({ ...month, dataEvents }, 'us-east-1', PRICES).join('\n')).not.toMatch(text);
    }
  });

  test('says that Insights are on where a rule needs them', () => {
    const month = aMonth({ rules: [aRuleMonth({ feeds: [{ kind: 'insight' }] })] });
    expect(assumptionsOf(month, 'us-east-1', PRICES)[0]).toMatch(/Insights .* on, as one rule needs$/);
  });

  test('says whose prices stand in', () => {
    expect(assumptionsOf(aMonth(), 'us-gov-west-1', PRICES)[0]).toBe(
      'the prices of us-gov-west-1 are not known here; those of us-east-1 stand in',
    );
  });
});

test('each price that is unknown, unverified or nothing is told with its reason', () => {
  const month = aMonth({ forwarded: 1e6, networkEvents: 1e6, rules: [aRuleMonth({ readOnly: 5 })] });
  expect(doubtsOf(estimate(month, PRICES)).map((text) => text.split(':').slice(0, 2).join(':'))).toEqual([
    'network activity events: the price is unverified',
    'read-only events to rules: the price is nothing',
    'events to the hub, transfer: the price is unknown',
  ]);
});
