import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryStore } from '../../src/state/memory.ts';
import { tell } from '../../src/state/tell.ts';
import { entry, fakeChannel, START_MS } from './fake-channel.ts';
import { Killed, runQueue } from './simulated-queue.ts';

interface Storm {
  /** Seconds after the start at which each finding arrives; its event happened up to 15 minutes before. */
  readonly arrivals: readonly {
    readonly seconds: number;
    readonly late: number;
    readonly trait: number;
    readonly again: boolean;
  }[];
  readonly concurrency: number;
  /** One in so many calls meets a fault; 0: none does. */
  readonly faultEvery: number;
  /** Whether faults kill the function, at any call; else only the channel is away. */
  readonly kills: boolean;
  readonly seed: number;
}

const storms = fc.record({
  arrivals: fc.array(
    fc.record({ seconds: fc.oneof(fc.nat(600), fc.nat(20)), late: fc.nat(900), trait: fc.nat(5), again: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 60,
    },
  ),
  concurrency: fc.integer({ min: 1, max: 12 }),
  faultEvery: fc.constantFrom(0, 5, 20),
  kills: fc.boolean(),
  seed: fc.nat(),
});

/** One group of findings through a queue, several at a time, with faults at random before or after calls take effect. */
async function run({ arrivals, concurrency, faultEvery, kills, seed }: Storm) {
  const clock = { nowMs: START_MS };
  const random = generator(seed);
  const shared = memoryStore(() => clock.nowMs);
  const { channel: working, messages } = fakeChannel();
  let killed = 0;

  const attempt = () => {
    let dead = false;
    const call = async <R>(work: () => Promise<R>, failing = kills): Promise<R> => {
      for (let turns = random() % 4; turns > 0; turns -= 1) await undefined;
      const fault = failing && faultEvery > 0 && random() % faultEvery === 0;
      if (dead || (fault && random() % 2 === 0)) return fail();
      const result = await work();
      return fault && kills ? fail() : result;
    };
    const fail = (): never => {
      if (kills && !dead) killed += 1;
      dead ||= kills;
      throw dead ? new Killed() : new Error('away');
    };
    return {
      state: {
        now: () => clock.nowMs,
        store: {
          read: (key: string) => call(() => shared.read(key)),
          write: (...parts: Parameters<typeof shared.write>) => call(() => shared.write(...parts)),
        },
      },
      channel: {
        post: (...parts: Parameters<typeof working.post>) => call(() => working.post(...parts), true),
        update: (...parts: Parameters<typeof working.update>) => call(() => working.update(...parts), true),
        isHopeless: working.isHopeless,
      },
    };
  };

  const told = arrivals.map(({ seconds, late, trait }, index) =>
    entry(`e${index}`, seconds - late, { traits: [`trait ${trait}`] }),
  );
  const receives = await runQueue({
    clock,
    concurrency,
    arrivals: arrivals.flatMap(({ seconds, again }, index) => {
      const arrival = { message: told[index] as (typeof told)[number], atMs: START_MS + seconds * 1000 };
      return again ? [arrival, { ...arrival, atMs: arrival.atMs + 7000 }] : [arrival];
    }),
    handle: (message) =>
      tell(attempt(), {
        destination: 'security',
        group: ['a key'],
        windowMs: 3_600_000,
        entry: message,
        earlier: [],
        flood: { rule: 'iam/example', peers: [], entry: message },
        paceMs: 5000,
      }),
  });
  return { messages, receives, killed, traits: new Set(arrivals.map(({ trait }) => trait)).size };
}

/** A small generator of numbers, so that a failure can be run again (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

test('however findings race, come late, come twice or find the channel away: one message, each counted once, each news shown once', async () => {
  await fc.assert(
    fc.asyncProperty(storms, async (storm) => {
      const { messages, traits } = await run({ ...storm, kills: false });
      expect(messages).toMatchObject([{ count: storm.arrivals.length }]);
      expect(new Set(messages[0]?.lines).size).toBe(messages[0]?.lines.length);
      expect(messages[0]?.lines).toHaveLength(traits - 1);
    }),
    { numRuns: 150 },
  );
});

test('a killed function repeats at most its own message or answer, which then says so, and loses nothing', async () => {
  await fc.assert(
    fc.asyncProperty(storms, async (storm) => {
      const { messages, killed, traits } = await run({ ...storm, kills: true });
      const counted = messages.reduce((sum, { count }) => sum + count, 0);
      const lines = messages.flatMap((message) => message.lines);
      expect(messages.length).toBeLessThanOrEqual(1 + killed);
      expect(counted).toBeGreaterThanOrEqual(storm.arrivals.length);
      expect(counted).toBeLessThanOrEqual(storm.arrivals.length + killed);
      expect(new Set(lines).size).toBeGreaterThanOrEqual(traits - messages.length);
      const marked = messages.filter(({ marks }) => marks.includes('message'));
      expect(marked.length).toBeGreaterThanOrEqual(messages.length - 1);
      for (const message of messages) {
        const twice = message.lines.length > new Set(message.lines).size;
        expect(twice && !message.marks.includes('answer')).toBe(false);
      }
    }),
    { numRuns: 150 },
  );
});

test('in a burst no message returns to its queue more than a few times', async () => {
  const arrivals = Array.from({ length: 500 }, (_, index) => ({ seconds: index / 2, late: 0, trait: 0, again: false }));
  const { messages, receives } = await run({ arrivals, concurrency: 20, faultEvery: 0, kills: false, seed: 1 });
  expect(messages).toMatchObject([{ count: 500 }]);
  expect(Math.max(...receives)).toBeLessThanOrEqual(5);
});
