import { describe, expect, test } from '@jest/globals';
import { BusyError } from '../../src/state/busy.ts';
import { memoryStore } from '../../src/state/memory.ts';
import type { Store } from '../../src/state/store.ts';
import { type Telling, tell } from '../../src/state/tell.ts';
import type { Entry } from '../../src/state/thread.ts';
import { entry, fakeChannel, START_MS } from './fake-channel.ts';

const MINUTE_MS = 60_000;

function setUp(hooks: Parameters<typeof fakeChannel>[0] = {}) {
  const clock = { nowMs: START_MS };
  const counts = { reads: 0, writes: 0 };
  const state = {
    store: counting(
      memoryStore(() => clock.nowMs),
      counts,
    ),
    now: () => clock.nowMs,
  };
  const fake = fakeChannel(hooks);
  const send = (told: Entry<string>, more: Partial<Telling<string>> = {}) =>
    tell(
      { state, channel: fake.channel },
      {
        destination: 'security',
        group: ['a key'],
        windowMs: 60 * MINUTE_MS,
        entry: told,
        earlier: [],
        flood: { rule: 'iam/example', perHour: 20, entry: { ...told, traits: [`summary of ${told.id}`] } },
        paceMs: 0,
        ...more,
      },
    );
  return { ...fake, clock, counts, state, send };
}

function counting(store: Store, counts: { reads: number; writes: number }): Store {
  return {
    read: (key) => {
      counts.reads += 1;
      return store.read(key);
    },
    write: (...parts) => {
      counts.writes += 1;
      return store.write(...parts);
    },
  };
}

describe('findings of one group', () => {
  test('the first is a message, the next ones join it', async () => {
    const { send, messages } = setUp();
    expect(await send(entry('a'))).toBe('message');
    expect(await send(entry('b', 10))).toBe('thread');
    expect(await send(entry('c', 20))).toBe('thread');
    expect(messages).toEqual([{ card: 'card of a', count: 3, rules: ['iam/example'], lines: [] }]);
  });

  test('a new message costs two reads and two writes, a joined finding at most one read and two writes', async () => {
    const { send, counts } = setUp();
    await send(entry('a'));
    expect(counts).toEqual({ reads: 2, writes: 2 });
    await send(entry('b', 10));
    // The second read: who brings the message up to date looks whether it grew meanwhile.
    expect(counts).toEqual({ reads: 4, writes: 4 });
  });

  test('a finding that is told again, soon or after weeks, is neither shown nor counted again', async () => {
    const { send, messages, clock, calls } = setUp();
    await send(entry('a'));
    await send(entry('b', 10));
    for (const laterMs of [0, 5 * MINUTE_MS, 20 * 24 * 60 * MINUTE_MS]) {
      clock.nowMs = START_MS + laterMs;
      expect(await send(entry('a'))).toBe('thread');
      expect(await send(entry('b', 10))).toBe('thread');
    }
    expect(messages).toMatchObject([{ count: 2 }]);
    expect(calls).toEqual({ post: 1, update: 1 });
  });

  test('after the window a finding rings again', async () => {
    const { send, messages } = setUp();
    await send(entry('a'));
    expect(await send(entry('b', 3599))).toBe('thread');
    expect(await send(entry('c', 3600))).toBe('message');
    expect(await send(entry('d', 3700))).toBe('thread');
    expect(messages.map(({ count }) => count)).toEqual([2, 2]);
  });

  test('a finding of before the first that comes late joins it', async () => {
    const { send, messages } = setUp();
    await send(entry('b', 600));
    expect(await send(entry('a', 0))).toBe('thread');
    expect(messages).toMatchObject([{ card: 'card of b', count: 2 }]);
  });

  test('a finding of long before is a message of its own and leaves the open thread as it is', async () => {
    const { send, messages } = setUp();
    await send(entry('new', 0));
    expect(await send(entry('old', -86_400))).toBe('message');
    expect(await send(entry('newer', 60))).toBe('thread');
    expect(messages.map(({ count }) => count)).toEqual([2, 1]);
  });

  test('another group, and the same group elsewhere, are messages of their own', async () => {
    const { send } = setUp();
    await send(entry('a'));
    expect(await send(entry('a'), { group: ['another key'] })).toBe('message');
    expect(await send(entry('a'), { destination: 'on-call' })).toBe('message');
  });

  test('the thread shows only what it has not shown', async () => {
    const { send, messages } = setUp();
    await send(entry('a', 0, { traits: ['who alice', 'from Romania'] }));
    await send(entry('b', 1, { traits: ['who alice', 'from Romania'] }));
    await send(entry('c', 2, { traits: ['who alice', 'from Brazil'] }));
    await send(entry('d', 3, { traits: ['who bob', 'from Romania'] }));
    expect(messages).toMatchObject([{ count: 4, lines: ['from Brazil', 'who bob'] }]);
  });

  test('another rule on the same event is named and not counted', async () => {
    const { send, messages } = setUp();
    const other = { id: 'root/example', title: 'Root', severity: 'critical' } as const;
    await send(entry('a'));
    expect(await send(entry('a', 0, { id: 'a-other-', rules: [other], traits: ['rule Root'] }))).toBe('thread');
    expect(messages).toMatchObject([{ count: 1, rules: ['iam/example', 'root/example'], lines: ['rule Root'] }]);
  });

  test('events that led to the first finding are counted with it, also when they come again', async () => {
    const { send, messages } = setUp();
    const earlier = [0, 5, 9].map((seconds) => ({
      event: entry(`h${seconds}`).event,
      timeMs: START_MS + seconds * 1000,
    }));
    await send(entry('a', 10), { earlier });
    expect(await send(entry('h5', 5))).toBe('thread');
    expect(messages).toMatchObject([{ count: 4 }]);
  });

  test('a card that knows more takes the place of the first', async () => {
    const { send, messages, channel } = setUp();
    const cards: string[] = [];
    const { update } = channel;
    channel.update = (thread) => {
      cards.push(thread.card);
      return update(thread);
    };
    await send(entry('start'));
    await send(entry('end', 60, { replacesCard: true }));
    await send(entry('more', 61));
    expect(cards).toEqual(['card of end', 'card of end']);
    expect(messages).toMatchObject([{ count: 3 }]);
  });
});

