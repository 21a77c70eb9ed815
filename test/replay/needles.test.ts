import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

test('needles.wasm is what `npm run build:needles` makes of needles.wat', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trailbell-'));
  const built = join(folder, 'needles.wasm');
  await promisify(execFile)(process.execPath, [
    'node_modules/wabt/bin/wat2wasm',
    'src/replay/needles.wat',
    '-o',
    built,
  ]);
  expect(await readFile(built)).toEqual(await readFile('src/replay/needles.wasm'));
  await rm(folder, { recursive: true });
});
