import { describe, expect, test } from '@jest/globals';
import { isWait, secondsToHide } from '../../src/lambda/visibility.ts';
import { DeliveryError } from '../../src/notify/index.ts';
import { BusyError } from '../../src/state/busy.ts';

const least = () => 0;
const most = () => 0.999;
const limited = (retryAfterSeconds: number) => new DeliveryError('security', 'busy', 'wait', { retryAfterSeconds });

describe('a message that failed stays away', () => {
  test.each([
    ['exactly as long as Slack asks for', limited(30), 30],
    ['as long as SQS can, where Slack asks for more', limited(100_000), 43_200],
    ['until its thread changes', new BusyError('later', 4_200), 5],
    ['as long as the last of several needs', new AggregateError([limited(30), limited(90)]), 90],
  ])('%s', (_, error, seconds) => {
    expect(secondsToHide(error, 1, least)).toBe(seconds);
    expect(secondsToHide(error, 7, most)).toBe(seconds);
  });

  test.each([
    [1, 5, 10],
    [2, 10, 20],
    [4, 40, 80],
    [8, 450, 900],
    [100, 450, 900],
  ])('after attempt %d between %d and %d seconds, where nobody says how long', (attempt, from, to) => {
    const error = new DeliveryError('security', 'busy', 'HTTP 500');
    expect(secondsToHide(error, attempt, least)).toBe(from);
    expect(secondsToHide(error, attempt, most)).toBe(to);
  });
});

test.each([
  ['to wait for another attempt is no failure', new BusyError('later', 1), true],
  ['nor is it at two destinations', new AggregateError([new BusyError('a', 1), new BusyError('b', 1)]), true],
  ['a limit is', limited(1), false],
  ['one failure among waits is', new AggregateError([new BusyError('a', 1), limited(1)]), false],
])('%s', (_, error, expected) => expect(isWait(error)).toBe(expected));
