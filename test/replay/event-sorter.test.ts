import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { packHit } from '../../src/replay/batch.ts';
import { EventSorter, type PlacedHit, placeHit } from '../../src/replay/event-sorter.ts';
import { ScratchFolder } from '../../src/replay/scratch-folder.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbell-test-'));
});
afterEach(() => expect(readdirSync(folder)).toEqual([]));
afterAll(() => rmSync(folder, { recursive: true }));

const TIMES = ['', '2026-03-14T09:26:53Z', '2026-03-14T09:26:53.5Z', '2026-03-14T09:26:54Z', '2026-03-15T00:00:00Z'];
const text = fc.oneof(
  fc.constantFrom('\u2028\u2029', 'Zürich 😀', '\n', '', '\ud83d', '__proto__'),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const hits = fc.array(fc.tuple(fc.constantFrom(...TIMES), fc.nat(3), text), { maxLength: 60, size: '+1' }).map((all) =>
  all.map(
    ([time, file, value], ordinal): PlacedHit => ({
      ...{ time, file, ordinal, eventId: value, textsAt: 7 * ordinal, start: ordinal, end: ordinal + 1 },
      meetings: [{ pattern: ordinal % 3, assessment: { evidence: { event: value, timeMs: file, value } } }],
    }),
  ),
);

/** The sort that needs no disk, in the plainest words. */
const inOrder = (all: readonly PlacedHit[]): PlacedHit[] =>
  all.toSorted((a, b) => (a.time === b.time ? a.file - b.file || a.ordinal - b.ordinal : a.time < b.time ? -1 : 1));

const scratchFolder = (): ScratchFolder => new ScratchFolder(folder);
const sorterOf = (all: readonly PlacedHit[], mostHits?: number, scratch = scratchFolder()): EventSorter => {
  const sorter = new EventSorter(scratch, mostHits);
  for (const hit of all) sorter.add(placeHit(hit, packHit(hit)));
  return sorter;
};
const read = async (all: readonly PlacedHit[], mostHits: number): Promise<PlacedHit[]> => {
  const scratch = scratchFolder();
  const found: PlacedHit[] = [];
  for (const hit of await sorterOf(all, mostHits, scratch).sorted()) found.push(hit);
  scratch.dispose();
  return found;
};
const numbered = (count: number, eventId = ''): PlacedHit[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ time: `2026-03-14T${String((at * 7919) % 10_000).padStart(4, '0')}`, file: at % 5, ordinal: at },
    ...{ meetings: [{ pattern: 0 }], eventId, textsAt: 0, start: at, end: at + 1 },
  }));

describe('EventSorter', () => {
  test('gives the same order from disk as in memory, whatever the hits', async () => {
    await fc.assert(
      fc.asyncProperty(hits, fc.integer({ min: 1, max: 80 }), async (all, mostHits) => {
        expect(await read(all, mostHits)).toEqual(inOrder(all));
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    ['', 500, 2],
    [', as many hits as are written at once', 70 * 125, 125],
  ])('merges in rounds what are too many files to be open at once%s', async (_, count, mostHits) => {
    const all = numbered(count);
    expect(await read(all, mostHits)).toEqual(inOrder(all));
  });

  test('keeps no file of what it has merged', async () => {
    const scratch = scratchFolder();
    await sorterOf(numbered(500), 2, scratch).sorted();
    const files = readdirSync(dirname(scratch.file('any')));
    scratch.dispose();
    expect(files).not.toContain('run-0');
    expect(files.length).toBeLessThanOrEqual(64);
  });

  test('lets others have their turn while it merges in rounds', async () => {
    const scratch = scratchFolder();
    const sorted = sorterOf(numbered(70 * 125), 125, scratch).sorted();
    let turns = 0;
    const count = setInterval(() => (turns += 1), 0);
    await sorted;
    clearInterval(count);
    scratch.dispose();
    expect(turns).toBeGreaterThan(0);
  });

  test.each([1, 2, 3])(
    'keeps characters whole that lie across the borders of what is read at once, shifted by %d',
    async (shift) => {
      const all = numbered(20, 'x'.repeat(shift) + '😀ü\u2028'.repeat(10_000));
      expect(await read(all, 5)).toEqual(inOrder(all));
    },
  );

  test('leaves no folder and no open file where its reader stops early', async () => {
    const open = () => readdirSync('/proc/self/fd').length;
    const before = existsSync('/proc/self/fd') ? open() : 0;
    const scratch = scratchFolder();
    const sorted = await sorterOf(numbered(300, 'x'.repeat(5000)), 10, scratch).sorted();
    for (const hit of sorted) if (hit.ordinal > 0) break;
    scratch.dispose();
    if (before > 0) expect(open()).toBe(before);
  });

  test('fails where a file of it is gone', async () => {
    const scratch = scratchFolder();
    const sorted = await sorterOf(numbered(300), 10, scratch).sorted();
    rmSync(scratch.file('run-0'));
    expect(() => [...sorted]).toThrow('ENOENT');
    scratch.dispose();
  });
});
