import { describe, expect, test } from '@jest/globals';
import { deriveInsight } from '../../src/finding/insight.ts';

const ci = 'arn:aws:iam::123456789012:role/ci-deploy';
const alice = 'arn:aws:iam::123456789012:user/alice';

function record(details: object, statistics?: object, attributions?: unknown) {
  const insightContext = { ...(statistics && { statistics }), ...(attributions !== undefined && { attributions }) };
  return {
    sharedEventID: '01234567-89ab-cdef-0123-456789abcdef',
    insightDetails: {
      state: 'Start',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'RunInstances',
      insightType: 'ApiCallRateInsight',
      insightContext,
      ...details,
    },
  };
}

const rates = (baseline: number, insight: number) => ({
  baseline: { average: baseline },
  insight: { average: insight },
});

describe('deriveInsight', () => {
  test('sets the observed rate against the baseline, and each attribution against its own', () => {
    const attributions = [
      {
        attribute: 'userIdentityArn',
        insight: [
          { value: alice, average: 7.56 },
          { value: ci, average: 76.44 },
        ],
        baseline: [
          { value: ci, average: 0.06 },
          { value: alice, average: 1.2 },
        ],
      },
      {
        attribute: 'userAgent',
        insight: [{ value: 'APN/1.0 HashiCorp/1.0 Terraform/1.11.0', average: 84 }],
        baseline: [],
      },
      { attribute: 'errorCode', insight: [{ value: 'null', average: 84 }], baseline: [{ value: 'null', average: 2 }] },
    ];
    const end = record(
      { state: 'End' },
      { ...rates(2, 84), insightDuration: 12, baselineDuration: 10080 },
      attributions,
    );
    expect(deriveInsight(end)).toEqual({
      state: 'End',
      type: 'ApiCallRateInsight',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'RunInstances',
      sharedEventId: '01234567-89ab-cdef-0123-456789abcdef',
      baselinePerMinute: 2,
      observedPerMinute: 84,
      ratio: 42,
      ratioText: '42 times as often as usual',
      durationMinutes: 12,
      attributions: [
        {
          attribute: 'userIdentityArn',
          values: [
            { value: ci, name: 'ci-deploy', share: 0.91, baselineShare: 0.03 },
            { value: alice, name: 'alice', share: 0.09, baselineShare: 0.6 },
          ],
        },
        {
          attribute: 'userAgent',
          values: [{ value: 'APN/1.0 HashiCorp/1.0 Terraform/1.11.0', name: 'Terraform 1.11', share: 1 }],
        },
        { attribute: 'errorCode', values: [{ value: 'null', name: 'no error', share: 1, baselineShare: 1 }] },
      ],
    });
  });

  test('carries the error code of an error rate', () => {
    const insight = deriveInsight(
      record({ insightType: 'ApiErrorRateInsight', errorCode: 'AccessDenied' }, rates(1, 3)),
    );
    expect(insight).toMatchObject({ type: 'ApiErrorRateInsight', errorCode: 'AccessDenied', ratio: 3 });
  });

  test.each([
    ['a rate that is many times the usual', 2, 84, '42 times as often as usual'],
    ['a rate that is a few times the usual', 2, 5, '2.5 times as often as usual'],
    ['a baseline next to nothing', 0.000098, 84, 'more than 1,000 times as often as usual'],
    ['a baseline of zero', 0, 84, 'as never before in the baseline'],
    ['a rate that fell', 10, 2, '5 times less often than usual'],
    ['a rate that fell to nothing', 10, 0, 'no longer'],
    ['a rate that hardly moved', 10, 10.2, 'about as often as usual'],
    ['nothing before and nothing now', 0, 0, undefined],
  ])('words for %s', (_, baseline, observed, ratioText) => {
    expect(deriveInsight(record({}, rates(baseline, observed)))?.ratioText).toBe(ratioText);
  });

  test('shows the three most frequent values', () => {
    const insight = ['a', 'b', 'c', 'd'].map((value, index) => ({ value, average: index + 1 }));
    const values = deriveInsight(record({}, rates(1, 10), [{ attribute: 'errorCode', insight }]))?.attributions[0]
      ?.values;
    expect(values?.map(({ value, share }) => [value, share])).toEqual([
      ['d', 0.4],
      ['c', 0.3],
      ['b', 0.2],
    ]);
  });

  test.each([
    ['no context', record({ insightContext: undefined })],
    ['no statistics', record({})],
    ['rates that are texts', record({}, { baseline: { average: '2' }, insight: { average: null } })],
    ['negative rates', record({}, rates(-1, -2))],
    ['attributions that are no list', record({}, undefined, 'many')],
    ['attributions of an attribute that nobody knows', record({}, undefined, [{ attribute: 'weather', insight: [] }])],
    ['values without a value', record({}, undefined, [{ attribute: 'errorCode', insight: [{ average: 3 }, null, 7] }])],
  ])('survives %s', (_, broken) => {
    expect(deriveInsight(broken)).toEqual({
      state: 'Start',
      type: 'ApiCallRateInsight',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'RunInstances',
      sharedEventId: '01234567-89ab-cdef-0123-456789abcdef',
      attributions: [],
    });
  });

  test('a record without insightDetails is no Insight', () => {
    expect(deriveInsight({ eventName: 'RunInstances' })).toBeUndefined();
  });
});
