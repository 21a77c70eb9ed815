import { type LogNote, LogReader, type LogReaderOptions } from '../cloudtrail/log-reader.ts';
import type { RecordSieve, SieveTaker } from './record-sieve.ts';

/** How CloudTrail begins its files. */
const START = '{"Records":[{"eventVersion":';
const FIRST_RECORD = START.indexOf('{"eventVersion"');

/** What is read at once, and what may be left of it for the next time. */
const PART = 1 << 20;
const MOST_LEFT = 1 << 20;

export interface NativeReaderOptions extends LogReaderOptions {
  /** Called with how many events were passed over, and the hashes of their ids for `RecentIds`, which are good until it returns. */
  readonly onSkip: SieveTaker['onSkip'];
}

/** Whether a log begins as CloudTrail's own files do. */
export function isNative(beginning: Buffer): boolean {
  return beginning.toString('latin1', 0, START.length) === START;
}

/**
 * Reads the events in a log as CloudTrail writes it, as `LogReader` does, but passes over those that concern nobody; the first and
 * the last never.
 */
export class NativeReader {
  readonly #sieve: RecordSieve;
  readonly #taker: SieveTaker;
  /** Reads what is cut out, and what cannot be cut. */
  readonly #reader: LogReader;
  #left = Buffer.alloc(0);
  #begun = false;
  #handedOver = false;
  #isFirst = true;
  #isBroken = false;

  constructor(sieve: RecordSieve, { onEvent, onSkip }: NativeReaderOptions) {
    this.#sieve = sieve;
    this.#reader = new LogReader({ onEvent, inList: true });
    this.#taker = {
      onRecord: (start, end) => this.#readRecord(start, end),
      onSkip: (records, idHashes) => {
        this.#reader.skip(records);
        onSkip(records, idHashes);
      },
    };
  }

  /** Reads the records that end in the next piece. */
  push(piece: Buffer): void {
    const from = this.#begun ? 0 : FIRST_RECORD;
    this.#begun = true;
    for (let at = from; at < piece.length; at += PART) this.#pushPart(piece.subarray(at, at + PART));
  }

  /** Reads what is left behind the last piece. Returns what could not be read. */
  end(): LogNote[] {
    this.#handOver(this.#left);
    return this.#reader.end();
  }

  #pushPart(part: Buffer): void {
    if (this.#handedOver || this.#left.length > MOST_LEFT) {
      this.#handOver(this.#left);
      this.#reader.push(part);
      return;
    }
    const { text } = this.#sieve;
    text.set(this.#left);
    text.set(part, this.#left.length);
    const end = this.#left.length + part.length;
    const next = this.#sieve.sift(end, this.#isFirst, this.#taker);
    // The text is shared by all readers.
    this.#left = Buffer.from(text.subarray(next, end));
    if (this.#isBroken) this.#handOver(this.#left);
  }

  /** Reads a record. Returns false, and leaves it, where it is not JSON. */
  #readRecord(start: number, end: number): boolean {
    this.#isFirst = false;
    this.#isBroken = !this.#reader.tryRead(this.#sieve.text.subarray(start, end));
    return !this.#isBroken;
  }

  #handOver(rest: Buffer): void {
    if (this.#handedOver) return;
    this.#handedOver = true;
    this.#left = Buffer.alloc(0);
    this.#reader.push(rest);
  }
}
