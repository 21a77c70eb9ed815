import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EventTexts } from '../../src/replay/event-texts.ts';
import { ScratchError, ScratchFolder } from '../../src/replay/scratch-folder.ts';

let parent: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'trailbell-test-'));
});
afterAll(() => rmSync(parent, { recursive: true }));

describe('EventTexts', () => {
  test('gives back each text, whether it is in memory or in a file', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((each) => Buffer.from(each).toString());
    const batches = fc.array(fc.array(text, { maxLength: 5 }), { maxLength: 20, size: '+1' });
    fc.assert(
      fc.property(batches, fc.integer({ min: 0, max: 300 }), (all, mostBytes) => {
        const folder = new ScratchFolder(parent);
        const texts = new EventTexts(folder, mostBytes);
        const places: { start: number; end: number }[] = [];
        for (const batch of all) {
          let at = texts.add(new Uint8Array(Buffer.from(batch.join(''))));
          for (const each of batch) {
            const end = at + Buffer.byteLength(each);
            places.push({ start: at, end });
            at = end;
          }
        }
        expect(places.map(({ start, end }) => texts.read(start, end))).toEqual(all.flat());
        texts.dispose();
        folder.dispose();
      }),
    );
    expect(readdirSync(parent)).toEqual([]);
  });

  test('makes a file only of what does not fit into memory', () => {
    const folder = new ScratchFolder(parent);
    const texts = new EventTexts(folder, 10);
    texts.add(new Uint8Array(10));
    expect(readdirSync(parent)).toEqual([]);
    texts.add(new Uint8Array(1));
    expect(readdirSync(dirname(folder.file('')))).toHaveLength(1);
    texts.dispose();
    folder.dispose();
    expect(readdirSync(parent)).toEqual([]);
  });
});

test('what cannot be written says where, why, and the way out', () => {
  const folder = new ScratchFolder(join(parent, 'gone'));
  const texts = new EventTexts(folder, 1);
  expect(() => texts.add(new Uint8Array(2))).toThrow(ScratchError);
  expect(() => texts.add(new Uint8Array(2))).toThrow(
    /^cannot write to .*gone: ENOENT.*; set TMPDIR to a folder with room$/,
  );
});

test('a scratch folder that nobody disposes of goes with the process', () => {
  const before = process.listeners('exit');
  const folder = new ScratchFolder(parent);
  const file = folder.file('a');
  const [dispose] = process.listeners('exit').filter((listener) => !before.includes(listener));
  expect(existsSync(dirname(file))).toBe(true);
  dispose?.call(process, 0);
  expect(existsSync(dirname(file))).toBe(false);
  expect(process.listeners('exit')).toEqual(before);
});
