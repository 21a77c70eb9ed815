import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EventSelector, FieldSelector } from '../../src/deploy/trail/selectors.ts';
import { selectorsFor } from '../../src/deploy/trail/selectors.ts';
import { compilePattern } from '../../src/pattern/index.ts';
import type { Rule } from '../../src/rule/rule.ts';
import { loadSite } from '../../src/site.ts';
import { aRule } from './sample-service.ts';

const { rules: PACK } = await loadSite({ rules: 'rules', settings: 'nowhere.yml' });
const ANY = [{ exists: true }];
const BUCKET = 'arn:aws:s3:::example-bucket';

function calls(source: string, eventName: readonly unknown[], rest: Partial<Rule> = {}): Rule {
  return aRule({
    pattern: {
      source: [`aws.${source}`],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: { eventSource: [`${source}.amazonaws.com`], eventName },
    } as Rule['pattern'],
    ...rest,
  });
}

function throughEndpoint(detail: object): Rule {
  return aRule({
    pattern: { 'detail-type': ['AWS Network Activity Event via CloudTrail'], detail } as Rule['pattern'],
  });
}

function selectors(
  rules: readonly Rule[],
  dataEvents: Record<string, string[]> = {},
  network: string[] = [],
): readonly EventSelector[] {
  return selectorsFor(rules, { 'data-events': dataEvents, 'network-activity': network }).events.slice(1);
}

/** As CloudTrail decides it. */
function selects(selector: EventSelector, record: Readonly<Record<string, string>>): boolean {
  return selector.FieldSelectors.every(({ Field, Equals = [], StartsWith = [] }: FieldSelector) => {
    const value = record[Field];
    return value !== undefined && (Equals.includes(value) || StartsWith.some((start) => value.startsWith(start)));
  });
}

