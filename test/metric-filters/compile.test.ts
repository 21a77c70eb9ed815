import { describe, expect, test } from '@jest/globals';
import { compileFilterPatterns, type Shapes, shapesOf, UnsayableError } from '../../src/metric-filters/index.ts';
import type { EventPattern } from '../../src/rule/rule.ts';
import { parseFilter } from './filter-parser.ts';

const NO_SHAPES: Shapes = shapesOf([]);

/** What a pattern on the record alone becomes, without braces. */
function filterOf(pattern: EventPattern, shapes = NO_SHAPES): string {
  const [filter = '', ...more] = compileFilterPatterns(pattern, shapes);
  expect(more).toEqual([]);
  parseFilter(filter);
  return filter.replace(/^\{ (.*) \}$/, '$1');
}

test.each<[string, EventPattern, string]>([
  ['texts', { detail: { eventName: ['A', 'B'] } }, '$.eventName = "A" || $.eventName = "B"'],
  ['flags', { detail: { readOnly: [true] } }, '$.readOnly IS TRUE'],
  ['null', { detail: { responseElements: [null] } }, '$.responseElements IS NULL'],
  ['numbers', { detail: { requestParameters: { port: [22] } } }, '$.requestParameters.port = 22'],
  ['addresses', { detail: { sourceIPAddress: ['192.0.2.1'] } }, '$.sourceIPAddress = "192.0.2.1"'],
  ['the beginning of a text', { detail: { eventName: [{ prefix: 'Put' }] } }, '$.eventName = "Put*"'],
  ['the end of a text', { detail: { eventName: [{ suffix: 'Policy' }] } }, '$.eventName = "*Policy"'],
  ['a text within a text', { detail: { eventName: [{ wildcard: '*Role*' }] } }, '$.eventName = "*Role*"'],
  [
    'a text in upper or lower case',
    { detail: { a: [{ 'equals-ignore-case': 'no' }] } },
    '$.a = "no" || $.a = "nO" || $.a = "No" || $.a = "NO"',
  ],
  ['a field that is there', { detail: { errorCode: [{ exists: true }] } }, '$.errorCode = *'],
  ['a field that is missing', { detail: { errorCode: [{ exists: false }] } }, '$.errorCode NOT EXISTS'],
  ['anything but texts', { detail: { a: [{ 'anything-but': ['x', 'y'] }] } }, '$.a != "x" && $.a != "y"'],
  ['anything but numbers', { detail: { a: [{ 'anything-but': 80 }] } }, '$.a != 80'],
  ['anything but a beginning', { detail: { a: [{ 'anything-but': { prefix: 'x' } }] } }, '$.a != "x*"'],
  [
    'anything but texts, or nothing',
    { detail: { a: [{ 'anything-but': ['x', 'y'] }, { exists: false }] } },
    '($.a != "x" && $.a != "y") || $.a NOT EXISTS',
  ],
  ['a range of numbers', { detail: { a: [{ numeric: ['>', 0, '<=', 5.5] }] } }, '$.a > 0 && $.a <= 5.5'],
  ['fields', { detail: { b: ['x'], a: [1] } }, '$.a = 1 && $.b = "x"'],
  [
    'alternatives, with what they share said once',
    { detail: { a: ['x'], $or: [{ b: [1], c: [2] }, { d: [3] }] } },
    '$.a = "x" && (($.b = 1 && $.c = 2) || $.d = 3)',
  ],
  [
    'alternatives of which one asks nothing more',
    { detail: { $or: [{ a: ['x'] }, { a: ['x'], b: [1] }] } },
    '$.a = "x"',
  ],
  ['the account', { account: ['123456789012'] }, '$.recipientAccountId = "123456789012"'],
  ['the region', { region: [{ prefix: 'eu-' }] }, '$.awsRegion = "eu-*"'],
  ['the source', { source: ['aws.iam'] }, '$.eventSource = "iam.*"'],
  [
    'the source of Insights too',
    { source: ['aws.cloudtrail'] },
    '$.eventSource = "cloudtrail.*" || $.eventSource NOT EXISTS',
  ],
  ['any source of AWS', { source: [{ prefix: 'aws.' }], detail: { a: [1] } }, '$.a = 1'],
  [
    'the source where eventSource says it',
    { source: ['aws.iam'], detail: { eventSource: ['iam.amazonaws.com', 's3.amazonaws.com'] } },
    '$.eventSource = "iam.amazonaws.com"',
  ],
  ['the kind of event', { 'detail-type': ['AWS Service Event via CloudTrail'] }, '$.eventType = "AwsServiceEvent"'],
  [
    'the kind of event, in each spelling',
    { 'detail-type': [{ prefix: 'AWS Console Sign' }] },
    '$.eventType = "AwsConsoleSignIn" || $.eventType = "AwsConsoleSignin"',
  ],
  [
    'Insights, which have no eventSource',
    { source: ['aws.cloudtrail'], 'detail-type': ['AWS Insight via CloudTrail'] },
    '$.eventType = "AwsCloudTrailInsight"',
  ],
  ['every record', { source: [{ prefix: 'aws.' }] }, '$.eventType = *'],
])('%s become a filter', (_, pattern, expected) => {
  expect(filterOf(pattern)).toBe(expected);
});

