import type { CloudTrailEvent } from '../cloudtrail/event.ts';
import { LogReader } from '../cloudtrail/log-reader.ts';
import { compilePatternSet } from '../pattern/index.ts';
import type { EventPattern } from '../rule/rule.ts';
import { type Batch, BatchBuilder } from './batch.ts';
import { admits, type LogFilter } from './layout.ts';
import type { LogFile } from './log-file.ts';
import { compileNativeGlance } from './native-glance.ts';
import { isNative, NativeReader } from './native-reader.ts';
import { readPieces } from './pieces.ts';

/** What is looked for in logs. Plain data: it goes to other threads. */
export interface Search {
  /** Event patterns by the ids of their rules. */
  readonly patterns: Readonly<Record<string, EventPattern>>;
  readonly filter: LogFilter;
}

/** What kept a file from being read as it should. */
export interface FileNote {
  readonly message: string;
  readonly skipped: boolean;
}

export type Scan = (file: LogFile, send: (batch: Batch) => Promise<void>) => Promise<readonly FileNote[]>;

/** Compiles a search into a function that reads a file, sends what it finds in batches, and returns what went wrong. */
export function createScan({ patterns, filter }: Search): Scan {
  const match = compilePatternSet(patterns);
  const glance = compileNativeGlance(Object.values(patterns));
  return async (file, send) => {
    const batch = new BatchBuilder();
    const onEvent = (event: CloudTrailEvent): void => {
      batch.addParsed(event);
      const ruleIds = match(event);
      if (ruleIds.length > 0 && admits(filter, event)) batch.addHit(event, ruleIds);
    };
    const onSkip = (eventId: Uint8Array | undefined): void => batch.addSkipped(eventId);
    let reader: LogReader | NativeReader | undefined;
    let failure: Error | undefined;
    try {
      for await (const piece of readPieces(file, (bytes) => batch.addBytes(bytes))) {
        reader ??= isNative(piece) ? new NativeReader(glance, { onEvent, onSkip }) : new LogReader({ onEvent });
        reader.push(piece);
        if (batch.isFull) await send(batch.take());
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
