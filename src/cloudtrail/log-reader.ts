import type { CloudTrailEvent } from './event.ts';
import { parseJson } from './json.ts';
import { RecordCutter } from './record-cutter.ts';
import { elementsOf, isDigest, unwrapEvent } from './unwrap.ts';

/** What of a log was no event. `skipped` is known and harmless, such as a digest file. */
export interface LogNote {
  readonly message: string;
  readonly skipped: boolean;
}

export interface LogReaderOptions {
  /** `text` is what the event was read from, where it stood by itself. */
  readonly onEvent: (event: CloudTrailEvent, text?: Buffer) => void;
  /** Whether the log begins in the middle of a list of records. */
  readonly inList?: boolean;
}

/** Longer texts are in V8 a class of their own, several times slower to make and to drop. */
const WINDOW = 1 << 16;

/**
 * Reads the events in a log that arrives in pieces, in whatever form people have them: a log file of CloudTrail
 * (`{"Records":[…]}`), an EventBridge event, a record, the answer of `aws cloudtrail lookup-events`, a list of such, one to a line
 * (JSON Lines), or each in the field of another object (`{"record":{…}}`).
 */
export class LogReader {
  readonly #onEvent: LogReaderOptions['onEvent'];
  readonly #cutter: RecordCutter;
  #blank = true;
  #records = 0;
  #digests = 0;
  #strange = 0;
  #firstStrange = 0;
  #broken: { readonly record: number; readonly reason: string } | undefined;

  constructor({ onEvent, inList = false }: LogReaderOptions) {
    this.#onEvent = onEvent;
    this.#cutter = new RecordCutter(inList);
  }

  /**
   * Reads the records that end in the next piece of the log.
   * @throws RangeError where a record does not end for too long
   */
  push(piece: Buffer): void {
    for (let at = 0; at < piece.length; at += WINDOW) {
      const text = piece.toString('latin1', at, at + WINDOW);
      this.#blank &&= text.trim() === '';
      this.#cutter.push(text);
      this.#readRecords();
    }
  }

  /** Counts records that stand before what is pushed, and need not be read. */
  skip(records: number): void {
    this.#records += records;
  }

  /** Reads a record that stands before what is pushed. Returns false, and leaves it, where it is not JSON. */
  tryRead(record: Buffer): boolean {
    const parsed = parse(record.toString());
    if (parsed instanceof SyntaxError) return false;
    this.#add(parsed.value, record);
    return true;
  }

  /** Reads what is left behind the last piece. Returns what could not be read. */
  end(): LogNote[] {
    this.#cutter.end();
    this.#readRecords();
    const rest = this.#cutter.rest();
    if (rest !== undefined) this.#readRest(rest);
    return this.#notes();
  }

  #readRecords(): void {
    for (let record = this.#cutter.next(); record !== undefined; record = this.#cutter.next()) {
      const parsed = parse(decode(record));
      if (!(parsed instanceof SyntaxError)) {
        for (const value of elementsOf(parsed.value)) this.#add(value);
      } else {
        this.#records += 1;
        if (this.#cutter.cutsLines) this.#noteStrange();
        else this.#broken ??= { record: this.#records, reason: parsed.message };
      }
    }
  }

  /** The log breaks off; its last record may yet be whole. */
  #readRest(rest: string): void {
    const parsed = parse(decode(rest));
    const reason = parsed instanceof SyntaxError ? parsed.message : 'it breaks off';
    this.#broken ??= { record: this.#records + 1, reason };
    if (!(parsed instanceof SyntaxError)) this.#add(parsed.value);
  }

  #add(value: unknown, text?: Buffer): void {
    this.#records += 1;
    const event = unwrapEvent(value);
    if (event) this.#onEvent(event, text);
    else if (isDigest(value)) this.#digests += 1;
    else this.#noteStrange();
  }

  #noteStrange(): void {
    this.#strange += 1;
    this.#firstStrange ||= this.#records;
  }

  #notes(): LogNote[] {
    if (this.#blank && this.#records === 0) return [{ message: 'is empty', skipped: false }];
    const notes: LogNote[] = [];
    if (this.#broken) {
      const { record, reason } = this.#broken;
      notes.push({ message: `${record > 1 ? `record ${record} ` : ''}is not JSON: ${reason}`, skipped: false });
    }
    if (this.#digests > 0) notes.push({ message: 'is a digest file of CloudTrail, not a log: skipped', skipped: true });
    if (this.#strange > 0) {
      const first = this.#firstStrange;
      const which = this.#strange === 1 ? `record ${first}` : `${this.#strange} records, the first at ${first},`;
      const verb = this.#strange === 1 ? 'is' : 'are';
      notes.push({ message: `${which} of ${this.#records} ${verb} not from CloudTrail`, skipped: false });
    }
    return notes;
  }
}

function decode(latin1: string): string {
  return /[\x80-\xff]/.test(latin1) ? Buffer.from(latin1, 'latin1').toString() : latin1;
}

function parse(json: string): { value: unknown } | SyntaxError {
  try {
    return { value: parseJson(json) };
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}
