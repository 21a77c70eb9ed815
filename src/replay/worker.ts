import { parentPort } from 'node:worker_threads';
import type { Batch } from './batch.ts';
import type { LogFile } from './log-file.ts';
import { createScan, type FileNote, type Scan } from './scan.ts';
import type { Search } from './search.ts';

/** To a worker: what to look for, first of all; a file to be read; that a batch was taken. */
export type Order =
  | { readonly kind: 'search'; readonly search: Search }
  | { readonly kind: 'file'; readonly number: number; readonly file: LogFile }
  | { readonly kind: 'taken' };

/** From a worker: a part of what it found in a file, and that the file is done. */
export type Result =
  | { readonly kind: 'batch'; readonly number: number; readonly batch: Batch }
  | { readonly kind: 'done'; readonly number: number; readonly notes: readonly FileNote[] };

/** Batches under way before a worker waits for the main thread. */
const MOST_UNTAKEN = 4;

if (parentPort === null) throw new Error('src/replay/worker.ts runs in a worker thread');
const port = parentPort;
let scan: Scan | undefined;
let untaken = 0;
const waiting: (() => void)[] = [];

const post = (result: Result): void =>
  port.postMessage(result, result.kind === 'batch' ? [result.batch.idHashes.buffer, result.batch.texts.buffer] : []);

port.on('message', async (order: Order) => {
  switch (order.kind) {
    case 'search':
      scan = createScan(order.search);
      return;
    case 'taken':
      untaken -= 1;
      waiting.shift()?.();
      return;
    case 'file': {
      const { number, file } = order;
      const notes = await scan?.(file, async (batch) => {
        post({ kind: 'batch', number, batch });
        untaken += 1;
        if (untaken > MOST_UNTAKEN) await new Promise<void>((taken) => waiting.push(taken));
      });
      post({ kind: 'done', number, notes: notes ?? [] });
    }
  }
});
