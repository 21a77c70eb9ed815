import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setImmediate } from 'node:timers/promises';
import { type Hit, type HitRow, packHit } from './batch.ts';
import type { ScratchFolder } from './scratch-folder.ts';

/** A hit among those of all files. Plain JSON. */
export interface PlacedHit extends Hit, Place {}

interface Place extends Order {
  /** Where the texts of its batch begin among those of all. */
  readonly textsAt: number;
}

/** What hits are put in order by. */
interface Order {
  readonly time: string;
  /** The place of its file among the files. */
  readonly file: number;
  readonly ordinal: number;
}

/** A hit as JSON, which is read when its turn comes. */
export interface UnreadHit extends Order {
  /** A `PlacedRow`. */
  readonly json: string;
}

type PlacedRow = readonly [file: number, textsAt: number, ...HitRow];

/** What is kept in memory before it goes to a file of its own. */
const MOST_HITS = 30_000;
const HITS_AT_ONCE = 500;
/** Files that are merged at once: each is open meanwhile, and each hit is compared with one of each. */
const MOST_RUNS = 64;
const BYTES_AT_ONCE = 1 << 16;

/**
 * Puts hits in order of event time; those of the same time in the order of files and of the records in them. What does not fit
 * into memory is sorted in parts, each a file, which are merged in the end.
 */
export class EventSorter {
  #hits: UnreadHit[] = [];
  #runs: string[] = [];
  #runsWritten = 0;
  readonly #folder: ScratchFolder;
  readonly #mostHits: number;

  constructor(folder: ScratchFolder, mostHits = MOST_HITS) {
    this.#folder = folder;
    this.#mostHits = mostHits;
  }

  /** @throws ScratchError */
  add(hit: UnreadHit): void {
    this.#hits.push(hit);
    if (this.#hits.length >= this.#mostHits) this.#writeRun();
  }

  /** The hits in order, once. Files are read as it is gone through, and closed when it ends or is left. */
  async sorted(): Promise<Iterable<PlacedHit>> {
    while (this.#runs.length > MOST_RUNS) await this.#mergeRuns();
    const inMemory = drain(this.#hits.sort(inOrder).reverse());
    return merge([...this.#runs.map((run) => readRun(this.#folder.file(run))), inMemory]);
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
    let hits: UnreadHit[] = [];
    for (const hit of merge(merged.map(readRun))) {
      if (hits.push(placeHit(hit, packHit(hit))) < HITS_AT_ONCE) continue;
      this.#append(run, hits);
      hits = [];
      // What awaits nothing from outside keeps interrupts waiting.
      await setImmediate();
    }
    this.#append(run, hits);
    for (const path of merged) rmSync(path);
  }

  /** A line each: JSON has no line breaks of its own. */
  #append(run: string, hits: readonly UnreadHit[]): void {
    this.#folder.append(run, hits.map(({ json }) => `${json}\n`).join(''));
  }

  /** The name of the next run. */
  #newRun(): string {
    const run = `run-${this.#runsWritten}`;
    this.#runsWritten += 1;
    this.#runs.push(run);
    return run;
  }
}

/** @param row the hit's `HitRow` as JSON */
export function placeHit({ time, file, ordinal, textsAt }: Place, row: string): UnreadHit {
  return { time, file, ordinal, json: `[${file},${textsAt},${row.slice(1)}` };
}

function readHit(json: string): PlacedHit {
  const row: PlacedRow = JSON.parse(json);
  const [file, textsAt, time, ordinal, eventId, start, end, meetings] = row;
  return { file, textsAt, time, ordinal, eventId, start, end, meetings };
}

/** Times are ISO 8601 and compare as text; an event without a time comes first. */
function inOrder(a: Order, b: Order): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  return a.file - b.file || a.ordinal - b.ordinal;
}

/** What comes last first, and of which nothing is kept. */
function* drain(hits: UnreadHit[]): Generator<PlacedHit> {
  for (let hit = hits.pop(); hit !== undefined; hit = hits.pop()) yield readHit(hit.json);
}

function* readRun(path: string): Generator<PlacedHit> {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(BYTES_AT_ONCE);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (let bytes = readSync(file, chunk); bytes > 0; bytes = readSync(file, chunk)) {
      const lines = `${rest}${decoder.write(chunk.subarray(0, bytes))}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield readHit(line);
    }
  } finally {
    closeSync(file);
  }
}

/** One ordered sequence of several, which it ends when it is left early. */
function* merge(sequences: readonly Generator<PlacedHit>[]): Generator<PlacedHit> {
  const heads: { hit: PlacedHit; readonly sequence: Generator<PlacedHit> }[] = [];
  try {
    for (const sequence of sequences) {
      const { done, value } = sequence.next();
      if (!done) heads.push({ hit: value, sequence });
    }
    while (heads.length > 0) {
      const head = heads.reduce((first, other) => (inOrder(other.hit, first.hit) < 0 ? other : first));
      yield head.hit;
      const { done, value } = head.sequence.next();
      if (done) heads.splice(heads.indexOf(head), 1);
      else head.hit = value;
    }
  } finally {
    for (const sequence of sequences) sequence.return(undefined);
  }
}