describe('two at the same instant', () => {
  test('first findings make one message: the other comes back and joins', async () => {
    const { send, messages } = setUp();
    const results = await Promise.allSettled([send(entry('a')), send(entry('b', 1))]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const loser = results[0]?.status === 'rejected' ? 'a' : 'b';
    expect(await send(entry(loser, loser === 'a' ? 0 : 1))).toBe('thread');
    expect(messages).toMatchObject([{ count: 2 }]);
  });

  test('who finds another at the first message looks again soon, and no sooner than needed once that one must be dead', async () => {
    const { send, clock, state } = setUp();
    const { write } = state.store;
    state.store.write = async (key, ...rest) => {
      if (key.startsWith('thread#')) throw new Error('killed');
      return write(key, ...rest);
    };
    await expect(send(entry('a'))).rejects.toThrow('killed');
    state.store.write = write;
    clock.nowMs += 10_000;
    await expect(send(entry('b'))).rejects.toMatchObject({ retryAfterSeconds: 2 });
    clock.nowMs += 10_000;
    await expect(send(entry('b'))).rejects.toMatchObject({ retryAfterSeconds: 40 });
    clock.nowMs += 40_000;
    expect(await send(entry('b'))).toBe('message');
  });

  test('one finding handed in twice makes one message', async () => {
    const { send, messages, clock } = setUp();
    const results = await Promise.allSettled([send(entry('a')), send(entry('a'))]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    clock.nowMs += 2000;
    expect(await send(entry('a'))).toBe('thread');
    expect(messages).toMatchObject([{ count: 1 }]);
  });

  test('one finding that joins, handed in twice, answers once', async () => {
    const { send, messages } = setUp();
    await send(entry('a'));
    const joining = entry('b', 1, { traits: ['from Brazil'] });
    const results = await Promise.allSettled([send(joining), send(joining)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await send(joining)).toBe('thread');
    expect(messages).toMatchObject([{ count: 2, lines: ['from Brazil'] }]);
  });

  test('joined findings are all counted', async () => {
    const { send, messages } = setUp();
    await send(entry('a'));
    const names = ['b', 'c', 'd', 'e', 'f'];
    let waiting = names;
    while (waiting.length > 0) {
      const results = await Promise.allSettled(waiting.map((name) => send(entry(name, 1))));
      waiting = waiting.filter((_, index) => results[index]?.status === 'rejected');
    }
    expect(messages).toMatchObject([{ count: 6 }]);
  });
});

describe('a burst', () => {
  test('changes its message now and then, by one finding that waits, and shows the whole count in the end', async () => {
    const { send, messages, clock, calls } = setUp();
    const paceMs = 5000;
    await send(entry('e000'), { paceMs });
    const waiting: Entry<string>[] = [];
    for (let index = 1; index < 500; index += 1) {
      clock.nowMs += 100;
      const told = entry(`e${index}`, index / 10);
      await send(told, { paceMs }).catch((error) => {
        expect(error).toBeInstanceOf(BusyError);
        waiting.push(told);
      });
    }
    expect(waiting.length).toBeLessThan(10);
    for (let told = waiting.shift(); told; told = waiting.shift()) {
      const again = told;
      clock.nowMs += 60_000;
      await send(again, { paceMs }).catch(() => waiting.push(again));
    }
    expect(messages).toMatchObject([{ count: 500 }]);
    expect(calls.post).toBe(1);
    expect(calls.update).toBeLessThan(10);
  });

  test('is shown to the end though findings come while its message changes', async () => {
    const { send, messages, clock, channel } = setUp();
    const { update } = channel;
    channel.update = async (thread) => {
      channel.update = update;
      expect(await send(entry('meanwhile', 2), { paceMs: 5000 })).toBe('thread');
      return update(thread);
    };
    await send(entry('a'), { paceMs: 5000 });
    clock.nowMs += 5000;
    await expect(send(entry('b', 1), { paceMs: 5000 })).rejects.toMatchObject({ retryAfterSeconds: 10 });
    expect(messages).toMatchObject([{ count: 2 }]);
    clock.nowMs += 10_000;
    expect(await send(entry('b', 1), { paceMs: 5000 })).toBe('thread');
    expect(messages).toMatchObject([{ count: 3 }]);
  });

  describe('leaves its message to one finding', () => {
    const paceMs = 1000;
    const owing = async () => {
      const set = setUp();
      await set.send(entry('a'), { paceMs });
      await expect(set.send(entry('owes', 1), { paceMs })).rejects.toBeInstanceOf(BusyError);
      return { ...set, join: (name: string) => set.send(entry(name, 1), { paceMs }) };
    };

    test('for three turns; if it has grown then, to the next', async () => {
      const { join, channel, clock } = await owing();
      const { update } = channel;
      let grown = 0;
      channel.update = async (thread) => {
        grown += 1;
        await join(`grown ${grown}`);
        return update(thread);
      };
      for (let turn = 1; turn <= 3; turn += 1) {
        expect(await join(`left ${turn}`)).toBe('thread');
        clock.nowMs += 60_000;
        await expect(join('owes')).rejects.toBeInstanceOf(BusyError);
      }
      await expect(join('next')).rejects.toBeInstanceOf(BusyError);
      expect(await join('owes')).toBe('thread');
      expect(grown).toBe(3);
    });

    test('for 15 minutes without a sign of it; then to the next', async () => {
      const { join, calls, clock } = await owing();
      clock.nowMs += 15 * MINUTE_MS;
      expect(await join('left')).toBe('thread');
      expect(calls.update).toBe(0);
      clock.nowMs += 1;
      expect(await join('next')).toBe('thread');
      expect(calls.update).toBe(1);
    });
  });
});

describe('a channel that fails', () => {
  test('while the first is posted: the next attempt posts it', async () => {
    let down = true;
    const { send, messages } = setUp({ before: async () => fail(down) });
    await expect(send(entry('a'))).rejects.toThrow('away');
    down = false;
    expect(await send(entry('a'))).toBe('message');
    expect(messages).toMatchObject([{ count: 1 }]);
  });

  test('while the message is brought up to date: the next attempt does it, and counts nothing twice', async () => {
    let down = false;
    const { send, messages } = setUp({ before: async () => fail(down) });
    await send(entry('a'));
    down = true;
    await expect(send(entry('b', 1, { traits: ['from Brazil'] }))).rejects.toThrow('away');
    down = false;
    expect(await send(entry('b', 1, { traits: ['from Brazil'] }))).toBe('thread');
    expect(messages).toMatchObject([{ count: 2, lines: ['from Brazil'] }]);
  });

  test('for good: the findings after it try too, so that each can be told elsewhere', async () => {
    let refused = false;
    const { send, messages } = setUp({
      before: async () => {
        if (refused) throw new Error('invalid_auth');
      },
    });
    await send(entry('a'));
    refused = true;
    await expect(send(entry('b', 1))).rejects.toThrow('invalid_auth');
    await expect(send(entry('c', 2))).rejects.toThrow('invalid_auth');
    refused = false;
    expect(await send(entry('d', 3))).toBe('thread');
    expect(messages).toMatchObject([{ count: 4 }]);
  });

  test('an attempt that dies after posting and before recording repeats one message, and only that one', async () => {
    const { send, messages, clock, state } = setUp();
    const { write } = state.store;
    state.store.write = async (key, ...rest) => {
      if (key.startsWith('thread#')) throw new Error('killed');
      return write(key, ...rest);
    };
    await expect(send(entry('a'))).rejects.toThrow('killed');
    state.store.write = write;
    await expect(send(entry('a'))).rejects.toBeInstanceOf(BusyError);
    clock.nowMs += 3 * MINUTE_MS;
    expect(await send(entry('a'))).toBe('message');
    expect(await send(entry('a'))).toBe('thread');
    expect(messages).toMatchObject([{ count: 1 }, { count: 1 }]);
  });
});

function fail(down: boolean): void {
  if (down) throw new Error('the channel is away');
}

describe('a flood', () => {
  const flood = async (count: number, set = setUp()) => {
    const deliveries = [];
    for (let index = 0; index < count; index += 1) {
      set.clock.nowMs = START_MS + index * 1000;
      deliveries.push(await set.send(entry(`f${index}`, index), { group: ['each', index] }));
    }
    return { ...set, deliveries };
  };

  test('beyond the messages of an hour, findings go to one digest that lists them', async () => {
    const { messages, deliveries } = await flood(25);
    expect(deliveries.filter((delivery) => delivery === 'message')).toHaveLength(21);
    expect(messages).toHaveLength(21);
    expect(messages[20]).toMatchObject({
      count: 5,
      lines: ['f21', 'f22', 'f23', 'f24'].map((id) => `summary of ${entry(id).id}`),
    });
  });

  test('a digest is not rung twice, and its findings are not shown again when they come again', async () => {
    const { send, messages, clock } = await flood(25);
    clock.nowMs += 2 * 60 * MINUTE_MS;
    for (const index of [3, 20, 24]) {
      expect(await send(entry(`f${index}`, index), { group: ['each', index] })).toBe('thread');
    }
    expect(messages).toHaveLength(21);
    expect(messages[20]).toMatchObject({ count: 5 });
  });

  test('it ends with the hour', async () => {
    const { send, clock } = await flood(25);
    clock.nowMs += 60 * MINUTE_MS;
    expect(await send(entry('later', 3700), { group: ['each', 'later'] })).toBe('message');
  });

  test('what joins an open thread is no part of it', async () => {
    const { send } = await flood(25);
    expect(await send(entry('joins', 30), { group: ['each', 3] })).toBe('thread');
  });

  test('other rules are not held back by it', async () => {
    const { send, messages } = await flood(25);
    const told = entry('other', 30);
    await send(told, { group: ['another'], flood: { rule: 'root/example', perHour: 20, entry: told } });
    expect(messages).toHaveLength(22);
  });
});
