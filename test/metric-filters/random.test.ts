import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toEvent } from '../../src/cloudtrail/event.ts';
import { compileFilterPatterns, shapesOf, UnsayableError } from '../../src/metric-filters/index.ts';
import { compilePattern, PatternError } from '../../src/pattern/index.ts';
import type { EventPattern } from '../../src/rule/rule.ts';
import { compileFilter } from './filter-evaluator.ts';

/** Short texts of few letters, so that they meet each other's beginnings and ends. */
const text = fc.constantFrom('a', 'A', 'ab', 'ba', 'aba', 'b', '203.0.113.7', '123456789012', 'no', 'NO');
const number = fc.constantFrom(-1, 0, 0.5, 1, 2, 443, 1e21);

const textMatcher = fc.oneof(
  text,
  text.map((prefix) => ({ prefix })),
  text.map((suffix) => ({ suffix })),
  text.map((inner) => ({ wildcard: `*${inner}*` })),
  text.map((each) => ({ 'equals-ignore-case': each })),
  text.map((prefix) => ({ prefix: { 'equals-ignore-case': prefix } })),
  fc.uniqueArray(text, { minLength: 1, maxLength: 2 }).map((texts) => ({ 'anything-but': texts })),
  fc.uniqueArray(text, { minLength: 1, maxLength: 2 }).map((prefix) => ({ 'anything-but': { prefix } })),
  fc.uniqueArray(text, { minLength: 1, maxLength: 2 }).map((suffix) => ({ 'anything-but': { suffix } })),
  fc.boolean().map((exists) => ({ exists })),
);
const numberMatcher = fc.oneof(
  number,
  fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>='), number).map((numeric) => ({ numeric })),
  fc.constant({ numeric: ['>', 0, '<=', 2] }),
  fc.uniqueArray(number, { minLength: 1, maxLength: 2 }).map((numbers) => ({ 'anything-but': numbers })),
  fc.boolean().map((exists) => ({ exists })),
);
const flagMatcher = fc.oneof(fc.boolean(), fc.constant({ exists: false }));

const leaf = <Item>(matcher: fc.Arbitrary<Item>) => fc.array(matcher, { minLength: 1, maxLength: 3 });
/** One or two of some fields: the more are asked for, the less is met. */
const some = (all: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<EventPattern> =>
  fc
    .subarray(Object.entries(all), { minLength: 1, maxLength: 2 })
    .chain((chosen) => fc.record(Object.fromEntries(chosen)));

const fields = {
  eventName: leaf(textMatcher),
  errorCode: leaf(textMatcher),
  sourceIPAddress: leaf(textMatcher),
  readOnly: leaf(flagMatcher),
  requestParameters: some({ name: leaf(textMatcher), count: leaf(numberMatcher), force: leaf(flagMatcher) }),
};
const eventSource = fc.constantFrom('iam', 's3', 'signin', 'cloudtrail').map((name) => `${name}.amazonaws.com`);
const detail = some({
  ...fields,
  eventSource: leaf(fc.oneof(eventSource, fc.constant({ suffix: '.amazonaws.com' }))),
  $or: fc.array(some(fields), { minLength: 2, maxLength: 3 }),
});
const pattern = some({
  source: leaf(
    fc.constantFrom('aws.iam', 'aws.s3', 'aws.cloudtrail', 'aws.signin', { prefix: 'aws.' }, { prefix: 'aws.s' }),
  ),
  'detail-type': leaf(
    fc.constantFrom('AWS API Call via CloudTrail', 'AWS Console Sign In via CloudTrail', 'AWS Insight via CloudTrail', {
      prefix: 'AWS ',
    }),
  ),
  region: leaf(fc.constantFrom('eu-west-1', { prefix: 'us-' }, { 'anything-but': 'us-east-1' })),
  account: leaf(fc.constantFrom('123456789012', '210987654321')),
  detail,
});

const insight = { eventType: fc.constant('AwsCloudTrailInsight') };
const envelope = {
  awsRegion: fc.constantFrom('eu-west-1', 'us-east-1', 'us-west-2'),
  recipientAccountId: fc.constantFrom('123456789012', '210987654321'),
};
const record = fc.oneof(
  fc.record({ ...envelope, ...insight }),
  fc.record(
    {
      ...envelope,
      eventType: fc.constantFrom('AwsApiCall', 'AwsConsoleSignIn', 'AwsConsoleSignin', 'AwsServiceEvent'),
      eventSource,
      eventName: text,
      errorCode: text,
      sourceIPAddress: text,
      readOnly: fc.boolean(),
      requestParameters: fc.option(fc.record({ name: text, count: number, force: fc.boolean() }, { requiredKeys: [] })),
    },
    { requiredKeys: ['awsRegion', 'recipientAccountId', 'eventType', 'eventSource'] },
  ),
);

/** The filters of a pattern; undefined where it has none. Random `$or`s may be ones that EventBridge refuses. */
function filtersOf(asked: EventPattern): readonly string[] | undefined {
  try {
    return compileFilterPatterns(asked, shapesOf([]));
  } catch (error) {
    if (error instanceof UnsayableError || error instanceof PatternError) return undefined;
    throw error;
  }
}

test('filters take the records that the pattern takes, whatever the pattern and the records', () => {
  const counts = { matched: 0, missed: 0 };
  fc.assert(
    fc.property(pattern, fc.array(record, { minLength: 1, maxLength: 20 }), (asked, records) => {
      const filters = filtersOf(asked);
      fc.pre(filters !== undefined);
      const expected = records.map(toEvent).map(compilePattern(asked));
      const tests = filters.map(compileFilter);
      const verdicts = records.map((each) => tests.map((filter) => filter(each)));
      expect(verdicts.flat()).not.toContain(undefined);
      expect(verdicts.map((each) => each.includes(true))).toEqual(expected);
      counts.matched += expected.filter(Boolean).length;
      counts.missed += expected.filter((matches) => !matches).length;
    }),
    { numRuns: 1000 },
  );
  expect(counts.matched).toBeGreaterThan(500);
  expect(counts.missed).toBeGreaterThan(500);
});
