import { rm } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { findLogFiles } from '../../src/replay/find-files.ts';
import { ReaderPool } from '../../src/replay/reader-pool.ts';
import { folderOf, log, stopLogging } from '../cli/replay-logs.ts';

test('a reading fails with whoever cannot take what was read, a full disk for one', async () => {
  const folder = await folderOf({ 'a.json': log(stopLogging()), 'b.json': log(stopLogging()) });
  const { files } = await findLogFiles([folder]);
  const reading = new ReaderPool(files).read({
    search: { patterns: {}, readOnlyToo: [], filter: {}, sites: [] },
    onBatch: () => {
      throw new Error('no space left');
    },
    onDone: () => {},
  });
  await expect(reading).rejects.toThrow('no space left');
  await rm(folder, { recursive: true });
});
