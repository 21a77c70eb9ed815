import { describe, expect, test } from '@jest/globals';
import { type CoverPattern, coverOf } from '../../src/cover/index.ts';
import { compilePattern } from '../../src/pattern/index.ts';
import { call } from '../lint/site.ts';
import { compileCover, rulesOf } from './rules.ts';

const AWS_CALL = { source: [{ prefix: 'aws.' }], 'detail-type': ['AWS API Call via CloudTrail'] };
const ABSENT = [{ exists: false }];

function cover(...patterns: readonly object[]): readonly CoverPattern[] {
  return coverOf(rulesOf(patterns, () => false));
}

function named(service: string, names: readonly string[], others: object = {}): object {
  return { ...AWS_CALL, detail: { eventName: names, eventSource: [`${service}.amazonaws.com`], ...others } };
}

describe('what rules of writing calls come to', () => {
  test('is the names of the calls of a service, whatever else each rule asks', () => {
    expect(
      cover(
        call('iam', 'CreateUser', { errorCode: ABSENT }),
        call('iam', ['CreateUser', 'AttachUserPolicy'], { requestParameters: { policyArn: [{ suffix: '/Admin' }] } }),
      ),
    ).toEqual([{ pattern: named('iam', ['AttachUserPolicy', 'CreateUser']), readOnlyEvents: false }]);
  });

  test('stands in one pattern for several services', () => {
    const [only, ...others] = cover(call('iam', 'CreateUser'), call('kms', 'DisableKey'));
    expect(others).toEqual([]);
    expect(only?.pattern).toEqual({
      ...AWS_CALL,
      detail: {
        $or: [
          { eventName: ['CreateUser'], eventSource: ['iam.amazonaws.com'] },
          { eventName: ['DisableKey'], eventSource: ['kms.amazonaws.com'] },
        ],
      },
    });
  });
});

describe('a branch keeps all that it asks for', () => {
  test.each<[string, object]>([
    [
      'of data events',
      named('s3', ['PutObject'], { errorCode: ABSENT, requestParameters: { key: [{ suffix: '.txt' }] } }),
    ],
    ['of calls of any name', { ...AWS_CALL, detail: { userIdentity: { type: ['Root'] }, errorCode: ABSENT } }],
    ['of calls with names by prefix', named('iam', [{ prefix: 'Delete' }] as never, { errorCode: ABSENT })],
    [
      'of Insights',
      {
        source: ['aws.cloudtrail'],
        'detail-type': ['AWS Insight via CloudTrail'],
        detail: { insightDetails: { state: ['Start'] } },
      },
    ],
    ['of calls that more than AWS may send', { ...named('iam', ['CreateUser']), source: ['aws.iam', 'example.audit'] }],
    ['of other events', { source: ['trailbell.test'], 'detail-type': ['Trailbell Test'] }],
  ])('%s', (_, pattern) => {
    expect(cover(pattern)).toEqual([{ pattern, readOnlyEvents: false }]);
  });

  test('of read-only calls', () => {
    const pattern = named('sts', ['GetCallerIdentity'], { userIdentity: { accessKeyId: [{ prefix: 'AKIA' }] } });
    expect(coverOf(rulesOf([pattern], () => true))).toEqual([{ pattern, readOnlyEvents: true }]);
  });

  test('where a data event stands beside a writing call, that alone', () => {
    const isForwarded = compileCover(cover(call('s3', ['PutObject', 'DeleteBucket'], { errorCode: ['AccessDenied'] })));
    const event = (eventName: string, errorCode?: string) => ({
      source: 'aws.s3',
      'detail-type': 'AWS API Call via CloudTrail',
      detail: { eventSource: 's3.amazonaws.com', eventName, errorCode },
    });
    expect(isForwarded(event('PutObject')).write).toBe(false);
    expect(isForwarded(event('PutObject', 'AccessDenied')).write).toBe(true);
    expect(isForwarded(event('DeleteBucket')).write).toBe(true);
  });
});

describe('read-only events', () => {
  test('are forwarded for those rules alone that ask for them', () => {
    const rules = rulesOf([call('iam', 'CreateUser'), call('iam', 'ListUsers')]);
    const patterns = coverOf(rules);
    expect(patterns.map(({ readOnlyEvents }) => readOnlyEvents)).toEqual([false, true]);
    expect(patterns[1]?.pattern).toMatchObject({ detail: { eventName: ['ListUsers'] } });
  });

  test('are forwarded though a rule that does not ask for them names the same calls', () => {
    const reading = call('iam', 'ListUsers', { userIdentity: { type: ['Root'] } });
    const [plain, wide] = rulesOf([call('iam', ['CreateUser', 'ListUsers']), reading]);
    expect(coverOf([plain, wide].flatMap((rule) => rule ?? []))).toMatchObject([
      { pattern: { detail: { eventName: ['CreateUser', 'ListUsers'] } }, readOnlyEvents: false },
      { pattern: { detail: { eventName: ['ListUsers'], userIdentity: { type: ['Root'] } } }, readOnlyEvents: true },
    ]);
  });

  test('what is forwarded with them anyway needs no pattern without', () => {
    expect(coverOf(rulesOf([call('iam', 'ListUsers'), call('iam', 'ListUsers')]))).toMatchObject([
      { readOnlyEvents: true },
    ]);
  });
});

