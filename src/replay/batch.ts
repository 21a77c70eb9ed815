import type { CloudTrailEvent } from '../cloudtrail/event.ts';
import { textAt } from '../cloudtrail/json.ts';
import { type BatchCensus, CensusBuilder, type Trait } from './census.ts';
import { IdHashes } from './recent-ids.ts';

/** An event that a pattern matches. */
export interface Hit {
  readonly time: string;
  /** Its place among the hits of its file. */
  readonly ordinal: number;
  /** Of the patterns that match. */
  readonly names: readonly string[];
  /** The event as JSON. */
  readonly event: string;
}

/** What was read of a file since the last batch. */
export interface Batch {
  /** Of the file as it is stored. */
  readonly bytes: number;
  readonly events: number;
  /** Two numbers for each event that has an id: its hash, for `RecentIds`. */
  readonly idHashes: Uint32Array<ArrayBuffer>;
  readonly hits: readonly Hit[];
  /** The earliest and the latest time of the events that were parsed; empty where none has one. */
  readonly first: string;
  readonly last: string;
  readonly census?: BatchCensus;
}

/** Other texts are no times, and would count as the last of all. */
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:/;
const MANY_EVENTS = 20_000;
const MANY_CHARACTERS = 1_000_000;

/** Collects the batches of one file. */
export class BatchBuilder {
  #bytes = 0;
  #events = 0;
  readonly #idHashes = new IdHashes();
  #hits: Hit[] = [];
  #characters = 0;
  #ordinal = 0;
  #first = '';
  #last = '';
  #census: CensusBuilder | undefined;

  addBytes(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Counts events that were not parsed, with the hashes of their ids. */
  addSkipped(events: number, idHashes: Uint32Array): void {
    this.#events += events;
    this.#idHashes.append(idHashes);
  }

  addParsed({ time, detail }: CloudTrailEvent): void {
    const eventId = textAt(detail, 'eventID');
    this.#events += 1;
    if (eventId !== undefined) this.#idHashes.add(Buffer.from(eventId));
    if (!TIME.test(time)) return;
    if (this.#first === '' || time < this.#first) this.#first = time;
    if (time > this.#last) this.#last = time;
  }

  /** Counts an event that was parsed, or not where it has no trait. */
  addToCensus({ detail }: CloudTrailEvent, trait: Trait | undefined): void {
    this.#takeCensus().add(trait, textAt(detail, 'eventID') !== undefined);
  }

  /** Counts what a census has been unpacked of. */
  addUnpacked(bytes: number): void {
    this.#takeCensus().addBytes(bytes);
  }

  addHit(event: CloudTrailEvent, names: readonly string[]): void {
    const json = JSON.stringify(event);
    this.#characters += json.length;
    this.#hits.push({ time: event.time, ordinal: this.#ordinal, names, event: json });
    this.#ordinal += 1;
  }

  get isFull(): boolean {
    return this.#events >= MANY_EVENTS || this.#characters >= MANY_CHARACTERS;
  }

  /** The batch so far; the next begins. */
  take(): Batch {
    const batch = {
      bytes: this.#bytes,
      events: this.#events,
      idHashes: this.#idHashes.take(),
      hits: this.#hits,
      first: this.#first,
      last: this.#last,
      ...(this.#census && { census: this.#census.take() }),
    };
    this.#bytes = 0;
    this.#events = 0;
    this.#hits = [];
    this.#characters = 0;
    this.#first = '';
    this.#last = '';
    this.#census = undefined;
    return batch;
  }

  #takeCensus(): CensusBuilder {
    this.#census ??= new CensusBuilder();
    return this.#census;
  }
}
