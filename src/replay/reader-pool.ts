import { getCompileCacheDir } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Batch } from './batch.ts';
import type { LogFile } from './log-file.ts';
import { isS3Url } from './s3.ts';
import type { FileNote } from './scan.ts';
import type { Search } from './search.ts';
import type { Order, Result } from './worker.ts';

/** Each takes up to 100 MB of memory. */
const MOST_WORKERS = 4;
/** What makes another worker worth its start. */
const BYTES_PER_WORKER = 2_000_000;
/** Files that a worker has in hand, so that it never waits for the next; those of S3 come slowly and all at once. */
const FILES_IN_HAND = 2;
const OBJECTS_IN_HAND = 16;

export interface Reading {
  readonly search: Search;
  /** `number` is a file's place in the list. */
  readonly onBatch: (number: number, batch: Batch) => void;
  readonly onDone: (number: number, notes: readonly FileNote[]) => void;
  /** Stops the reading where it is. */
  readonly signal?: AbortSignal;
}

/**
 * Worker threads that read log files. They start at once, so that they are ready when it is known what to look for, and keep no
 * process running until they read.
 */
export class ReaderPool {
  readonly #files: readonly LogFile[];
  readonly #workers: readonly Worker[];
  #next = 0;

  constructor(files: readonly LogFile[]) {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const useful = Math.min(files.length, 1 + Math.floor(bytes / BYTES_PER_WORKER));
    const count = Math.min(useful, availableParallelism(), MOST_WORKERS);
    this.#files = files;
    this.#workers = Array.from({ length: count }, startWorker);
  }

  /** Reads the files, in their order as far as they begin. The pool is of no use afterwards. */
  async read(reading: Reading): Promise<void> {
    try {
      await Promise.all(this.#workers.map((worker) => this.#employ(worker, reading)));
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  /** Keeps a worker busy until no file is left. */
  #employ(worker: Worker, { search, onBatch, onDone, signal }: Reading): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    worker.ref();
    const order = (given: Order): void => worker.postMessage(given);
    let inHand = 0;
    const handOut = (): void => {
      for (
        let file = this.#files[this.#next];
        file && inHand < this.#mostInHand(file);
        file = this.#files[this.#next]
      ) {
        order({ kind: 'file', number: this.#next, file });
        this.#next += 1;
        inHand += 1;
      }
      if (inHand === 0) resolve();
    };
    const take = (result: Result): void => {
      if (result.kind === 'batch') {
        onBatch(result.number, result.batch);
        order({ kind: 'taken' });
      } else {
        onDone(result.number, result.notes);
        inHand -= 1;
        handOut();
      }
    };
    worker.on('message', (result: Result) => {
      try {
        take(result);
      } catch (error) {
        reject(error);
      }
    });
    worker.on('error', reject);
    signal?.addEventListener('abort', () => resolve());
    order({ kind: 'search', search });
    handOut();
    return promise;
  }

  /** The last ones are handed out as evenly as they can be. */
  #mostInHand({ path }: LogFile): number {
    const share = Math.ceil((this.#files.length - this.#next) / this.#workers.length);
    return Math.min(share, isS3Url(path) ? OBJECTS_IN_HAND : FILES_IN_HAND);
  }
}

function startWorker(): Worker {
  const cache = getCompileCacheDir();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    // A thread does not inherit the cache, and takes four times as long to start without.
    env: { ...process.env, ...(cache && { NODE_COMPILE_CACHE: dirname(cache) }) },
    // What is read is soon of no use; V8, left to itself, lets it pile up.
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
  });
  worker.unref();
  return worker;
}
