import type { CensusOrder } from '../replay/census.ts';
import { findLogFiles } from '../replay/find-files.ts';
import { readMatches } from '../replay/read-matches.ts';
import { ReaderPool } from '../replay/reader-pool.ts';
import { searchFor } from '../replay/search.ts';
import { catchInterrupts, INTERRUPTED } from './interrupts.ts';
import { progressBar } from './progress-bar.ts';
import { filterOf, type ReplayOptions } from './replay-options.ts';
import { COUNTRY_DATABASE } from './site.ts';
import { loadCachedSite } from './site-cache.ts';

/** For what a report tells of the costs, all events are counted, and nothing else is asked of them. */
const EVERYTHING: CensusOrder = { patterns: {}, readOnlyToo: [] };

/**
 * Replays logs and prints what comes of it. Returns the exit code. What is slow to load is loaded beside the work of the reading
 * threads.
 */
export async function runReplay(paths: readonly string[], options: ReplayOptions): Promise<number> {
  const startedMs = performance.now();
  const filter = filterOf(options);
  const { files, notes } = await findLogFiles(paths, filter);
  const pool = new ReaderPool(files);
  const site = await loadCachedSite(options.rules === undefined ? {} : { rules: options.rules });
  const other = options.compare === undefined ? undefined : await loadOther(options.compare, options.rules);
  const interrupts = catchInterrupts();
  const bar = progressBar(files);
  const search = searchFor(other ? [site, other] : [site], { countryDatabase: COUNTRY_DATABASE, filter });
  try {
    const [{ totals, matches }, { printReplay }] = await Promise.all([
      readMatches(files, options.report === undefined ? search : { ...search, census: EVERYTHING }, {
        pool,
        onProgress: bar.show,
        signal: interrupts.next(),
      }).finally(bar.stop),
      import('./replay-output.ts'),
    ]);
    const isComplete = await printReplay(matches, {
      ...{ options, site, other, startedMs, paths },
      totals: { ...totals, notes: [...notes, ...totals.notes] },
      signal: interrupts.next(),
    });
    if (!interrupts.any) return isComplete ? 0 : 1;
    console.error(`Interrupted: ${totals.files} of ${files.length} files were read to the end.`);
    return INTERRUPTED;
  } finally {
    interrupts.release();
  }
}

async function loadOther(other: string, rules: string | undefined) {
  const { loadOtherSite } = await import('./other-site.ts');
  return loadOtherSite(other, rules);
}
