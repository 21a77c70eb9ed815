import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EventSorter, type PlacedHit } from '../../src/replay/event-sorter.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbell-test-'));
});
afterEach(() => expect(readdirSync(folder)).toEqual([]));
afterAll(() => rmSync(folder, { recursive: true }));

const TIMES = ['', '2026-03-14T09:26:53Z', '2026-03-14T09:26:53.5Z', '2026-03-14T09:26:54Z', '2026-03-15T00:00:00Z'];
const event = fc.oneof(
  fc.constantFrom('{"a":"\u2028\u2029"}', '{"a":"Zürich 😀"}', '{"a":"\\n"}', '', '\n', '\ud83d'),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const hits = fc.array(fc.tuple(fc.constantFrom(...TIMES), fc.nat(3), event), { maxLength: 60, size: '+1' }).map((all) =>
  all.map(
    ([time, file, text], ordinal): PlacedHit => ({
      time,
      file,
      ordinal,
      names: [`rule-${ordinal % 3}`],
      event: JSON.stringify(text),
    }),
  ),
);

/** The sort that needs no disk, in the plainest words. */
const inOrder = (all: readonly PlacedHit[]): PlacedHit[] =>
  all.toSorted((a, b) => (a.time === b.time ? a.file - b.file || a.ordinal - b.ordinal : a.time < b.time ? -1 : 1));

const sorterOf = (all: readonly PlacedHit[], mostCharacters?: number): EventSorter => {
  const sorter = new EventSorter(mostCharacters, folder);
  for (const hit of all) sorter.add(hit);
  return sorter;
};
const read = async (sorter: EventSorter): Promise<PlacedHit[]> => {
  const found: PlacedHit[] = [];
  for await (const hit of sorter.sorted()) found.push(hit);
  return found;
};
const numbered = (count: number, text = ''): PlacedHit[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ time: `2026-03-14T${String((at * 7919) % 10_000).padStart(4, '0')}`, file: at % 5, ordinal: at },
    ...{ names: ['rule'], event: `{"at":${at},"text":"${text}"}` },
  }));

describe('EventSorter', () => {
  test('gives the same order from disk as in memory, whatever the hits', async () => {
    await fc.assert(
      fc.asyncProperty(hits, fc.integer({ min: 1, max: 200 }), async (all, mostCharacters) => {
        expect(await read(sorterOf(all, mostCharacters))).toEqual(inOrder(all));
      }),
      { numRuns: 150 },
    );
  });

  test('merges in rounds what are too many files to be open at once', async () => {
    const all = numbered(500);
    expect(await read(sorterOf(all, 1))).toEqual(inOrder(all));
  });

  test.each([1, 2, 3])(
    'keeps characters whole that lie across the borders of what is read at once, shifted by %d',
    async (shift) => {
      const all = numbered(20, 'x'.repeat(shift) + '😀ü\u2028'.repeat(10_000));
      expect(await read(sorterOf(all, 100_000))).toEqual(inOrder(all));
    },
  );

  test('leaves no folder and no open file where its reader stops early', async () => {
    const open = () => readdirSync('/proc/self/fd').length;
    const before = existsSync('/proc/self/fd') ? open() : 0;
    for await (const hit of sorterOf(numbered(300, 'x'.repeat(5000)), 30_000).sorted()) if (hit.ordinal > 0) break;
    // Files are closed soon, not at once.
    for (let looks = 0; before > 0 && open() > before + 1 && looks < 200; looks++) await pause(20);
    if (before > 0) expect(open()).toBeLessThanOrEqual(before + 1);
  });

  test('leaves no folder where it is disposed of unread', () => {
    const sorter = sorterOf(numbered(10), 1);
    expect(readdirSync(folder)).toHaveLength(1);
    sorter.dispose();
  });

  test('leaves no folder where a file of it cannot be read', async () => {
    const sorted = sorterOf(numbered(300), 1).sorted();
    const [own = ''] = readdirSync(folder);
    rmSync(join(folder, own, '0'));
    await expect(sorted.next()).rejects.toThrow('ENOENT');
  });
});
