import { describe, expect, test } from '@jest/globals';
import { memoryStore } from '../../src/state/memory.ts';
import { once } from '../../src/state/once.ts';
import { StateError } from '../../src/state/store.ts';

const START_MS = Date.parse('2026-03-14T14:00:00Z');

function setUp() {
  const clock = { nowMs: START_MS };
  const store = memoryStore(() => clock.nowMs);
  const state = { store, now: () => clock.nowMs };
  const sent: string[] = [];
  const since: (number | undefined)[] = [];
  const send = (what = 'sent') =>
    once(state, 'finding', async (unsureSinceMs) => {
      since.push(unsureSinceMs);
      sent.push(what);
    });
  return { clock, state, sent, since, send };
}

describe('something to be done once', () => {
  test('is done by the first who asks, and not again', async () => {
    const { send, sent, clock } = setUp();
    expect(await send()).toBe(true);
    expect(await send()).toBe(false);
    clock.nowMs += 29 * 86_400_000;
    expect(await send()).toBe(false);
    expect(sent).toEqual(['sent']);
  });

  test('is done by one of two who ask at the same instant; the other comes back', async () => {
    const { send, sent } = setUp();
    const results = await Promise.allSettled([send('by one'), send('by the other')]);
    expect(results).toMatchObject([{ status: 'fulfilled' }, { reason: { name: 'BusyError', retryAfterSeconds: 60 } }]);
    expect(sent).toEqual(['by one']);
  });

  test('is left to the next attempt when it fails', async () => {
    const { state, send, sent } = setUp();
    const failing = once(state, 'finding', async () => {
      throw new Error('away');
    });
    await expect(failing).rejects.toThrow('away');
    expect(await send()).toBe(true);
    expect(sent).toEqual(['sent']);
  });

  test('is done again, once its lease has run out, when an attempt died before it could record', async () => {
    const { state, send, sent, since, clock } = setUp();
    const { write } = state.store;
    let writes = 0;
    state.store.write = async (...parts) => {
      writes += 1;
      if (writes > 1) throw new StateError('unavailable', 'killed');
      return write(...parts);
    };
    await expect(send()).rejects.toThrow('killed');
    state.store.write = write;
    await expect(send()).rejects.toMatchObject({ name: 'BusyError' });
    clock.nowMs += 60_000;
    expect(await send()).toBe(true);
    expect(await send()).toBe(false);
    expect(sent).toEqual(['sent', 'sent']);
    expect(since).toEqual([undefined, START_MS]);
  });

  describe('is told to the next attempt', () => {
    const failing = (state: ReturnType<typeof setUp>['state'], error: Error) =>
      once(state, 'finding', async () => {
        throw error;
      });
    const unanswered = Object.assign(new Error('timed out'), { mayHaveArrived: true });

    test('as perhaps done where an attempt got no answer, however the ones after it fail', async () => {
      const { state, send, since, clock } = setUp();
      await expect(failing(state, unanswered)).rejects.toThrow('timed out');
      clock.nowMs += 59_000;
      await expect(send()).rejects.toMatchObject({ name: 'BusyError' });
      clock.nowMs += 1_000;
      await expect(failing(state, new Error('a limit'))).rejects.toThrow('a limit');
      clock.nowMs += 10_000;
      await send();
      expect(since).toEqual([START_MS]);
    });

    test('as not done where each that failed was refused', async () => {
      const { state, send, since } = setUp();
      await expect(failing(state, new Error('a limit'))).rejects.toThrow('a limit');
      await send();
      expect(since).toEqual([undefined]);
    });
  });

  test('says what went wrong with it, even when state is away too', async () => {
    const { state } = setUp();
    const { write } = state.store;
    const failing = once(state, 'finding', async () => {
      state.store.write = async () => {
        throw new StateError('unavailable', 'throttled');
      };
      throw new Error('Slack is away');
    });
    await expect(failing).rejects.toThrow('Slack is away');
    state.store.write = write;
  });
});
