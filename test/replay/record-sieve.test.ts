import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

test('record-sieve.wasm is what `npm run build:sieve` makes of its source', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trailbell-'));
  const built = join(folder, 'record-sieve.wasm');
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
  const [, ...options] = scripts['build:sieve'].split(' ');
  await promisify(execFile)(process.execPath, [
    'node_modules/assemblyscript/bin/asc.js',
    ...options.map((option: string) => (option.endsWith('.wasm') ? built : option)),
  ]);
  expect(await readFile(built)).toEqual(await readFile('src/replay/record-sieve.wasm'));
  await rm(folder, { recursive: true });
  // Five seconds of a core, which a busy machine gives in a minute.
}, 180_000);
