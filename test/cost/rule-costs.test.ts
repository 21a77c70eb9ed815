import { describe, expect, test } from '@jest/globals';
import { loadPrices } from '../../src/cost/prices.ts';
import { needCosts, ruleCosts } from '../../src/cost/rule-costs.ts';
import { aMonth, aRuleMonth } from './months.ts';

const PRICES = loadPrices('us-east-1');
const OBJECTS = { kind: 'data' as const, of: 'AWS::S3::Object' };
const TABLES = { kind: 'data' as const, of: 'AWS::DynamoDB::Table' };
const DATA = { dataEvents: { 'AWS::S3::Object': 10e6, 'AWS::DynamoDB::Table': 5e6 } };

describe('what a rule adds', () => {
  test('is what its events cost, the dearest first', () => {
    const month = aMonth({
      rules: [aRuleMonth({ id: 'a/few', matched: 10 }), aRuleMonth({ id: 'a/many', matched: 1e6 })],
    });
    const costs = ruleCosts(month, PRICES);
    expect(costs.map(({ id }) => id)).toEqual(['a/many', 'a/few']);
    // 3M SQS requests $1.20; 1M requests of Lambda $0.20; 1M × 5 ms × 0.5 GB = 2,500 GB-s $0.0333;
    // 1.5 GB of log $0.75, and kept for 3 months 4.5 GB-months $0.135
    expect(costs[0]?.dollars).toBeCloseTo(1.2 + 0.2 + 2_500 * 0.0000133334 + 0.75 + 0.135, 6);
  });

  test('holds the data events that a trail records for it alone', () => {
    const month = aMonth({ ...DATA, rules: [aRuleMonth({ feeds: [OBJECTS] }), aRuleMonth({ id: 'b', feeds: [] })] });
    // 10M / 100k × $0.10
    expect(ruleCosts(month, PRICES)).toEqual([
      expect.objectContaining({ id: 'iam/example', dollars: 10, needs: [{ ...OBJECTS, others: 0 }] }),
    ]);
  });

  test('holds nothing that others need too, and says how many', () => {
    const rules = ['a', 'b'].map((id) => aRuleMonth({ id, feeds: [OBJECTS, { kind: 'insight' }] }));
    const costs = ruleCosts(aMonth({ ...DATA, managementWrites: 1e6, rules }), PRICES);
    expect(costs.map(({ dollars }) => dollars)).toEqual([0, 0]);
    expect(costs[0]?.needs.map(({ others }) => others)).toEqual([1, 1]);
  });

  test('leaves out rules that nothing met and that need no more than others', () => {
    expect(ruleCosts(aMonth({ rules: [aRuleMonth({ feeds: [{ kind: 'management-write' }] })] }), PRICES)).toEqual([]);
  });
});

describe('what a stream of events comes to', () => {
  test('is what would be saved without it, with all rules that need it', () => {
    const rules = [
      aRuleMonth({ id: 'a', feeds: [OBJECTS, { kind: 'insight' }] }),
      aRuleMonth({ id: 'b', feeds: [TABLES, OBJECTS] }),
    ];
    expect(needCosts(aMonth({ ...DATA, managementReads: 1e6, rules }), PRICES)).toEqual([
      { ...OBJECTS, rules: 2, events: 10e6, dollars: 10 },
      { ...TABLES, rules: 1, events: 5e6, dollars: 5 },
      { kind: 'insight', rules: 1, events: 1e6, dollars: expect.closeTo(3.5, 10) },
    ]);
  });

  test('of the read-only state is the work of the events that only read', () => {
    const feeds = [{ kind: 'management-read' as const }];
    const [need] = needCosts(aMonth({ rules: [aRuleMonth({ feeds, matched: 1e6, readOnly: 4e5 })] }), PRICES);
    const [rest] = ruleCosts(aMonth({ rules: [aRuleMonth({ matched: 4e5 })] }), PRICES);
    expect(need?.events).toBe(4e5);
    expect(need?.dollars).toBeCloseTo(rest?.dollars ?? 0, 6);
  });
});

test('network activity counts once, for however many services rules need it of', () => {
  const feeds = ['s3.amazonaws.com', 'kms.amazonaws.com'].map((of) => ({ kind: 'network' as const, of }));
  const month = aMonth({ networkEvents: 1e6, rules: [aRuleMonth({ feeds })] });
  expect(needCosts(month, PRICES)).toEqual([{ kind: 'network', rules: 1, events: 1e6, dollars: 1 }]);
});
