import { createReadStream, rmSync } from 'node:fs';
import type { Hit } from './batch.ts';
import type { ScratchFolder } from './scratch-folder.ts';

/** A hit among those of all files. Plain JSON. */
export interface PlacedHit extends Hit {
  /** The place of its file among the files. */
  readonly file: number;
}

/** What is kept in memory before it goes to a file of its own. */
const MOST_HITS = 30_000;
const HITS_AT_ONCE = 500;
/** Files that are merged at once: each is open meanwhile, and each hit is compared with one of each. */
const MOST_RUNS = 64;

/**
 * Puts hits in order of event time; those of the same time in the order of files and of the records in them. What does not fit
 * into memory is sorted in parts, each a file, which are merged in the end.
 */
export class EventSorter {
  #hits: PlacedHit[] = [];
  #runs: string[] = [];
  #runsWritten = 0;
  readonly #folder: ScratchFolder;
  readonly #mostHits: number;

  constructor(folder: ScratchFolder, mostHits = MOST_HITS) {
    this.#folder = folder;
    this.#mostHits = mostHits;
  }

  /** @throws ScratchError */
  add(hit: PlacedHit): void {
    this.#hits.push(hit);
    if (this.#hits.length >= this.#mostHits) this.#writeRun();
  }

  /** The hits in order, once. */
  async *sorted(): AsyncGenerator<PlacedHit> {
    while (this.#runs.length > MOST_RUNS) await this.#mergeRuns();
    const inMemory = drain(this.#hits.sort(inOrder).reverse());
    if (this.#runs.length === 0) yield* inMemory;
    else yield* merge([...this.#runs.map((run) => readRun(this.#folder.file(run))), inMemory]);
  }

  #writeRun(): void {
    const run = this.#newRun();
    this.#hits.sort(inOrder);
    for (let at = 0; at < this.#hits.length; at += HITS_AT_ONCE) {
      this.#append(run, this.#hits.slice(at, at + HITS_AT_ONCE));
    }
    this.#hits = [];
  }

  /** Makes one of the first runs. */
  async #mergeRuns(): Promise<void> {
    const merged = this.#runs.splice(0, MOST_RUNS).map((run) => this.#folder.file(run));
    const run = this.#newRun();
    let hits: PlacedHit[] = [];
    const write = (): void => {
      this.#append(run, hits);
      hits = [];
    };
    for await (const hit of merge(merged.map(readRun))) {
      if (hits.push(hit) === HITS_AT_ONCE) write();
    }
    write();
    for (const path of merged) rmSync(path);
  }

  /** A line each: JSON has no line breaks of its own. */
  #append(run: string, hits: readonly PlacedHit[]): void {
    this.#folder.append(run, hits.map((hit) => `${JSON.stringify(hit)}\n`).join(''));
  }

  /** The name of the next run. */
  #newRun(): string {
    const run = `run-${this.#runsWritten}`;
    this.#runsWritten += 1;
    this.#runs.push(run);
    return run;
  }
}

/** Times are ISO 8601 and compare as text; an event without a time comes first. */
function inOrder(a: PlacedHit, b: PlacedHit): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  return a.file - b.file || a.ordinal - b.ordinal;
}

/** What comes last first, and of which nothing is kept. */
function* drain(hits: PlacedHit[]): Generator<PlacedHit> {
  for (let hit = hits.pop(); hit !== undefined; hit = hits.pop()) yield hit;
}

type Sequence = AsyncIterator<PlacedHit> | Iterator<PlacedHit>;

async function* readRun(path: string): AsyncGenerator<PlacedHit> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line);
  }
}

/** One ordered sequence of several, which it ends when it is left early. */
async function* merge(sequences: readonly Sequence[]): AsyncGenerator<PlacedHit> {
  const heads: { hit: PlacedHit; readonly sequence: Sequence }[] = [];
  try {
    for (const sequence of sequences) {
      const { done, value } = await sequence.next();
      if (!done) heads.push({ hit: value, sequence });
    }
    while (heads.length > 0) {
      const head = heads.reduce((first, other) => (inOrder(other.hit, first.hit) < 0 ? other : first));
      yield head.hit;
      const { done, value } = await head.sequence.next();
      if (done) heads.splice(heads.indexOf(head), 1);
      else head.hit = value;
    }
  } finally {
    for (const sequence of sequences) await sequence.return?.(undefined);
  }
}
