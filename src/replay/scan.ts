import { type CloudTrailEvent, isReadOnlyManagement } from '../cloudtrail/event.ts';
import { LogReader } from '../cloudtrail/log-reader.ts';
import { compilePatternSet } from '../pattern/index.ts';
import { type Batch, BatchBuilder } from './batch.ts';
import { type CensusOrder, type Trait, traitOf } from './census.ts';
import { admits, type LogFilter } from './layout.ts';
import type { LogFile } from './log-file.ts';
import { compileNativeGlance } from './native-glance.ts';
import { isNative, NativeReader } from './native-reader.ts';
import { readPieces } from './pieces.ts';
import type { Search } from './search.ts';
import { STDIN } from './stdin.ts';

/** What kept a file from being read as it should. */
export interface FileNote {
  readonly message: string;
  readonly skipped: boolean;
}

export type Scan = (file: LogFile, send: (batch: Batch) => Promise<void>) => Promise<readonly FileNote[]>;

/** Compiles a search into a function that reads a file, sends what it finds in batches, and returns what went wrong. */
export function createScan(search: Search): Scan {
  const { patterns, filter } = search;
  const match = compileMatch(search);
  const census = search.census && compileCensus(search.census, filter);
  const glance = compileNativeGlance(Object.values(patterns));
  return async (file, send) => {
    const batch = new BatchBuilder();
    const onEvent = (event: CloudTrailEvent): void => {
      batch.addParsed(event);
      if (census) batch.addToCensus(event, census(event));
      const names = match(event);
      if (names.length > 0 && admits(filter, event)) batch.addHit(event, names);
    };
    const onSkip = (events: number, idHashes: Uint32Array): void => batch.addSkipped(events, idHashes);
    let reader: LogReader | NativeReader | undefined;
    let failure: Error | undefined;
    try {
      for await (const piece of readPieces(file, (bytes) => batch.addBytes(bytes))) {
        if (census) batch.addUnpacked(piece.length);
        reader ??=
          isNative(piece) && !census ? new NativeReader(glance, { onEvent, onSkip }) : new LogReader({ onEvent });
        reader.push(piece);
        // A program that writes to stdin may pause for long, and the reading be interrupted meanwhile.
        if (batch.isFull || file.path === STDIN) await send(batch.take());
      }
    } catch (error) {
      failure = error as Error;
    }
    let notes: readonly FileNote[] = [];
    try {
      notes = (reader ?? new LogReader({ onEvent })).end();
    } catch (error) {
      failure ??= error as Error;
    }
    await send(batch.take());
    return failure ? [{ message: `cannot be read: ${failure.message}`, skipped: false }] : notes;
  };
}

/** The names of the patterns that match an event, as EventBridge shows it to their rules. */
function compileMatch({ patterns, readOnlyToo }: CensusOrder): (event: CloudTrailEvent) => readonly string[] {
  const match = compilePatternSet(patterns);
  const seesReadOnly = new Set(readOnlyToo);
  return (event) => {
    const matched = match(event);
    return isReadOnlyManagement(event) ? matched.filter((name) => seesReadOnly.has(name)) : matched;
  };
}

function compileCensus(order: CensusOrder, filter: LogFilter): (event: CloudTrailEvent) => Trait | undefined {
  const match = compileMatch(order);
  return (event) => (admits(filter, event) ? traitOf(event, match(event)) : undefined);
}
