import { appendFileSync, createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hit } from './batch.ts';

/** A hit, and the place of its file among the files. */
export interface PlacedHit extends Hit {
  readonly file: number;
}

/** What is kept in memory before it goes to a file of its own, in characters. */
const MOST_CHARACTERS = 48_000_000;
const LINES_AT_ONCE = 500;

/**
 * Puts hits in order of event time; those of the same time in the order of files and of the records in them. What does not fit
 * into memory is sorted in parts, each a file in a temporary folder, which are merged in the end.
 */
export class EventSorter {
  #hits: PlacedHit[] = [];
  #characters = 0;
  #folder: string | undefined;
  readonly #runs: string[] = [];
  readonly #mostCharacters: number;

  constructor(mostCharacters = MOST_CHARACTERS) {
    this.#mostCharacters = mostCharacters;
  }

  add(hit: PlacedHit): void {
    this.#hits.push(hit);
    this.#characters += hit.event.length;
    if (this.#characters >= this.#mostCharacters) this.#writeRun();
  }

  /** The hits in order, once. */
  async *sorted(): AsyncGenerator<PlacedHit> {
    try {
      const inMemory = this.#hits.sort(inOrder).values();
      if (this.#runs.length === 0) yield* inMemory;
      else yield* merge([...this.#runs.map(readRun), inMemory]);
    } finally {
      this.dispose();
    }
  }

  dispose(): void {
    this.#hits = [];
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  #writeRun(): void {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'trailbell-'));
    const run = join(this.#folder, String(this.#runs.length));
    this.#hits.sort(inOrder);
    for (let at = 0; at < this.#hits.length; at += LINES_AT_ONCE) {
      const lines = this.#hits.slice(at, at + LINES_AT_ONCE).map((hit) => `${JSON.stringify(hit)}\n`);
      appendFileSync(run, lines.join(''));
    }
    this.#runs.push(run);
    this.#hits = [];
    this.#characters = 0;
  }
}

/** Times are ISO 8601 and compare as text; an event without a time comes first. */
function inOrder(a: PlacedHit, b: PlacedHit): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  return a.file - b.file || a.ordinal - b.ordinal;
}

async function* readRun(path: string): AsyncGenerator<PlacedHit> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line);
  }
}

/** One ordered sequence of several. */
async function* merge(
  sequences: readonly (AsyncIterator<PlacedHit> | Iterator<PlacedHit>)[],
): AsyncGenerator<PlacedHit> {
  const heads: { hit: PlacedHit; sequence: AsyncIterator<PlacedHit> | Iterator<PlacedHit> }[] = [];
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
}
