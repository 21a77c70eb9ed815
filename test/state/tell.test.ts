import { describe, expect, test } from '@jest/globals';
import { BusyError } from '../../src/state/busy.ts';
import type { Entry } from '../../src/state/contents.ts';
import { memoryStore } from '../../src/state/memory.ts';
import type { Subjects } from '../../src/state/spread.ts';
import { StateError, type Store } from '../../src/state/store.ts';
import { type Telling, tell } from '../../src/state/tell.ts';
import type { Thread } from '../../src/state/thread.ts';
import { about, entry, fakeChannel, START_MS } from './fake-channel.ts';

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
        flood: { ...flooding(), entry: { ...told, traits: [`summary of ${told.id}`] } },
        paceMs: 0,
        ...more,
      },
    );
  return { ...fake, clock, counts, state, send };
}

/** What the flood limit counts a finding by. */
function flooding({ rule = 'iam/example', peers = [] as string[], account = 'account1', identity = 'alice' } = {}) {
  return { rule, peers, limit: { perHour: 20, account, identity } };
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
    const shown = { lines: [], broadcasts: [], marks: [] };
    expect(messages).toEqual([{ card: 'card of a', count: 3, rules: ['iam/example'], ...shown }]);
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
    expect(messages).toMatchObject([
      { count: 1, rules: ['iam/example', 'root/example'], lines: ['raised to critical, rule Root'] },
    ]);
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
    channel.update = (thread, posting) => {
      cards.push(thread.card);
      return update(thread, posting);
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
    channel.update = async (thread, posting) => {
      channel.update = update;
      expect(await send(entry('meanwhile', 2), { paceMs: 5000 })).toBe('thread');
      return update(thread, posting);
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
      channel.update = async (thread, posting) => {
        grown += 1;
        await join(`grown ${grown}`);
        return update(thread, posting);
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

  const floodOf = (told: Entry<string>, by: Parameters<typeof flooding>[0]) => ({
    group: ['each', told.id],
    flood: { ...flooding(by), entry: { ...told, traits: [`summary of ${told.id}`] } },
  });

  test.each([
    ['rule', { rule: 'root/example' }],
    ['identity', { identity: 'bob' }],
    ['account', { account: 'account2' }],
  ])('another %s is not held back by it', async (_, by) => {
    const { send, messages } = await flood(25);
    const told = entry('other', 30);
    expect(await send(told, floodOf(told, by))).toBe('message');
    expect(messages).toHaveLength(22);
  });

  test('a finding of several rules is held back only if the messages of all of them are too many', async () => {
    const { send, messages } = await flood(25);
    const [first, second] = [entry('first', 30), entry('second', 31)];
    expect(await send(first, floodOf(first, { peers: ['root/example'] }))).toBe('message');
    expect(messages.at(-1)).toMatchObject({ card: 'card of first' });
    for (let index = 0; index < 20; index += 1) {
      const told = entry(`root${index}`, index);
      await send(told, floodOf(told, { rule: 'root/example' }));
    }
    expect(await send(second, floodOf(second, { peers: ['root/example'] }))).toBe('thread');
  });

  test('without a limit none is held back', async () => {
    const { send } = await flood(25);
    for (let index = 0; index < 30; index += 1) {
      const told = entry(`self${index}`, index);
      const { limit: _, ...unlimited } = floodOf(told, {}).flood;
      expect(await send(told, { group: ['each', told.id], flood: unlimited })).toBe('message');
    }
  });

  test('who makes identities gets three times the messages of one, and with accounts ten times', async () => {
    const { send, messages } = setUp();
    const storm = async (accounts: number) => {
      for (let index = 0; index < 1000; index += 1) {
        const told = entry(`${accounts}-${index}`, index / 10);
        await send(told, floodOf(told, { identity: `user${index}`, account: `account${index % accounts}` }));
      }
      return messages.filter(({ card }) => card.startsWith(`card of ${accounts}-`)).length;
    };
    // One more is the digest.
    expect(await storm(1)).toBe(60 + 1);
    expect(await storm(50)).toBe(200 - 61);
  });

  test('whatever the setting, a rule has no more than 400', async () => {
    const { send, messages } = setUp();
    for (let index = 0; index < 500; index += 1) {
      const told = entry(`${index}`, index / 10);
      const { flood, group } = floodOf(told, {});
      const limit = { perHour: 200, identity: `user${index}`, account: `account${index}` };
      await send(told, { group, flood: { ...flood, limit } });
    }
    expect(messages).toHaveLength(400 + 1);
  });

  test('a digest tells its channel again when it has grown to ten, and each time that it has doubled', async () => {
    const { messages } = await flood(20 + 100);
    expect(messages[20]?.broadcasts).toEqual([10, 20, 40, 80]);
  });

  test('a digest tells its channel of each new account, identity and resource, the first three one by one', async () => {
    const set = await flood(21);
    for (let index = 0; index < 100; index += 1) {
      const told = entry(`more${index}`, 30 + index, { subjects: about({ accounts: [`1234 ${index}`] }) });
      await set.send(told, floodOf(told, {}));
    }
    expect(set.messages[20]?.broadcasts.slice(0, 4)).toEqual([2, 3, 4, 7]);
    expect(set.messages[20]?.broadcasts.length).toBeLessThan(12);
  });

  test('no line of a digest is dropped silently: what exceeds 50 is said in numbers, by account, identity and resource', async () => {
    const set = await flood(21);
    const held = entry('owes', 30);
    const paceMs = 60_000;
    await expect(set.send(held, { ...floodOf(held, {}), paceMs })).rejects.toBeInstanceOf(BusyError);
    for (let index = 0; index < 149; index += 1) {
      const subjects = about({ accounts: ['1234'], identities: ['alice'], resources: [`r${index}`] });
      const told = entry(`m${index}`, 31, { subjects });
      await set.send(told, { ...floodOf(told, {}), paceMs });
    }
    const shown: Thread<string>[] = [];
    set.channel.update = async (thread) => {
      shown.push(thread);
      return thread.message;
    };
    set.clock.nowMs += 120_000;
    await set.send(held, { ...floodOf(held, {}), paceMs });
    expect(shown).toMatchObject([{ linesLeftOut: 100, count: 151 }]);
    expect(shown[0]?.lines).toHaveLength(50);
    expect(shown[0]?.leftOut?.accounts).toEqual([{ name: '1234', count: 100 }]);
    expect(shown[0]?.leftOut?.identities).toEqual([{ name: 'alice', count: 100 }]);
    const resources = shown[0]?.leftOut?.resources.map(({ name }) => name);
    expect([resources?.[0], resources?.at(-1), resources?.length]).toEqual(['r49', 'r148', 20]);
  });
});

test('of an item that is too large for the database, lines go and are counted, and all findings stay', async () => {
  const { send, clock, state, channel } = setUp();
  const { write } = state.store;
  state.store.write = async (key, expected, next) => {
    if (JSON.stringify(next.data).length > 4_000) throw new StateError('too-large', key);
    return write(key, expected, next);
  };
  const shown: Thread<string>[] = [];
  channel.update = async (thread) => {
    shown.push(thread);
    return thread.message;
  };
  const paceMs = 5000;
  await send(entry('a'), { paceMs });
  const owes = entry('owes', 1, { traits: ['x'.repeat(300)] });
  await expect(send(owes, { paceMs })).rejects.toBeInstanceOf(BusyError);
  for (let index = 0; index < 40; index += 1) {
    await send(entry(`e${index}`, 2, { traits: [`${index} `.repeat(100)] }), { paceMs });
  }
  clock.nowMs += 10_000;
  await send(owes, { paceMs });
  expect(shown).toMatchObject([{ count: 42 }]);
  expect((shown[0]?.lines.length ?? 0) + (shown[0]?.linesLeftOut ?? 0)).toBe(41);
  expect(shown[0]?.linesLeftOut).toBeGreaterThan(20);
});

test('news that waits for its turn is shown, though newer messages of its group are opened meanwhile', async () => {
  const { send, messages, clock } = setUp();
  const more = { paceMs: 5000, windowMs: MINUTE_MS };
  await send(entry('a'), more);
  const owes = entry('owes', 1, { traits: ['from Brazil'] });
  await expect(send(owes, more)).rejects.toBeInstanceOf(BusyError);
  for (const seconds of [100, 200, 300]) await send(entry(`at ${seconds}`, seconds), more);
  clock.nowMs += 10_000;
  await send(owes, more);
  expect(messages[0]).toMatchObject({ count: 2, lines: ['from Brazil'] });
});

test('what comes while lines are left out for want of room is shown with the next update', async () => {
  const { send, clock, state, channel } = setUp();
  const { write } = state.store;
  const shown: string[] = [];
  channel.update = async (thread) => {
    if (shown.length === 0) {
      let refused = false;
      state.store.write = async (...parts) => {
        if (refused) return write(...parts);
        refused = true;
        throw new StateError('too-large', 'for once');
      };
      shown.push('first');
      await send(entry('c', 2, { traits: ['dropped'] }), { paceMs: 5000 });
      await send(entry('d', 2, { traits: ['meanwhile'] }), { paceMs: 5000 });
    }
    shown.push(...thread.lines.flatMap(({ traits }) => traits), `${thread.linesLeftOut} left out`);
    return thread.message;
  };
  await send(entry('a'), { paceMs: 5000 });
  clock.nowMs += 5000;
  await expect(send(entry('b', 1, { traits: ['before'] }), { paceMs: 5000 })).rejects.toBeInstanceOf(BusyError);
  clock.nowMs += 10_000;
  await send(entry('b', 1), { paceMs: 5000 });
  expect(shown).toEqual(['first', 'before', '0 left out', 'meanwhile', '2 left out']);
});

describe('a thread that spreads', () => {
  const spreadTo = async (counts: number, subjectsOf: (index: number) => Partial<Record<keyof Subjects, string[]>>) => {
    const set = setUp();
    for (let index = 0; index < counts; index += 1) {
      set.clock.nowMs += 1000;
      await set.send(entry(`e${index}`, index, { subjects: about(subjectsOf(index)) }));
    }
    return set;
  };

  test.each(['accounts', 'identities', 'resources'] as const)(
    'to other %s tells its channel: the first three one by one, then each time that they have doubled',
    async (kind) => {
      const { messages } = await spreadTo(100, (index) => ({ [kind]: [`x${index}`] }));
      expect(messages[0]?.broadcasts).toEqual([2, 3, 4, 7, 13, 25, 49, 97]);
    },
  );

  test('names what is new in its answer', async () => {
    const { messages } = await spreadTo(2, (index) => ({
      accounts: [`1234 ${index}`],
      identities: ['alice'],
      resources: [`r${index}`, 'r'],
    }));
    expect(messages[0]?.lines).toEqual(['in 1234 1, on r1']);
  });

  test('over a thousand resources does not hide another account', async () => {
    const { messages } = await spreadTo(1000, (index) => ({
      accounts: [index === 900 ? '5678' : '1234'],
      resources: [`r${index}`],
    }));
    expect(messages[0]?.broadcasts).toContain(901);
    expect(messages[0]?.broadcasts.length).toBeLessThan(20);
  });

  test('does not tell its channel what is new of the same account, identity and resource', async () => {
    const set = setUp();
    const subjects = about({ accounts: ['1234'], identities: ['alice'], resources: ['r'] });
    for (let index = 0; index < 5; index += 1)
      await set.send(entry(`e${index}`, index, { subjects, traits: [`from ${index}`] }));
    expect(set.messages).toMatchObject([{ count: 5, broadcasts: [], lines: ['from 1', 'from 2', 'from 3', 'from 4'] }]);
  });

  test('to another rule with another event tells its channel, with the same event only if the rule is graver', async () => {
    const rule = (id: string, severity: 'low' | 'critical') => ({
      rules: [{ id, title: id, severity }],
      subjects: about({ rules: [id] }),
    });
    const { send, messages } = setUp();
    await send(entry('a', 0, rule('x/one', 'low')));
    await send(entry('a', 0, { id: 'a-two---', ...rule('x/two', 'low') }));
    expect(messages[0]?.broadcasts).toEqual([]);
    await send(entry('a', 0, { id: 'a-three-', ...rule('x/three', 'critical') }));
    await send(entry('b', 1, rule('x/four', 'low')));
    expect(messages[0]?.broadcasts).toEqual([1, 2]);
  });

  test('to a graver case of the same rule tells its channel, and is as grave as that from then on', async () => {
    const { send, channel } = setUp();
    const severities: string[] = [];
    channel.update = async (thread) => {
      severities.push(`${thread.rules[0]?.severity}, ${thread.broadcast ? 'broadcast' : 'not'}`);
      return thread.message;
    };
    const met = (severity: 'low' | 'critical') => ({ rules: [{ id: 'x/one', title: 'One', severity }] });
    await send(entry('a', 0, met('low')));
    await send(entry('b', 1, met('critical')));
    await send(entry('c', 2, met('low')));
    expect(severities).toEqual(['critical, broadcast', 'critical, not']);
  });

  test('while its message waits for its turn tells its channel once, of all', async () => {
    const { send, messages, clock } = setUp();
    const paceMs = 5000;
    await send(entry('a', 0, { subjects: about({ resources: ['r'] }) }), { paceMs });
    const owes = entry('b', 1, { subjects: about({ resources: ['r1'] }) });
    await expect(send(owes, { paceMs })).rejects.toBeInstanceOf(BusyError);
    for (let index = 2; index < 20; index += 1)
      await send(entry(`c${index}`, 2, { subjects: about({ resources: [`r${index}`] }) }), { paceMs });
    clock.nowMs += 5000;
    await send(owes, { paceMs });
    expect(messages).toMatchObject([{ count: 20, broadcasts: [20] }]);
  });
});

test('however long a burst lasts, its message changes once a minute', async () => {
  const { send, clock } = setUp();
  const paceMs = 5000;
  await send(entry('a'), { paceMs });
  const waits: number[] = [];
  for (let index = 1; index < 8; index += 1) {
    const told = entry(`e${index}`, index);
    await send(told, { paceMs }).catch(({ retryAfterSeconds }) => waits.push(retryAfterSeconds));
    clock.nowMs += 60 * 60_000;
    await send(told, { paceMs });
  }
  expect(waits).toEqual([5, 10, 20, 40, 60, 60, 60]);
});

describe('a message of which nobody knows whether it was posted', () => {
  const unanswered = Object.assign(new Error('timed out'), { mayHaveArrived: true });
  const alone = (name: string) => ({
    group: [name],
    flood: {
      rule: 'iam/example',
      peers: [],
      limit: { perHour: 2, account: 'account-', identity: 'identity' },
      entry: entry(name, 0, { summary: name }),
    },
  });

  /** What each post is told of the attempts before it. */
  const spied = (fault?: () => Error | undefined) => {
    const set = setUp();
    const postings: { id: string; ids?: readonly string[]; sinceMs?: number }[] = [];
    const { post } = set.channel;
    set.channel.post = async (thread, posting) => {
      postings.push({ id: posting.id, ...posting.unsure });
      const error = fault?.();
      if (error) throw error;
      return post(thread, posting);
    };
    return { ...set, postings };
  };

  test('is told to the next attempt, with the name that it would have, where no answer came', async () => {
    const faults: (Error | undefined)[] = [unanswered, new Error('a limit'), undefined];
    const { send, postings, clock } = spied(() => faults.shift());
    await expect(send(entry('a'))).rejects.toThrow('timed out');
    clock.nowMs += 59_000;
    await expect(send(entry('a'))).rejects.toBeInstanceOf(BusyError);
    clock.nowMs += 1_000;
    await expect(send(entry('a'))).rejects.toThrow('a limit');
    clock.nowMs += 5 * 60 * MINUTE_MS;
    await send(entry('a'));
    const [{ id } = { id: '' }] = postings;
    expect(postings).toEqual([{ id }, { id, ids: [id], sinceMs: START_MS }, { id, ids: [id], sinceMs: START_MS }]);
  });

  test('is told to another finding of its group that comes first', async () => {
    const faults = [unanswered];
    const { send, postings, clock } = spied(() => faults.shift());
    await expect(send(entry('a'))).rejects.toThrow('timed out');
    clock.nowMs += MINUTE_MS;
    await send(entry('b', 1));
    await send(entry('a'));
    expect(postings).toEqual([
      { id: postings[0]?.id },
      { id: expect.any(String), ids: [postings[0]?.id], sinceMs: START_MS },
    ]);
    expect(postings[1]?.id).not.toBe(postings[0]?.id);
  });

  test('is none where each attempt was refused, and where another message of its group is there', async () => {
    const faults = [new Error('a limit')];
    const { send, postings, clock } = spied(() => faults.shift());
    await expect(send(entry('a'))).rejects.toThrow('a limit');
    await send(entry('a'), { windowMs: MINUTE_MS });
    clock.nowMs += 2 * MINUTE_MS;
    await send(entry('b', 120), { windowMs: MINUTE_MS });
    expect(postings.map(({ ids }) => ids)).toEqual([undefined, undefined, undefined]);
  });

  test('is one message with one count, where the attempt that was taken for dead comes back to life', async () => {
    const { send, messages, clock, channel } = setUp();
    const { post } = channel;
    channel.post = async (thread, posting) => {
      const ref = await post(thread, posting);
      channel.post = async () => ref;
      clock.nowMs += MINUTE_MS;
      expect(await send(entry('b', 1))).toBe('message');
      return ref;
    };
    await expect(send(entry('a'))).rejects.toBeInstanceOf(BusyError);
    expect(await send(entry('a'))).toBe('thread');
    expect(messages).toMatchObject([{ count: 2 }]);
  });

  test('is not put into the digest of a flood: that would hide that it may be there twice', async () => {
    const faults = [unanswered, new Error('a limit')];
    const { send, postings, clock } = spied(() => faults.shift());
    await expect(send(entry('a'), alone('a'))).rejects.toThrow('timed out');
    clock.nowMs += MINUTE_MS;
    await expect(send(entry('a'), alone('a'))).rejects.toThrow('a limit');
    clock.nowMs += 90 * MINUTE_MS;
    for (const name of ['b', 'c', 'd']) await send(entry(name, 5400), alone(name));
    expect(await send(entry('a'), alone('a'))).toBe('message');
    expect(postings.at(-1)).toMatchObject({ ids: [postings[0]?.id], sinceMs: START_MS });
  });
});

describe('an answer of which nobody knows whether it was posted', () => {
  test.each([
    ['as no answer came', Object.assign(new Error('timed out'), { mayHaveArrived: true }), [undefined, 1]],
    ['is one alone that may be there: a refused one is not', new Error('a limit'), [undefined, undefined]],
  ])('is told to the next attempt, %s', async (_, error, expected) => {
    const { send, channel, clock } = setUp();
    const { update } = channel;
    const faults = [error];
    const unsure: (number | undefined)[] = [];
    channel.update = async (thread, posting) => {
      unsure.push(posting.unsure?.ids.length);
      const fault = faults.shift();
      if (fault) throw fault;
      return update(thread, posting);
    };
    await send(entry('a'));
    await expect(send(entry('b', 1, { traits: ['news'] }))).rejects.toBe(error);
    clock.nowMs += MINUTE_MS;
    await send(entry('b', 1, { traits: ['news'] }));
    await send(entry('c', 2, { traits: ['other news'] }));
    expect(unsure).toEqual([...expected, undefined]);
  });
});
