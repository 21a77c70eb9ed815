import { createAssess, findingContext } from '../assess.ts';
import { type CloudTrailEvent, isReadOnlyManagement } from '../cloudtrail/event.ts';
import { LogReader } from '../cloudtrail/log-reader.ts';
import { openCountryDatabase } from '../finding/index.ts';
import { compileParsedSet } from '../pattern/index.ts';
import { type Batch, BatchBuilder, type Meeting } from './batch.ts';
import { type CensusOrder, type Trait, traitOf } from './census.ts';
import { admits, type LogFilter } from './layout.ts';
import type { LogFile } from './log-file.ts';
import { compileNativeGlance } from './native-glance.ts';
import { isNative, NativeReader } from './native-reader.ts';
import { readPieces } from './pieces.ts';
import { ruleOf, type Search } from './search.ts';
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
  const meet = compileMeet(search);
  const census = search.census && compileCensus(search.census, filter);
  const glance = compileNativeGlance(Object.values(patterns));
  return async (file, send) => {
    const batch = new BatchBuilder();
    const onEvent = (event: CloudTrailEvent, text?: Buffer): void => {
      batch.addParsed(event);
      if (census) batch.addToCensus(event, census(event));
      const meetings = meet(event);
      if (meetings.length > 0) batch.addHit(event, meetings, text ?? Buffer.from(JSON.stringify(event)));
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

/** The patterns that match an event that the filter admits, and what their rules say of it. */
function compileMeet(search: Search): (event: CloudTrailEvent) => readonly Meeting[] {
  const match = compileMatch(search);
  const meetings = compileMeetings(search);
  return (event) => {
    const names = match(event);
    return names.length > 0 && admits(search.filter, event) ? names.map((name) => meetings(name, event)) : [];
  };
}

function compileMeetings({ patterns, sites, countryDatabase }: Search) {
  const locate = countryDatabase === undefined ? () => undefined : openCountryDatabase(countryDatabase);
  const assess = sites.map((site) => createAssess(site, findingContext(site.settings, locate)));
  const known = new Map(
    Object.keys(patterns).map((name, pattern) => {
      const { site, ruleId } = ruleOf(name);
      return [name, { pattern, ruleId, assess: assess[site] }];
    }),
  );
  return (name: string, event: CloudTrailEvent): Meeting => {
    const { pattern, ruleId, assess } = known.get(name) ?? { pattern: -1, ruleId: '', assess: undefined };
    const assessment = assess?.(ruleId, event);
    return assessment ? { pattern, assessment } : { pattern };
  };
}

/** The names of the patterns that match an event, as EventBridge shows it to their rules. */
function compileMatch({ patterns, readOnlyToo }: CensusOrder): (event: CloudTrailEvent) => readonly string[] {
  const match = compileParsedSet(patterns);
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
