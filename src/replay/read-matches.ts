import type { Assessment } from '../assess.ts';
import type { CloudTrailEvent } from '../cloudtrail/event.ts';
import { parseJson } from '../cloudtrail/json.ts';
import { unwrapEvent } from '../cloudtrail/unwrap.ts';
import { lazy } from '../finding/lazy.ts';
import type { Batch, Meeting } from './batch.ts';
import { type Census, CensusTally } from './census.ts';
import { EventSorter, placeHit } from './event-sorter.ts';
import { EventTexts } from './event-texts.ts';
import { clip } from './layout.ts';
import type { LogFile, ReadNote } from './log-file.ts';
import { LoneNames } from './lone-names.ts';
import { ReaderPool } from './reader-pool.ts';
import { RecentIds } from './recent-ids.ts';
import { ScratchFolder } from './scratch-folder.ts';
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

/** An event that patterns match. */
export interface Match {
  readonly time: string;
  /** Reads it, which costs more than all else. */
  readonly event: () => CloudTrailEvent;
  readonly meetings: readonly NamedMeeting[];
}

/** A pattern that matches an event, by its name, and what its rule says of the event, if the rule's `where` holds. */
export interface NamedMeeting {
  readonly name: string;
  readonly assessment?: Assessment;
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
  const folder = new ScratchFolder();
  const sorter = new EventSorter(folder);
  const texts = new EventTexts(folder);
  const dispose = (): void => {
    texts.dispose();
    folder.dispose();
  };
  const ids = new RecentIds();
  const lone = new LoneNames();
  const counted = search.census && new CensusTally();
  const notes: ReadNote[][] = [];
  const totals = { files: 0, bytes: 0, events: 0, duplicates: 0, first: '', last: '' };
  const take = (
    file: number,
    { bytes, events, idHashes, hits, names, texts: added, first, last, census }: Batch,
  ): void => {
    const textsAt = texts.add(added);
    for (const [at, row] of hits.json.entries()) {
      const [time = '', ordinal = 0] = [hits.times[at], hits.ordinals[at]];
      sorter.add(placeHit({ time, file, ordinal, textsAt }, row));
    }
    for (const [key, name] of names) lone.add(key, name);
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
    dispose();
    throw error;
  });
  return {
    totals: {
      ...totals,
      ...clip(search.filter, totals),
      notes: notes.flat(),
      ...(counted && { census: counted.census() }),
    },
    matches: matchesOf(sorter, texts, nameMeetings(Object.keys(search.patterns), lone), dispose),
  };
}

/** Of events of the same time and the same eventID the first alone. An event without an id is always kept. */
async function* matchesOf(
  sorter: EventSorter,
  texts: EventTexts,
  named: (meeting: Meeting) => NamedMeeting,
  dispose: () => void,
): AsyncGenerator<Match> {
  const seen = new Set<string>();
  let last = '';
  try {
    for (const { time, eventId, meetings, textsAt, start, end } of await sorter.sorted()) {
      if (time !== last) seen.clear();
      last = time;
      if (eventId !== '' && seen.has(eventId)) continue;
      if (eventId !== '') seen.add(eventId);
      yield {
        time,
        event: lazy(() => parse(texts.read(textsAt + start, textsAt + end))),
        meetings: meetings.map(named),
      };
    }
  } finally {
    dispose();
  }
}

function nameMeetings(names: readonly string[], lone: LoneNames): (meeting: Meeting) => NamedMeeting {
  return ({ pattern, assessment }) => {
    const name = names[pattern] ?? '';
    if (!assessment) return { name };
    const { evidence } = assessment;
    return {
      name,
      assessment: lone.isLone(evidence) ? { ...assessment, evidence: { ...evidence, isAlone: true } } : assessment,
    };
  };
}

function parse(text: string): CloudTrailEvent {
  const event = unwrapEvent(parseJson(text));
  if (!event) throw new TypeError('no longer an event');
  return event;
}
