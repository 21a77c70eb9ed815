import { findLogFiles } from '../replay/find-files.ts';
import { ReaderPool } from '../replay/reader-pool.ts';
import { filterOf, type ReplayOptions } from './replay-options.ts';

/**
 * Replays logs and prints what comes of it. Returns the exit code. The reading threads start first: what else is needed is loaded
 * beside them.
 */
export async function runReplay(paths: readonly string[], options: ReplayOptions): Promise<number> {
  const startedMs = performance.now();
  const filter = filterOf(options);
  const { files, notes } = await findLogFiles(paths, filter);
  const pool = new ReaderPool(files);
  const { readAndPrint } = await import('./replay-read.ts');
  return readAndPrint({ paths, files, notes, filter, pool, startedMs }, options);
}
