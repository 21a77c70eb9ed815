import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lazyObject } from '../../src/finding/lazy.ts';
import { dynamoStore } from '../../src/state/dynamodb.ts';
import { memoryStore } from '../../src/state/memory.ts';
import { type Clock, change, type NextItem, StateError, type Store } from '../../src/state/store.ts';
import { type StateTable, startStateTable } from '../servers/state-table.ts';

const DAY_MS = 86_400_000;
let table: StateTable;

beforeAll(async () => {
  table = await startStateTable();
});
afterAll(() => table.close());

const stores: Record<string, (now: Clock) => Store> = {
  memory: memoryStore,
  DynamoDB: (now) => table.store(now),
};

test('a table of another region is named by its ARN', async () => {
  const { region, ...client } = table.server.config;
  const arn = `arn:aws:dynamodb:${region}:123456789012:table/${table.name}`;
  const store = dynamoStore({ table: arn, now: Date.now, client });
  const written = await store.write(randomUUID(), undefined, { data: 1, expiresAtMs: Date.now() + DAY_MS });
  expect(written).toMatchObject({ written: true });
});

test('a store in memory works data out when an item is read, not when it is written', async () => {
  const store = memoryStore(() => 0);
  let reads = 0;
  const next = lazyObject<NextItem>({ data: () => ++reads, expiresAtMs: () => DAY_MS });
  const written = await store.write('key', undefined, next);
  expect([written.written, reads]).toEqual([true, 0]);
  expect((await store.read('key'))?.data).toBe(1);
});

describe.each(Object.keys(stores))('the store in %s', (kind) => {
  let nowMs = Date.parse('2026-03-14T14:00:00Z');
  const open = (): Store => (stores[kind] as (now: Clock) => Store)(() => nowMs);
  const tomorrow = (data: unknown) => ({ data, expiresAtMs: nowMs + DAY_MS });

  test('reads what was written, and nothing else', async () => {
    const store = open();
    const key = randomUUID();
    expect(await store.read(key)).toBeUndefined();
    expect(await store.write(key, undefined, tomorrow({ a: [1, 'ü', { b: null }] }))).toMatchObject({ written: true });
    expect(await store.read(key)).toMatchObject({ data: { a: [1, 'ü', { b: null }] } });
    expect(await store.read(`${key}x`)).toBeUndefined();
  });

  test('writes over an item that is as it was read, once', async () => {
    const store = open();
    const key = randomUUID();
    await store.write(key, undefined, tomorrow(1));
    const seen = await store.read(key);
    expect(await store.write(key, seen, tomorrow(2))).toMatchObject({ written: true });
    expect(await store.write(key, seen, tomorrow(3))).toMatchObject({ written: false, current: { data: 2 } });
    expect(await store.read(key)).toMatchObject({ data: 2 });
  });

  test('a write says with what the next one may go on', async () => {
    const store = open();
    const key = randomUUID();
    const first = await store.write(key, undefined, tomorrow(1));
    expect(first.written && (await store.write(key, first.item, tomorrow(2)))).toMatchObject({ written: true });
  });

  test('does not take an item for absent that is there, and tells what it holds', async () => {
    const store = open();
    const key = randomUUID();
    await store.write(key, undefined, tomorrow('first'));
    expect(await store.write(key, undefined, tomorrow('second'))).toMatchObject({
      written: false,
      current: { data: 'first' },
    });
  });

  test('an item that went and came back with the same data is another', async () => {
    const store = open();
    const key = randomUUID();
    await store.write(key, undefined, tomorrow('a'));
    const seen = await store.read(key);
    await store.write(key, seen, tomorrow('b'));
    await store.write(key, await store.read(key), tomorrow('a'));
    expect(await store.write(key, seen, tomorrow('c'))).toMatchObject({ written: false, current: { data: 'a' } });
  });

  test('an expired item is absent, to readers and writers', async () => {
    const store = open();
    const key = randomUUID();
    await store.write(key, undefined, { data: 'old', expiresAtMs: nowMs + 1000 });
    const seen = await store.read(key);
    nowMs += 2000;
    expect(await store.read(key)).toBeUndefined();
    expect(await store.write(key, undefined, tomorrow('new'))).toMatchObject({ written: true });
    expect(await store.write(key, seen, tomorrow('late'))).toMatchObject({ written: false, current: { data: 'new' } });
  });

  test('of many changes at once none is lost', async () => {
    const store = open();
    const key = randomUUID();
    const add = (name: string) =>
      change<string[], number>(store, key, (names = []) => ({
        result: names.length,
        next: tomorrow([...names, name]) as { data: string[]; expiresAtMs: number },
      }));
    const places = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(add));
    expect(new Set(places)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(new Set((await store.read(key))?.data as string[])).toEqual(new Set(['a', 'b', 'c', 'd', 'e', 'f']));
  });

  test('a change that writes nothing leaves the item as it is', async () => {
    const store = open();
    const key = randomUUID();
    await store.write(key, undefined, tomorrow('kept'));
    expect(await change(store, key, (data) => ({ result: data }))).toBe('kept');
  });
});

test('a change that others always come before ends in a conflict that a later attempt may win', async () => {
  const restless: Store = { read: async () => undefined, write: async () => ({ written: false, current: undefined }) };
  const attempt = change(restless, 'k', () => ({ result: 1, next: { data: 1, expiresAtMs: 1 } }));
  await expect(attempt).rejects.toMatchObject({ name: 'StateError', code: 'conflict' });
});

describe('DynamoDB', () => {
  const now = () => Date.parse('2026-03-14T14:00:00Z');
  const expiresAtMs = now() + DAY_MS;

  test('that is away or lacks the table is a StateError, with the name of the table', async () => {
    const away = dynamoStore({ table: 'no-such-table', now, client: { ...table.server.config, maxAttempts: 1 } });
    await expect(away.read('k')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('no-such-table'),
    });
    await expect(away.write('k', undefined, { data: 1, expiresAtMs })).rejects.toBeInstanceOf(StateError);
  });

  test('is not asked to take an item that it would refuse for its size', async () => {
    const store = table.store(now);
    await expect(store.write('k', undefined, { data: 'x'.repeat(400_000), expiresAtMs })).rejects.toMatchObject({
      code: 'too-large',
    });
  });

  test('that lost the answer to a write does not make the writer its own rival', async () => {
    const store = dynamoStore({
      table: table.name,
      now,
      client: { ...table.server.config, requestHandler: losingFirstAnswer() },
    });
    expect(await store.write('once', undefined, { data: 'mine', expiresAtMs })).toMatchObject({ written: true });
  });
});

/** A connection that breaks after the first request was carried out. */
function losingFirstAnswer() {
  const { requestHandler } = new DynamoDBClient(table.server.config).config;
  let lost = false;
  return {
    handle: async (...request: Parameters<typeof requestHandler.handle>) => {
      const answer = await requestHandler.handle(...request);
      if (lost) return answer;
      lost = true;
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    },
  };
}

test('the store in memory can forget sooner than its items say, where nothing comes twice', async () => {
  let nowMs = Date.parse('2026-03-14T14:00:00Z');
  const store = memoryStore(() => nowMs, { earlierMs: DAY_MS });
  await store.write('key', undefined, { data: 1, expiresAtMs: nowMs + DAY_MS + 1000 });
  expect(await store.read('key')).toMatchObject({ data: 1 });
  nowMs += 1000;
  expect(await store.read('key')).toBeUndefined();
});
