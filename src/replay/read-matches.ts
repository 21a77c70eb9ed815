import type { CloudTrailEvent } from '../cloudtrail/event.ts';
import { textAt } from '../cloudtrail/json.ts';
import type { Batch } from './batch.ts';
import { type Census, CensusTally } from './census.ts';
import { EventSorter, type PlacedHit } from './event-sorter.ts';
import { clip } from './layout.ts';
import type { LogFile, ReadNote } from './log-file.ts';
import { ReaderPool } from './reader-pool.ts';
import { RecentIds } from './recent-ids.ts';
import type { Search } from './search.ts';

/** How far the reading is. */
export interface Progress {
  readonly files: number;
  /** Of the files as they are stored. */
  readonly bytes: number;
  readonly events: number;
}

export interface ReadTotals extends Progress {
  /** Events that were left out because another of the same eventID had been read. */
  readonly duplicates: number;
  /** The times of the first and the last event, or within them those of the filter; empty where there is none. */
  readonly first: string;
  readonly last: string;
  readonly notes: readonly ReadNote[];
  /** Where the search asked for one. */
  readonly census?: Census;
}

/** An event that patterns match, and their names. */
export interface Match {
  readonly event: CloudTrailEvent;
  readonly names: readonly string[];
}

export interface ReadOptions {
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the reading early: what was read until then counts. */
  readonly signal?: AbortSignal;
  /** A pool that was started before for the same files. */
  readonly pool?: ReaderPool;
}

/**
 * Reads log files for the events that patterns match. These come in order of event time, each once, however many files hold it,
 * when all files were read.
 */
export async function readMatches(
  files: readonly LogFile[],
  search: Search,
  { onProgress, signal, pool = new ReaderPool(files) }: ReadOptions = {},
): Promise<{ totals: ReadTotals; matches: AsyncIterable<Match> }> {
  const sorter = new EventSorter();
  const ids = new RecentIds();
  const counted = search.census && new CensusTally();
  const notes: ReadNote[][] = [];
  const totals = { files: 0, bytes: 0, events: 0, duplicates: 0, first: '', last: '' };
  const take = (file: number, { bytes, events, idHashes, hits, first, last, census }: Batch): void => {
    for (const hit of hits) sorter.add({ ...hit, file });
    let duplicates = 0;
    const repeats = new Set<number>();
    for (let at = 0; at < idHashes.length; at += 2) {
      if (ids.add(idHashes[at] ?? 0, idHashes[at + 1] ?? 0)) continue;
      duplicates += 1;
      if (census) repeats.add(at / 2);
    }
    if (census) counted?.take(census, (at) => !repeats.has(at));
    totals.bytes += bytes;
    totals.events += events - duplicates;
    totals.duplicates += duplicates;
    if (first !== '' && (totals.first === '' || first < totals.first)) totals.first = first;
    if (last > totals.last) totals.last = last;
    onProgress?.(totals);
  };
  const reading = pool.read({
    search,
    onBatch: take,
    onDone: (number, found) => {
      totals.files += 1;
      const file = files[number]?.path ?? '';
      notes[number] = found.map((note) => ({ file, ...note }));
      onProgress?.(totals);
    },
    ...(signal && { signal }),
  });
  await reading.catch((error) => {
    sorter.dispose();
    throw error;
  });
  return {
    totals: {
      ...totals,
      ...clip(search.filter, totals),
      notes: notes.flat(),
      ...(counted && { census: counted.census() }),
    },
    matches: matchesOf(sorter.sorted()),
  };
}

/** Of events of the same time and the same eventID the first alone. An event without an id is always kept. */
async function* matchesOf(hits: AsyncIterable<PlacedHit>): AsyncGenerator<Match> {
  const seen = new Set<string>();
  let time = '';
  for await (const hit of hits) {
    const event: CloudTrailEvent = JSON.parse(hit.event);
    if (hit.time !== time) seen.clear();
    time = hit.time;
    const id = textAt(event.detail, 'eventID');
    if (id && seen.has(id)) continue;
    if (id) seen.add(id);
    yield { event, names: hit.names };
  }
}
