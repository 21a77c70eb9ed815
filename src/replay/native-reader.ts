import { type LogNote, LogReader, type LogReaderOptions } from '../cloudtrail/log-reader.ts';
import { KEYS, type NativeGlance, stands } from './native-glance.ts';

const [EVENT_VERSION, EVENT_SOURCE, EVENT_NAME, EVENT_ID, INSIGHT_DETAILS, DETAIL_TYPE] = [...KEYS.keys()];

/** How CloudTrail begins its files, and what it writes between two records. */
const START = '{"Records":[{"eventVersion":';
const BORDER = '},{"eventVersion":';
const BORDER_BYTES = Buffer.from(BORDER);
const FIRST_RECORD = START.indexOf('{"eventVersion"');
/** Where a record ends, and the next begins, seen from its first key. */
const END_BEFORE_KEY = BORDER.indexOf('e') - BORDER.indexOf(',');
const START_BEFORE_KEY = BORDER.indexOf('e') - BORDER.indexOf('{');

/** What is read at once, and what may be left of it for the next time. */
const PART = 1 << 20;
const MOST_LEFT = 1 << 20;
const LONGEST_CALL = 300;
const QUOTE = 0x22;

export interface NativeReaderOptions extends LogReaderOptions {
  /** Called for each event that was passed over, with its `eventID`, if it has one, as bytes. */
  readonly onSkip: (eventId: Buffer | undefined) => void;
}

/** Whether a log begins as CloudTrail's own files do. */
export function isNative(beginning: Buffer): boolean {
  return beginning.toString('latin1', 0, START.length) === START;
}

/**
 * Reads the events in a log as CloudTrail writes it, as `LogReader` does, but passes over those that concern nobody; the first and
 * the last never. It cuts records at their borders: in JSON `},{"eventVersion":` stands in no string, as quotes in strings have a
 * backslash before them, and quotes that end strings no name behind them. A record may hold a list of such records; then its
 * brackets are not balanced there, and all that follows is cut by counting them.
 */
export class NativeReader {
  readonly #glance: NativeGlance;
  readonly #onSkip: NativeReaderOptions['onSkip'];
  /** Reads what is cut out, and what cannot be cut. */
  readonly #reader: LogReader;
  #left = Buffer.alloc(0);
  #begun = false;
  #handedOver = false;
  #records = 0;
  /** What was found in the current record. */
  #sources = 0;
  #sourceAt = 0;
  #names = 0;
  #nameAt = 0;
  #ids = 0;
  #idAt = 0;
  #isOdd = false;
  #telltales = 0;

  constructor(glance: NativeGlance, { onEvent, onSkip }: NativeReaderOptions) {
    this.#glance = glance;
    this.#onSkip = onSkip;
    this.#reader = new LogReader({ onEvent, inList: true });
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
    const { text } = this.#glance.finder;
    text.set(this.#left);
    text.set(part, this.#left.length);
    const end = this.#left.length + part.length;
    const start = this.#readRecords(end);
    // The text is shared by all readers.
    this.#left = Buffer.from(text.subarray(start, end));
  }

  #handOver(rest: Buffer): void {
    if (this.#handedOver) return;
    this.#handedOver = true;
    this.#left = Buffer.alloc(0);
    this.#reader.push(rest);
  }

  /** Reads the records that end before a place in the shared text. Returns where the next one begins. */
  #readRecords(end: number): number {
    const { finder, tell } = this.#glance;
    const { text } = finder;
    const escapes = new Escapes(text.subarray(0, end));
    let start = 0;
    this.#forget();
    finder.find(end, (place, needle) => {
      switch (needle) {
        case EVENT_VERSION: {
          if (!isBorder(text, place, end)) return true;
          const recordEnd = place - END_BEFORE_KEY;
          if (!this.#readRecord(start, recordEnd, escapes.stand(start, recordEnd))) {
            this.#handOver(text.subarray(start, end));
            start = end;
            return false;
          }
          start = place - START_BEFORE_KEY;
          this.#forget();
          return true;
        }
        case EVENT_SOURCE:
          this.#sources += 1;
          this.#sourceAt = place;
          return true;
        case EVENT_NAME:
          this.#names += 1;
          this.#nameAt = place;
          return true;
        case EVENT_ID:
          this.#ids += 1;
          this.#idAt = place;
          return true;
        case INSIGHT_DETAILS:
        case DETAIL_TYPE:
          this.#isOdd = true;
          return true;
        default:
          this.#telltales |= tell(needle, place);
          return true;
      }
    });
    return start;
  }

  #forget(): void {
    this.#sources = 0;
    this.#names = 0;
    this.#ids = 0;
    this.#isOdd = false;
    this.#telltales = 0;
  }

  /** Reads a record, or passes it over. Returns false where it does not end there. */
  #readRecord(start: number, end: number, hasEscapes: boolean): boolean {
    const { finder } = this.#glance;
    const { text } = finder;
    this.#records += 1;
    if (this.#records === 1 || hasEscapes || this.#concerns(text)) {
      return this.#reader.tryRead(text.subarray(start, end));
    }
    if (!finder.isBalanced(start, end)) return false;
    this.#reader.skip();
    this.#onSkip(this.#ids > 0 ? stringAt(text, this.#idAt + 'eventID":"'.length) : undefined);
    return true;
  }

  #concerns(text: Buffer): boolean {
    if (this.#sources !== 1 || this.#names !== 1 || this.#ids > 1 || this.#isOdd) return true;
    const start = this.#sourceAt + 'eventSource":"'.length;
    const end = text.indexOf(QUOTE, this.#nameAt + 'eventName":"'.length);
    if (end < start || end > start + LONGEST_CALL) return true;
    const verdict = this.#glance.judge(text.toString('latin1', start, end));
    return verdict.some((telltales) => (telltales & ~this.#telltales) === 0);
  }
}

function isBorder(text: Buffer, key: number, end: number): boolean {
  const start = key - BORDER.indexOf('e');
  return start >= 0 && start + BORDER.length <= end && stands(BORDER_BYTES, text, start);
}

/** The bytes of a string that begins at a place. */
function stringAt(text: Buffer, start: number): Buffer {
  return text.subarray(start, text.indexOf(QUOTE, start));
}

/** The places where characters are escaped by their number: what is looked for may stand there in disguise. */
class Escapes {
  readonly #text: Buffer;
  #next = -1;

  constructor(text: Buffer) {
    this.#text = text;
  }

  /** Whether there are any between two places; asked in ascending order. */
  stand(start: number, end: number): boolean {
    if (this.#next < start) {
      const found = this.#text.indexOf('\\u00', start);
      this.#next = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#next < end;
  }
}