test.each<[string, EventPattern, RegExp]>([
  ['address ranges', { detail: { sourceIPAddress: [{ cidr: '192.0.2.0/24' }] } }, /range of addresses/],
  ['an IPv6 address', { detail: { sourceIPAddress: ['2001:db8::1'] } }, /IPv6/],
  ['stars within a text', { detail: { a: [{ wildcard: 'x*y' }] } }, /^has stars elsewhere .*"x\*y"/],
  ['a star alone', { detail: { a: [{ wildcard: '*' }] } }, /^has stars/],
  ['a star that is meant', { detail: { a: ['*'] } }, /with "\*"/],
  ['a quote', { detail: { a: [{ suffix: 'x"' }] } }, /with "\\""/],
  ['a line break', { detail: { a: ['x\ny'] } }, /with "\\n"/],
  ['a text that looks like a number', { detail: { a: ['12e5'] } }, /"12e5", which filters take for a number/],
  ['an empty text', { detail: { a: [''] } }, /empty text/],
  ['a long text in any case', { detail: { a: [{ 'equals-ignore-case': 'admin' }] } }, /"admin" in upper or lower case/],
  ['a text in any case that has a letter beyond ASCII', { detail: { a: [{ 'equals-ignore-case': 'é' }] } }, /"é"/],
  ['a field of a strange name', { detail: { 'a:b': [1] } }, /a field called "a:b"/],
  ["a field of EventBridge's alone", { time: [{ prefix: '2026' }] }, /"time", which EventBridge adds/],
  ['resources of the envelope', { resources: ['x'] }, /"resources"/],
  ['another source', { source: ['trailbell.test'] }, /^matches no record/],
  [
    'a source that contradicts',
    { source: ['aws.s3'], detail: { eventSource: ['iam.amazonaws.com'] } },
    /^matches no record/,
  ],
  ['another detail-type', { 'detail-type': ['Scheduled Event'] }, /^matches no record/],
  ['a source by its end', { source: [{ suffix: 'iam' }] }, /"source"/],
  ['a condition beyond all length', { detail: { a: ['x'.repeat(1020)] } }, /more than 1024 characters/],
])('%s cannot be said', (_, pattern, reason) => {
  const compile = () => compileFilterPatterns(pattern, NO_SHAPES);
  expect(compile).toThrow(UnsayableError);
  expect(compile).toThrow(reason);
});

describe('what records look like', () => {
  const shapes = shapesOf([{ tags: [{ key: 'a' }], grid: [['x']], owner: { id: 1 }, name: 'x' }]);

  test.each<[string, EventPattern, RegExp]>([
    ['a list', { detail: { grid: ['x'] } }, /a list, grid$/],
    ['a field of the objects of a list', { detail: { tags: { key: ['a'] } } }, /a list, tags$/],
    ['an object', { detail: { owner: [{ exists: false }] } }, /an object, owner$/],
  ])('%s cannot be asked for', (_, pattern, reason) => {
    expect(() => compileFilterPatterns(pattern, shapes)).toThrow(reason);
  });

  test('a field of an object can', () => {
    expect(filterOf({ detail: { owner: { id: [1] } } }, shapes)).toBe('$.owner.id = 1');
  });
});

describe('a condition that is too long for one filter', () => {
  const names = Array.from({ length: 60 }, (_, index) => `SomethingVeryLong${index}`);

  test('is said by several, each with a share of the alternatives', () => {
    const filters = compileFilterPatterns({ detail: { a: ['x'], eventName: names } }, NO_SHAPES);
    expect(filters).toHaveLength(4);
    for (const filter of filters) {
      expect(filter.length).toBeLessThanOrEqual(1024);
      expect(filter).toMatch(/^\{ \$\.a = "x" && \(/);
      parseFilter(filter);
    }
    expect(filters.flatMap((filter) => filter.match(/SomethingVeryLong\d+/g))).toEqual(names);
  });

  test('is split between its branches first', () => {
    const half = (field: string) => ({ [field]: names.slice(0, 20) });
    const filters = compileFilterPatterns({ detail: { $or: [half('a'), half('b')] } }, NO_SHAPES);
    expect(filters.map((filter) => new Set(filter.match(/\$\.\w+/g)))).toEqual([new Set(['$.a']), new Set(['$.b'])]);
  });
});
