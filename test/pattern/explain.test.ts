import { describe, expect, test } from '@jest/globals';
import { compilePattern, explainPattern } from '../../src/pattern/index.ts';

const event = {
  source: 'aws.iam',
  detail: {
    eventName: 'AttachUserPolicy',
    sourceIPAddress: '198.51.100.7',
    readOnly: false,
    count: 5,
    requestParameters: { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess', userName: 'alice' },
    items: [
      { port: 22, cidr: '192.0.2.0/24' },
      { port: 443, cidr: '0.0.0.0/0' },
    ],
    empty: [],
  },
};

describe('a leaf that does not match', () => {
  test.each([
    [
      'in another case',
      { detail: { eventName: ['attachuserpolicy'] } },
      'case',
      'is "AttachUserPolicy"; expected "attachuserpolicy": upper and lower case count',
      'write "AttachUserPolicy" instead of "attachuserpolicy" at /detail/eventName',
    ],
    [
      'a text for a truth value',
      { detail: { readOnly: ['false'] } },
      'type',
      'is false; the event has true or false, the pattern a text ("false"): they never match',
      'write false instead of "false" at /detail/readOnly',
    ],
    [
      'a text for a number',
      { detail: { count: ['5'] } },
      'type',
      'is 5; the event has a number, the pattern a text ("5"): they never match',
      'write 5 instead of "5" at /detail/count',
    ],
    [
      'only the beginning',
      { detail: { requestParameters: { policyArn: ['arn:aws:iam::aws:policy/'] } } },
      'part',
      'is "arn:aws:iam::aws:policy/AdministratorAccess"; it only begins with "arn:aws:iam::aws:policy/"',
      'write { "prefix": "arn:aws:iam::aws:policy/" } instead of "arn:aws:iam::aws:policy/" at /detail/requestParameters/policyArn',
    ],
    [
      'a field in another spelling',
      { detail: { sourceIpAddress: ['198.51.100.7'] } },
      'spelling',
      'is not in the event, but detail.sourceIPAddress is',
      'write detail.sourceIPAddress instead of detail.sourceIpAddress',
    ],
    [
      'a field one level away',
      { detail: { userName: ['alice'] } },
      'elsewhere',
      'is not in the event, but detail.requestParameters.userName is',
      'write detail.requestParameters.userName instead of detail.userName',
    ],
    [
      'an object where a value is wanted',
      { detail: { requestParameters: [{ exists: true }] } },
      'not-a-value',
      'is an object; only texts, numbers, true, false and null are compared: name a field below it',
      undefined,
    ],
    [
      'an empty list where a value is wanted',
      { detail: { empty: [{ exists: true }] } },
      'not-a-value',
      'is a list without values; only texts, numbers, true, false and null are compared: name a field below it',
      undefined,
    ],
    [
      'another value',
      { detail: { eventName: ['DetachUserPolicy', { prefix: 'Put' }] } },
      undefined,
      'is "AttachUserPolicy"; expected "DetachUserPolicy" or a text that begins with "Put"',
      'add "AttachUserPolicy" to the list at /detail/eventName',
    ],
    [
      'a value that must not be there',
      { detail: { eventName: [{ exists: false }] } },
      undefined,
      'is "AttachUserPolicy"; expected no value at all',
      'add "AttachUserPolicy" to the list at /detail/eventName',
    ],
    [
      'an excluded value',
      { source: [{ 'anything-but': ['aws.iam'] }] },
      undefined,
      'is "aws.iam"; expected anything but "aws.iam"',
      'add "aws.iam" to the list at /source',
    ],
    [
      'a field that is nowhere',
      { source: ['aws.iam'], detail: { errorCode: [{ numeric: ['>', 5] }] } },
      undefined,
      'is not in the event; expected a number > 5',
      'leave detail.errorCode out of the pattern',
    ],
  ])('says why: %s', (_, pattern, nearMiss, reason, change) => {
    const explanation = explainPattern(pattern, event);
    expect(explanation.matched).toBe(false);
    expect(explanation.leaves[0]).toMatchObject({ matched: false, reason, ...(nearMiss && { nearMiss }) });
    expect(explanation.change).toBe(change);
  });

  test('stands first, near misses before the others', () => {
    const pattern = { source: ['aws.iam'], detail: { eventName: ['x'], readOnly: ['false'] } };
    expect(
      explainPattern(pattern, event).leaves.map(({ path, matched, nearMiss }) => [path, matched, nearMiss]),
    ).toEqual([
      ['detail.readOnly', false, 'type'],
      ['detail.eventName', false, undefined],
      ['source', true, undefined],
    ]);
  });
});

describe('an explanation', () => {
  test('says of values in different elements of an array that they must stand in one', () => {
    const { leaves, change } = explainPattern({ detail: { items: { port: [22], cidr: ['0.0.0.0/0'] } } }, event);
    expect(leaves.map(({ nearMiss }) => nearMiss)).toEqual(['array-element', 'array-element']);
    expect(change).toBeUndefined();
  });

  test('shows the alternative of $or that comes closest', () => {
    const pattern = {
      detail: {
        $or: [
          { eventName: ['x'], readOnly: [true] },
          { eventName: ['x'], readOnly: [false] },
        ],
      },
    };
    expect(explainPattern(pattern, event)).toMatchObject({
      alternatives: 2,
      leaves: [
        { path: 'detail.eventName', matched: false },
        { path: 'detail.readOnly', matched: true },
      ],
    });
  });

  test('names no change where two things are wrong', () => {
    expect(explainPattern({ source: ['x'], detail: { eventName: ['x'] } }, event).change).toBeUndefined();
  });

  test('agrees with the matcher on a pattern that matches', () => {
    const pattern = { source: ['aws.iam'], detail: { errorCode: [{ exists: false }], items: { port: [443] } } };
    expect(compilePattern(pattern)(event)).toBe(true);
    expect(explainPattern(pattern, event)).toMatchObject({ matched: true, alternatives: 1 });
  });

  test('of a huge event comes at once', () => {
    const huge = { detail: { list: Array.from({ length: 200_000 }, (_, index) => ({ [`k${index}`]: index })) } };
    expect(explainPattern({ detail: { missing: ['x'] } }, huge).leaves[0]?.reason).toBe(
      'is not in the event; expected "x"',
    );
  });
});
