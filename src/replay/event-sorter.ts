import { appendFileSync, createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hit } from './batch.ts';

/** A hit, and the place of its file among the files. */
export interface PlacedHit extends Hit {
  readonly file: number;
}

/** What is kept in memory before it goes to a file of its own, in characters. */
const MOST_CHARACTERS = 16_000_000;
const HITS_AT_ONCE = 500;
/** Files that are merged at once: each is open meanwhile, and each event is compared with one of each. */
const MOST_RUNS = 64;

/**
 * Puts hits in order of event time; those of the same time in the order of files and of the records in them. What does not fit
 * into memory is sorted in parts, each a file in a temporary folder, which are merged in the end.
 */
export class EventSorter {
  #hits: PlacedHit[] = [];
  #characters = 0;
  #folder: string | undefined;
  #runs: string[] = [];
  #runsWritten = 0;
  readonly #mostCharacters: number;
  readonly #parentFolder: string;
  readonly #dispose = (): void => this.dispose();

  constructor(mostCharacters = MOST_CHARACTERS, parentFolder = tmpdir()) {
    this.#mostCharacters = mostCharacters;
    this.#parentFolder = parentFolder;
  }

  add(hit: PlacedHit): void {
    this.#hits.push(hit);
    this.#characters += hit.event.length;
    if (this.#characters >= this.#mostCharacters) this.#writeRun();
  }

  /** The hits in order, once. */
  async *sorted(): AsyncGenerator<PlacedHit> {
    try {
      while (this.#runs.length > MOST_RUNS) await this.#mergeRuns();
      const inMemory = this.#hits.sort(inOrder).values();
      if (this.#runs.length === 0) yield* inMemory;
      else yield* merge([...this.#runs.map(readRun), inMemory]);
    } finally {
      this.dispose();
    }
  }

  dispose(): void {
    this.#hits = [];
    if (this.#folder === undefined) return;
    process.off('exit', this.#dispose);
    rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  #writeRun(): void {
    const run = this.#newRun();
    this.#hits.sort(inOrder);
    for (let at = 0; at < this.#hits.length; at += HITS_AT_ONCE) {
      appendHits(run, this.#hits.slice(at, at + HITS_AT_ONCE));
    }
    this.#hits = [];
    this.#characters = 0;
  }

  /** Makes one of the first runs. */
  async #mergeRuns(): Promise<void> {
    const merged = this.#runs.splice(0, MOST_RUNS);
    const run = this.#newRun();
    let hits: PlacedHit[] = [];
    const write = (): void => {
      appendHits(run, hits);
      hits = [];
    };
    for await (const hit of merge(merged.map(readRun))) {
      if (hits.push(hit) === HITS_AT_ONCE) write();
    }
    write();
    for (const path of merged) rmSync(path);
  }

  /** The path of the next run. Its folder goes with the process, should nobody read it to the end. */
  #newRun(): string {
    if (this.#folder === undefined) {
      this.#folder = mkdtempSync(join(this.#parentFolder, 'trailbell-'));
      process.once('exit', this.#dispose);
    }
    const run = join(this.#folder, String(this.#runsWritten));
    this.#runsWritten += 1;
    this.#runs.push(run);
    return run;
  }
}

/** Two lines each, the event as it is: JSON has no line breaks of its own. */
function appendHits(run: string, hits: readonly PlacedHit[]): void {
  appendFileSync(run, hits.map(({ event, ...place }) => `${JSON.stringify(place)}\n${event}\n`).join(''));
}

/** Times are ISO 8601 and compare as text; an event without a time comes first. */
function inOrder(a: PlacedHit, b: PlacedHit): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  return a.file - b.file || a.ordinal - b.ordinal;
}

type Sequence = AsyncIterator<PlacedHit> | Iterator<PlacedHit>;

async function* readRun(path: string): AsyncGenerator<PlacedHit> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    const whole = lines.length - 1 - ((lines.length - 1) % 2);
    for (let at = 0; at < whole; at += 2) yield { ...JSON.parse(lines[at] ?? ''), event: lines[at + 1] ?? '' };
    rest = lines.slice(whole).join('\n');
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
