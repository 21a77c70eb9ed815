import { describe, expect, test } from '@jest/globals';
import { lostInFunction } from '../../src/send-test/lost.ts';
import { stepsOf, totalMs } from '../../src/send-test/steps.ts';
import { isSettled, readTrace } from '../../src/send-test/trace.ts';

const QUEUED_MS = Date.parse('2026-03-14T09:26:53.000Z');
const at = (ms: number) => new Date(QUEUED_MS + ms).toISOString();
const attempt = (count: number, beganMs: number) => ({ queuedAt: at(0), beganAt: at(beganMs), attempt: count });
const told = (destination: string, ms: number) => ({ message: 'finding told', destination, timestamp: at(ms) });
const handled = (delivery: string, of = attempt(1, 50)) => ({ message: 'finding handled', delivery, ...of });
const failed = (code: string, of = attempt(1, 50)) => ({
  ...of,
  message: 'finding not delivered; the message returns to its queue',
  error: { name: 'DeliveryError', code, message: 'security: no channel' },
});
const fallback = {
  message: 'finding told to the fallback',
  error: { code: 'misconfigured', message: 'security: no channel' },
};
const place = { name: 'trailbell-prod-api-call', deployment: '--stage prod' };

describe('a trace', () => {
  test.each([
    ['nothing was logged', [], false],
    ['some destinations have it', [told('mail', 100)], false],
    ['an attempt failed for a while', [failed('busy')], false],
    ['an attempt failed for good', [failed('misconfigured')], true],
    ['a message was refused', [failed('rejected')], true],
    ['it went to the fallback and the finding is not handled yet', [fallback], false],
    ['the finding is handled', [told('mail', 100), handled('message')], true],
  ])('where %s: settled or not', (_, lines, settled) => {
    expect(isSettled(readTrace(lines))).toBe(settled);
  });

  test.each([
    ['is held by nothing', [told('mail', 100), handled('message')], undefined],
    ['joined a thread', [told('security', 100), handled('thread')], undefined],
    ['failed at first', [failed('busy'), told('mail', 100), handled('message', attempt(2, 9_000))], undefined],
    ['has no end', [told('mail', 100)], 'the function had not told of its end when time was up'],
    ['failed twice', [failed('busy'), failed('busy', attempt(2, 9_000))], 'attempt 2 failed: security: no channel'],
    ['went to the fallback', [fallback, handled('message')], 'it went to the fallback, for security: no channel'],
    ['is suppressed', [handled('suppressed')], 'a suppression holds for it'],
    ['meets a rule that tells nobody', [handled('held')], 'it is told to nobody'],
    ['has routes that lead nowhere', [handled('thread')], 'it is told to nobody'],
  ])('of a finding that %s', (_, lines, why) => {
    expect(lostInFunction(readTrace(lines), place)?.why).toBe(why);
  });

  test('counts a destination from when it first had the finding, however often a later attempt finds that', () => {
    const trace = readTrace([
      told('mail', 200),
      failed('busy'),
      told('mail', 9_100),
      told('security', 9_500),
      handled('message', attempt(2, 9_000)),
    ]);
    expect(trace).toMatchObject({ queuedMs: QUEUED_MS, beganMs: QUEUED_MS + 50 });
    expect(trace.told.map(({ destination, atMs }) => [destination, atMs - QUEUED_MS])).toEqual([
      ['mail', 200],
      ['security', 9_500],
    ]);
  });

  test('survives lines of any shape', () => {
    expect(readTrace([null, 'text', 7, [], { message: 'finding told', timestamp: 'soon' }, { beganAt: {} }])).toEqual({
      told: [{ destination: '', atMs: 0 }],
    });
  });
});

describe('the steps', () => {
  const trace = readTrace([told('mail', 100), handled('message')]);
  const lengths = (sentMs: number, takenMs: number) =>
    stepsOf({ sentMs: QUEUED_MS + sentMs, takenMs: QUEUED_MS + takenMs, name: 'q' }, trace).map(({ ms }) => ms);

  test('are as long as the time from one to the next', () => {
    expect(lengths(-700, -400)).toEqual([300, 400, 50, 50]);
    expect(totalMs({ sentMs: QUEUED_MS - 700, takenMs: 0, name: 'q' }, trace)).toBe(800);
  });

  test('are never shorter than nothing, where an event was queued before the answer of EventBridge was here', () => {
    expect(lengths(-200, 100)).toEqual([300, 0, 50, 50]);
  });

  test("leave out what this computer's clock cannot tell, as it is ahead", () => {
    expect(lengths(5_000, 5_300)).toEqual([300, undefined, 50, 50]);
  });
});
