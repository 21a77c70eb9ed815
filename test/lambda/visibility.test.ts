import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { textAt, valueAt } from '../../src/cloudtrail/json.ts';
import { handlerQueues } from '../../src/deploy/queues.ts';
import { isWait, secondsToHide } from '../../src/lambda/visibility.ts';
import { DeliveryError } from '../../src/notify/index.ts';
import { BusyError } from '../../src/state/busy.ts';
import { StateError } from '../../src/state/store.ts';

const least = () => 0;
const most = () => 0.999;
const limited = (retryAfterSeconds: number) => new DeliveryError('security', 'busy', 'wait', { retryAfterSeconds });
const failed = new DeliveryError('security', 'busy', 'HTTP 500');
const first = { receiveCount: 1, ageSeconds: 0 };

describe('a message that failed stays away', () => {
  test.each([
    ['as long as Slack asks for, where that is longer', limited(30), 30],
    [
      'a little less than SQS can, where Slack asks for more: the attempt has used up some of it',
      limited(100_000),
      42_900,
    ],
    [
      'until the lease of an attempt that got no answer is over',
      new DeliveryError('security', 'busy', 'timed out', { mayHaveArrived: true }),
      60,
    ],
    ['until its thread changes', new BusyError('later', 4_200), 5],
    ['as long as the last of several needs', new AggregateError([limited(30), limited(90)]), 90],
  ])('%s', (_, error, seconds) => {
    expect(secondsToHide(error, first, least)).toBe(seconds);
    expect(secondsToHide(error, first, most)).toBe(seconds);
  });

  test.each([
    [1, 10, 15],
    [2, 20, 30],
    [4, 80, 120],
    [8, 600, 900],
    [150, 600, 900],
  ])(
    'after attempt %d at least %d and at most %d seconds, whether Slack fails or asks for less',
    (receiveCount, from, to) => {
      for (const error of [failed, limited(1), new StateError('unavailable', 'throttled')]) {
        expect(secondsToHide(error, { receiveCount, ageSeconds: 0 }, least)).toBe(from);
        expect(secondsToHide(error, { receiveCount, ageSeconds: 0 }, most)).toBe(to);
      }
    },
  );

  test('for ever longer, where it has waited for other attempts more often than only an outage brings', () => {
    const waits = [1, 10, 11, 13, 40].map((receiveCount) =>
      secondsToHide(new BusyError('later', 2_000), { receiveCount, ageSeconds: 0 }, least),
    );
    expect(waits).toEqual([2, 2, 10, 40, 600]);
  });
});

describe('a message that is never taken', () => {
  const queue = handlerQueues('api-call', 'trailbell-test', []).ApiCallQueue;
  const receives = Number(valueAt(queue, 'Properties', 'RedrivePolicy', 'maxReceiveCount'));

  /** Seconds from its first attempt to its last, if each ends with this error. */
  const endures = (error: (receiveCount: number) => Error, random: () => number): number => {
    let ageSeconds = 0;
    for (let receiveCount = 1; receiveCount < receives; receiveCount += 1) {
      ageSeconds += secondsToHide(error(receiveCount), { receiveCount, ageSeconds }, random);
    }
    return ageSeconds;
  };
  const wait = (ms: number) => new BusyError('another attempt is at it', ms);
  const answers: [string, (receiveCount: number) => Error][] = [
    ['Slack asks for a second', () => limited(1)],
    ['Slack asks for nothing', () => limited(0)],
    ['Slack fails', () => failed],
    ['there is no state', () => new StateError('unavailable', 'throttled')],
    ['another attempt is always about to be done', () => wait(1)],
    ['all of these take turns', (receiveCount) => [limited(1), failed, wait(1)][receiveCount % 3] ?? failed],
    ['two destinations fail', () => new AggregateError([wait(1), limited(1)])],
  ];

  test.each(answers)('is tried for as long as docs/operations.md promises, where %s', async (_, error) => {
    const manual = await readFile('docs/operations.md', 'utf8');
    const [, attempts, hours] = /After (\d+) attempts, which take at least (\d+) hours/.exec(manual) ?? [];
    expect(receives).toBe(Number(attempts));
    expect(Number(hours)).toBe(24);
    expect(endures(error, least)).toBeGreaterThanOrEqual(24 * 3600);
  });

  test.each([...answers, ['Slack asks for half a day', () => limited(50_000)] as const])(
    'lies among the dead letters within a week, of the two for which SQS keeps it, where %s',
    (_, error) => {
      expect(endures(error, () => 1)).toBeLessThan(7 * 86_400);
      expect(Number(valueAt(queue, 'Properties', 'MessageRetentionPeriod'))).toBe(14 * 86_400);
    },
  );

  test('is allowed no more receives than SQS has numbers for', () => {
    expect(receives).toBeLessThanOrEqual(1000);
    expect(textAt(queue, 'Type')).toBe('AWS::SQS::Queue');
  });
});

test.each([
  ['to wait for another attempt is no failure', new BusyError('later', 1), true],
  ['nor is it at two destinations', new AggregateError([new BusyError('a', 1), new BusyError('b', 1)]), true],
  ['a limit is', limited(1), false],
  ['one failure among waits is', new AggregateError([new BusyError('a', 1), limited(1)]), false],
])('%s', (_, error, expected) => expect(isWait(error)).toBe(expected));
