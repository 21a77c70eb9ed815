import type { Assessment } from '../assess.ts';
import type { CloudTrailEvent } from '../cloudtrail/event.ts';
import { textAt } from '../cloudtrail/json.ts';
import { type BatchCensus, CensusBuilder, type Trait } from './census.ts';
import { LoneNames } from './lone-names.ts';
import { IdHashes } from './recent-ids.ts';

/** An event that patterns match. */
export interface Hit {
  readonly time: string;
  /** Its place among the hits of its file. */
  readonly ordinal: number;
  /** Empty where it has none. */
  readonly eventId: string;
  readonly meetings: readonly Meeting[];
  /** Where it stands among the texts of its batch, in bytes. */
  readonly start: number;
  readonly end: number;
}

/** A pattern that matches an event. */
export interface Meeting {
  /** Its place among the patterns of the search. */
  readonly pattern: number;
  /** What its rule says of the event; none where the rule's `where` does not hold, or the search is of no rules. */
  readonly assessment?: Assessment;
}

/** A hit without the names of its fields, which would make up a third of its JSON. */
export type HitRow = readonly [
  time: string,
  ordinal: number,
  eventId: string,
  start: number,
  end: number,
  meetings: readonly Meeting[],
];

/** Hits as they go to other threads: to copy one as an object takes ten times as long. Each array holds one of each. */
export interface PackedHits {
  readonly times: string[];
  readonly ordinals: number[];
  /** Each a `HitRow` as JSON. */
  readonly json: string[];
}

/** What was read of a file since the last batch. It goes to another thread. */
export interface Batch {
  /** Of the file as it is stored. */
  readonly bytes: number;
  readonly events: number;
  /** Two numbers for each event that has an id: its hash, for `RecentIds`. */
  readonly idHashes: Uint32Array<ArrayBuffer>;
  readonly hits: PackedHits;
  /** Of what the hits count as: see `LoneNames`. */
  readonly names: LoneNames['names'];
  /** The hits as JSON, one behind another, each in some form that `unwrapEvent` reads. */
  readonly texts: Uint8Array<ArrayBuffer>;
  /** The earliest and the latest time of the events that were parsed; empty where none has one. */
  readonly first: string;
  readonly last: string;
  readonly census?: BatchCensus;
}

/** A hit as JSON: see `HitRow`. */
export function packHit({ time, ordinal, eventId, start, end, meetings }: Hit): string {
  const row: HitRow = [time, ordinal, eventId, start, end, meetings];
  return JSON.stringify(row);
}

/** Other texts are no times, and would count as the last of all. */
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:/;
const MANY_EVENTS = 20_000;
const MANY_BYTES = 1_000_000;

/** Collects the batches of one file. */
export class BatchBuilder {
  #bytes = 0;
  #events = 0;
  readonly #idHashes = new IdHashes();
  #hits = noHits();
  #names = noNames();
  readonly #texts = new Bytes();
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

  /** @param text the event as JSON, in UTF-8; it is copied */
  addHit({ time, detail }: CloudTrailEvent, meetings: readonly Meeting[], text: Uint8Array): void {
    const start = this.#texts.length;
    this.#texts.add(text);
    const eventId = textAt(detail, 'eventID') ?? '';
    const hit = { time, ordinal: this.#ordinal, eventId, meetings, start, end: this.#texts.length };
    this.#hits.times.push(time);
    this.#hits.ordinals.push(hit.ordinal);
    this.#hits.json.push(packHit(hit));
    for (const { assessment } of meetings) if (assessment) this.#names.addEvidence(assessment.evidence);
    this.#ordinal += 1;
  }

  get isFull(): boolean {
    return this.#events >= MANY_EVENTS || this.#texts.length >= MANY_BYTES;
  }

  /** The batch so far; the next begins. */
  take(): Batch {
    const batch = {
      bytes: this.#bytes,
      events: this.#events,
      idHashes: this.#idHashes.take(),
      hits: this.#hits,
      names: this.#names.names,
      texts: this.#texts.take(),
      first: this.#first,
      last: this.#last,
      ...(this.#census && { census: this.#census.take() }),
    };
    this.#bytes = 0;
    this.#events = 0;
    this.#hits = noHits();
    this.#names = noNames();
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

function noHits(): PackedHits {
  return { times: [], ordinals: [], json: [] };
}

/** Without a limit: it might leave out the second name of a key of which the first is known. */
function noNames(): LoneNames {
  return new LoneNames(Number.POSITIVE_INFINITY);
}

/** Bytes that grow. */
class Bytes {
  #bytes = new Uint8Array(0);
  length = 0;

  add(more: Uint8Array): void {
    const length = this.length + more.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(2 * this.#bytes.length, length, 1 << 16));
      grown.set(this.#bytes.subarray(0, this.length));
      this.#bytes = grown;
    }
    this.#bytes.set(more, this.length);
    this.length = length;
  }

  /** What was added since the last time. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}