test('rules that are off are not covered', () => {
  const rules = rulesOf([call('iam', 'CreateUser'), call('kms', 'DisableKey')], () => false);
  expect(coverOf(rules.map((rule, at) => ({ ...rule, enabled: at === 0 })))).toEqual(cover(call('iam', 'CreateUser')));
  expect(coverOf([])).toEqual([]);
});

describe("EventBridge's limits", () => {
  test('a list of names that fills more than a pattern stands in several', () => {
    const names = Array.from({ length: 200 }, (_, at) => `CreateSomethingOfANumber${at}`);
    const patterns = cover(call('iam', names));
    expect(patterns.length).toBeGreaterThan(2);
    expect(patterns.length).toBeLessThan(7);
    expect(patterns.every(({ pattern }) => JSON.stringify(pattern).length <= 2048)).toBe(true);
    const isForwarded = compileCover(patterns);
    for (const eventName of names) {
      const event = { ...AWS_CALL, source: 'aws.iam', detail: { eventSource: 'iam.amazonaws.com', eventName } };
      expect(isForwarded(event).write).toBe(true);
    }
  });

  test('an alternative that no pattern has room for becomes any value', () => {
    const excluded = Array.from({ length: 200 }, (_, at) => `arn:aws:iam::123456789012:role/example-${at}`);
    const [only] = cover({ ...AWS_CALL, detail: { userIdentity: { arn: [{ 'anything-but': excluded }] } } });
    expect(only?.pattern).toEqual({ ...AWS_CALL, detail: { userIdentity: { arn: [{ exists: true }] } } });
  });

  test('many lists that are too long together become any value, the longest first', () => {
    const list = (at: number) => Array.from({ length: 4 }, (_, value) => `${value}`.repeat(20 + at));
    const keys = Array.from({ length: 40 }, (_, at) => `key${at}`);
    const fields = Object.fromEntries(keys.map((key, at) => [key, list(at)]));
    const [only, ...others] = cover({ detail: { v: fields } });
    expect(others).toEqual([]);
    expect(JSON.stringify(only?.pattern).length).toBeLessThanOrEqual(2048);
    expect(only?.pattern).toMatchObject({ detail: { v: { key0: list(0), key39: [{ exists: true }] } } });
  });

  test('fields whose names alone are too long come to any event', () => {
    const keys = Array.from({ length: 40 }, (_, at) => `${at}`.repeat(50));
    const isForwarded = compileCover(cover({ detail: Object.fromEntries(keys.map((key) => [key, ['x']])) }));
    expect(isForwarded({ detail: {} }).write).toBe(true);
  });

  test('names that may not stand in $or stand in a pattern of their own', () => {
    const patterns = ['a', 'b'].map((key) =>
      named('s3', ['PutObject'], { requestParameters: { prefix: [key], [key]: [1] } }),
    );
    expect(cover(...patterns)).toHaveLength(2);
    for (const { pattern } of cover(...patterns)) expect(() => compilePattern(pattern)).not.toThrow();
  });

  test('wildcards that are too many for one pattern stand in several', () => {
    const patterns = Array.from({ length: 12 }, (_, at) => ({
      detail: { [`key${at}`]: ['x'], arn: [{ wildcard: `*a${at}*b*` }] },
    }));
    const covered = cover(...patterns);
    expect(covered.length).toBeGreaterThan(1);
    for (const { pattern } of covered) expect(() => compilePattern(pattern)).not.toThrow();
  });
});

test('a value that settles which element of a list is meant is not left out before "exists": false', () => {
  const list = { a: [1], b: ABSENT };
  const isForwarded = compileCover(cover({ detail: { v: list } }, { detail: { v: { b: ABSENT, c: ['x'] } } }));
  expect(isForwarded({ detail: { v: [{ a: 1 }, { b: 2 }] } }).write).toBe(true);
});

test('a branch inside another is dropped only if it says as much of the same element', () => {
  const isForwarded = compileCover(cover({ detail: { v: { a: [1], b: ABSENT } } }, { detail: { v: { b: ABSENT } } }));
  expect(isForwarded({ detail: { v: [{ a: 1 }, { b: 2 }] } }).write).toBe(true);
});

test('an address that takes a number for digits still does beside a rule that compares numbers', () => {
  const address = { detail: { a: [{ cidr: '10.0.0.1/0' }] } };
  expect(compilePattern(address)({ detail: { a: 1 } })).toBe(true);
  const isForwarded = compileCover(cover(address, { detail: { a: [{ numeric: ['<', 0] }] } }));
  expect(isForwarded({ detail: { a: 1 } }).write).toBe(true);
});
