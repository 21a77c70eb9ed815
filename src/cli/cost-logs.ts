import { type CountedLogs, censusOrder, type HubPlace, Usage } from '../cost/index.ts';
import type { Site } from '../pipeline.ts';
import { findLogFiles } from '../replay/find-files.ts';
import { readMatches } from '../replay/read-matches.ts';
import { replay } from '../replay/replay.ts';
import { searchFor } from '../replay/search.ts';
import { plainText } from '../template/index.ts';
import { countryLookup } from './country.ts';
import { catchInterrupts, INTERRUPTED } from './interrupts.ts';
import { progressBar } from './progress-bar.ts';
import { COUNTRY_DATABASE } from './site.ts';

/** A path, and a sentence. */
const LONGEST_NOTE = 5_000;

export interface ReadLogs {
  readonly logs: CountedLogs;
  /** 0, or what the command ends with as not all could be read. */
  readonly exitCode: number;
}

/** Replays logs and counts all that is in them; what cannot be read is said on stderr. */
export async function readLogs(paths: readonly string[], site: Site, hub: HubPlace | undefined): Promise<ReadLogs> {
  const { files, notes } = await findLogFiles(paths);
  const interrupts = catchInterrupts();
  const bar = progressBar(files);
  const usage = new Usage(site);
  try {
    const search = {
      ...searchFor([site], { countryDatabase: COUNTRY_DATABASE }),
      census: censusOrder(site.rules, hub !== undefined),
    };
    const reading = readMatches(files, search, { onProgress: bar.show, signal: interrupts.next() });
    const { totals, matches } = await reading.finally(bar.stop);
    const run = { site, locate: countryLookup(), onOutcome: usage.addOutcome.bind(usage) };
    await replay(usage.countMatches(matches), [run], interrupts.next());
    const unread = [...notes, ...totals.notes];
    for (const { file, message } of unread) console.error(plainText(`${file}: ${message}`, LONGEST_NOTE));
    const { census = { rows: [], bytes: 0 } } = totals;
    if (interrupts.any) console.error(`Interrupted: ${totals.files} of ${files.length} files were read to the end.`);
    const isComplete = unread.every(({ skipped }) => skipped);
    return { logs: { totals, census, usage }, exitCode: interrupts.any ? INTERRUPTED : isComplete ? 0 : 1 };
  } finally {
    interrupts.release();
  }
}