describe('the selectors of a trail', () => {
  test('log every management event, whatever the rules are', () => {
    expect(selectorsFor([], { 'data-events': {}, 'network-activity': [] })).toEqual({
      events: [{ Name: 'Management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }],
      insights: [],
    });
  });

  test('log of a bucket that is named the calls that rules wait for, and no other', () => {
    const rules = [calls('s3', ['DeleteObject', 'DeleteBucket']), calls('s3', ['GetObject', 'DeleteObject'])];
    expect(selectors(rules, { 'AWS::S3::Object': [BUCKET] })).toEqual([
      {
        Name: 'Data events of AWS::S3::Object',
        FieldSelectors: [
          { Field: 'eventCategory', Equals: ['Data'] },
          { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
          { Field: 'eventName', Equals: ['DeleteObject', 'GetObject'] },
          { Field: 'resources.ARN', StartsWith: [`${BUCKET}/`] },
        ],
      },
    ]);
  });

  test.each<[string, Rule[], Record<string, string[]>]>([
    ['no resource is named', [calls('s3', ['GetObject'])], {}],
    ['none is named on purpose', [calls('s3', ['GetObject'])], { 'AWS::S3::Object': [] }],
    ['the rule is off', [calls('s3', ['GetObject'], { enabled: false })], { 'AWS::S3::Object': [BUCKET] }],
    ['no rule takes that type', [calls('lambda', ['Invoke'])], { 'AWS::S3::Object': [BUCKET] }],
    [
      'the rule takes any event',
      [calls('s3', [{ 'anything-but': ['PutBucketAcl'] }])],
      { 'AWS::S3::Object': [BUCKET] },
    ],
  ])('log no data event where %s', (_, rules, named) => {
    expect(selectors(rules, named)).toEqual([]);
  });

  test.each<[string, string, string, object]>([
    ['a bucket but not those whose names begin with its', 'AWS::S3::Object', BUCKET, { StartsWith: [`${BUCKET}/`] }],
    ['buckets by the beginning of their names', 'AWS::S3::Object', `${BUCKET}*`, { StartsWith: [BUCKET] }],
    ['objects by their keys', 'AWS::S3::Object', `${BUCKET}/a/`, { StartsWith: [`${BUCKET}/a/`] }],
    [
      'one function whole',
      'AWS::Lambda::Function',
      'arn:aws:lambda:us-east-1:123456789012:function:a',
      { Equals: ['arn:aws:lambda:us-east-1:123456789012:function:a'] },
    ],
    ['all functions', 'AWS::Lambda::Function', 'arn:aws:lambda*', { StartsWith: ['arn:aws:lambda'] }],
  ])('name %s', (_, type, arn, condition) => {
    const rules = [calls('s3', ['GetObject']), calls('lambda', ['Invoke'])];
    const [selector] = selectors(rules, { [type]: [arn] });
    expect(selector?.FieldSelectors.at(-1)).toEqual({ Field: 'resources.ARN', ...condition });
  });

  test.each<[string, object[], string[][]]>([
    ['refused calls alone', [{ errorCode: ['VpceAccessDenied'] }], [['errorCode']]],
    ['calls by name', [{ eventSource: ['s3.amazonaws.com'], eventName: ['GetObject'] }], [['eventName']]],
    [
      'both, apart',
      [{ errorCode: ['VpceAccessDenied'] }, { eventSource: ['s3.amazonaws.com'], eventName: ['GetObject'] }],
      [['errorCode'], ['eventName']],
    ],
    ['all where a rule takes any', [{ errorCode: [{ exists: false }] }, { errorCode: ['VpceAccessDenied'] }], [[]]],
    ['none of a source that no rule takes', [{ eventSource: ['kms.amazonaws.com'], eventName: ['Decrypt'] }], []],
  ])('log through VPC endpoints %s', (_, details, fields) => {
    const found = selectors(details.map(throughEndpoint), {}, ['s3.amazonaws.com']);
    expect(found.map(({ FieldSelectors }) => FieldSelectors.slice(2).map(({ Field }) => Field))).toEqual(fields);
  });

  test('turn on the kinds of Insights that rules take', () => {
    const insight = (insightType: unknown[]) =>
      aRule({
        pattern: {
          'detail-type': ['AWS Insight via CloudTrail'],
          detail: { insightDetails: { insightType } },
        } as Rule['pattern'],
      });
    const insights = (...rules: readonly Rule[]) =>
      selectorsFor(rules, { 'data-events': {}, 'network-activity': [] }).insights;
    expect(insights(insight(['ApiErrorRateInsight']))).toEqual(['ApiErrorRateInsight']);
    expect(insights(insight([{ prefix: 'Api' }]))).toEqual(['ApiCallRateInsight', 'ApiErrorRateInsight']);
    expect(insights(calls('iam', ['CreateUser']))).toEqual([]);
  });
});

test('of buckets the selectors take the objects of those that are named, by name or by its beginning, and of no other', () => {
  const rules = [calls('s3', ['GetObject'])];
  const name = fc.stringMatching(/^[a-b]{3,4}$/);
  fc.assert(
    fc.property(name, name, fc.boolean(), (named, bucket, isBeginning) => {
      const arn = `arn:aws:s3:::${named}${isBeginning ? '*' : ''}`;
      const record = {
        eventCategory: 'Data',
        'resources.type': 'AWS::S3::Object',
        eventName: 'GetObject',
        'resources.ARN': `arn:aws:s3:::${bucket}/key`,
      };
      const isSelected = selectors(rules, { 'AWS::S3::Object': [arn] }).some((each) => selects(each, record));
      expect(isSelected).toBe(isBeginning ? bucket.startsWith(named) : bucket === named);
    }),
  );
});

describe('for the rules that come with Trailbell', () => {
  const everything = { 'AWS::S3::Object': ['arn:aws:s3:::*'], 'AWS::Lambda::Function': ['arn:aws:lambda*'] };
  const dataCalls = [
    'GetObject',
    'PutObject',
    'DeleteObject',
    'DeleteObjects',
    'CopyObject',
    'UploadPart',
    'HeadObject',
  ];

  test('the selectors hold whatever data event a rule takes, and no type and no name that none does', () => {
    fc.assert(
      fc.property(fc.subarray([...PACK]), fc.constantFrom(...dataCalls), (rules, eventName) => {
        const on = rules.map((rule) => ({ ...rule, enabled: true }));
        const record = {
          eventCategory: 'Data',
          'resources.type': 'AWS::S3::Object',
          'resources.ARN': `${BUCKET}/a`,
          eventName,
        };
        const isSelected = selectors(on, everything).some((selector) => selects(selector, record));
        expect(isSelected).toBe(on.some((rule) => names(rule, eventName)));
      }),
      { numRuns: 30 },
    );
  });

  test('objects of S3 are what they ask for, and nothing of functions', () => {
    expect(selectors(PACK, everything).map(({ Name }) => Name)).toEqual(['Data events of AWS::S3::Object']);
  });

  test('calls through endpoints are logged whole where foreign credentials are looked for, else refused ones and some by name', () => {
    const network = (rules: readonly Rule[]) =>
      selectors(rules, {}, ['s3.amazonaws.com']).map(({ FieldSelectors }) => FieldSelectors.at(-1)?.Field);
    expect(network(PACK)).toEqual(['eventSource']);
    expect(network(PACK.filter(({ id }) => id !== 'vpc-endpoint/foreign-principal'))).toEqual([
      'errorCode',
      'eventName',
    ]);
  });

  test('both kinds of Insights are on', () => {
    const { insights } = selectorsFor(PACK, { 'data-events': {}, 'network-activity': [] });
    expect(insights).toEqual(['ApiCallRateInsight', 'ApiErrorRateInsight']);
  });
});

/** Whether a rule names a call of S3: judged by its pattern itself, of which the call alone is left. */
function names({ pattern }: Rule, eventName: string): boolean {
  const { source, 'detail-type': detailType, detail = {} } = pattern as Record<string, Record<string, unknown>>;
  const matches = compilePattern({ source, ...(detailType && { 'detail-type': detailType }), detail: callOf(detail) });
  const takes = (name: string) =>
    matches({
      source: 'aws.s3',
      'detail-type': 'AWS API Call via CloudTrail',
      detail: { eventName: name, eventSource: 's3.amazonaws.com' },
    });
  return takes(eventName) && !takes('NoSuchCall');
}

function callOf({ eventSource, eventName, $or }: Record<string, unknown>): object {
  const branches = JSON.stringify($or ?? []).includes('"eventName"') ? ($or as Record<string, unknown>[]) : [];
  return {
    ...(eventSource !== undefined && { eventSource }),
    ...(eventName !== undefined && { eventName }),
    ...(branches.length > 0 ? { $or: branches.map(callOf) } : eventName === undefined && { eventName: ANY }),
  };
}
