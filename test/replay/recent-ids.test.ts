import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { IdHashes, RecentIds } from '../../src/replay/recent-ids.ts';

const MILLION = 1 << 20;

const hashOf = (id: string): [high: number, low: number] => {
  const hashes = new IdHashes();
  hashes.add(Buffer.from(id));
  const [high = 0, low = 0] = hashes.take();
  return [high, low];
};

describe('RecentIds', () => {
  test('knows an id again, and only that', () => {
    const ids = new RecentIds();
    expect(ids.add(1, 2)).toBe(true);
    expect(ids.add(1, 2)).toBe(false);
    expect([ids.add(2, 2), ids.add(1, 3), ids.add(1, 2 + (1 << 21)), ids.add(1, 0)]).toEqual([true, true, true, true]);
    expect([ids.add(2, 2), ids.add(1, 3), ids.add(1, 2 + (1 << 21)), ids.add(1, 0)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test('goes round at the end of its table', () => {
    const ids = new RecentIds();
    const all = [1, 2, 3, 4].map((high) => ids.add(high, 0xffffffff));
    expect(all).toEqual([true, true, true, true]);
    expect([1, 2, 3, 4].map((high) => ids.add(high, 0xffffffff))).toEqual([false, false, false, false]);
  });

  test('remembers the last million ids, and forgets what came before in their table', () => {
    const ids = new RecentIds();
    const fresh = (from: number, to: number): number => {
      let count = 0;
      for (let at = from; at < to; at++) if (ids.add(at + 1, Math.imul(at, 0x9e3779b1) >>> 0)) count += 1;
      return count;
    };
    expect(fresh(0, MILLION)).toBe(MILLION);
    expect(fresh(0, 1000)).toBe(0);
    expect(fresh(MILLION, 2 * MILLION - 1)).toBe(MILLION - 1);
    expect(fresh(MILLION - 1000, 2 * MILLION - 1)).toBe(0);
    // The table of the first million is used again.
    expect(fresh(2 * MILLION - 1, 2 * MILLION)).toBe(1);
    expect(fresh(MILLION, MILLION + 1000)).toBe(0);
    expect(fresh(0, 1000)).toBe(1000);
  });
});

describe('IdHashes', () => {
  test.each<[string, (at: number) => string]>([
    ['random', () => randomUUID()],
    ['counted', (at) => `11111111-2222-3333-4444-${String(at).padStart(12, '0')}`],
    ['counted in front', (at) => `${at.toString(16).padStart(8, '0')}-2222-3333-4444-555555555555`],
    ['short', (at) => at.toString(36)],
  ])('tells 50,000 %s ids apart and spreads them evenly', (_, idOf) => {
    const seen = new Set<string>();
    const buckets = new Int32Array(128);
    for (let at = 0; at < 50_000; at++) {
      const [high, low] = hashOf(idOf(at));
      seen.add(`${high} ${low}`);
      buckets[low & 127] = (buckets[low & 127] ?? 0) + 1;
    }
    expect(seen.size).toBe(50_000);
    // 391 on average; six deviations off is no chance.
    expect(Math.max(...buckets)).toBeLessThan(391 + 6 * 19.7);
    expect(Math.min(...buckets)).toBeGreaterThan(391 - 6 * 19.7);
  });

  test.each(['', 'a', 'ab', 'abc', '\0', '\0\0\0\0', 'Zürich'])('gives %j two words, the first never 0', (id) => {
    expect(hashOf(id)[0]).toBeGreaterThan(0);
    expect(hashOf(id)).toEqual(hashOf(id));
  });

  test('tells texts of zeros apart by their length', () => {
    expect(new Set(['\0', '\0\0', '\0\0\0\0', ''].map((id) => hashOf(id).join())).size).toBe(4);
  });

  test('gives what was added and appended, in order, and begins anew', () => {
    const hashes = new IdHashes();
    const expected: number[] = [];
    for (let at = 0; at < 3000; at++) {
      const hash = hashOf(`id-${at}`);
      expected.push(...hash);
      if (at % 3 === 0) hashes.append(Uint32Array.from(hash));
      else hashes.add(Buffer.from(`id-${at}`));
    }
    expect([...hashes.take()]).toEqual(expected);
    expect([...hashes.take()]).toEqual([]);
  });
});
