import type { Tape } from './tape.ts';
import { ValueCutter } from './value-cutter.ts';

/** No record of CloudTrail comes near this; a text without an end would fill the memory. */
const LONGEST_RECORD = 16_000_000;
/** Enough of a text to tell its form. */
const BEGINNING = 64;
/** Of UTF-8, as bytes. */
const BYTE_ORDER_MARK = /^\xef\xbb\xbf/;

/**
 * Cuts the text of a log, which arrives in pieces of one character per byte, into the texts of its records: the lines of JSON
 * Lines, the values of any other JSON.
 */
export class RecordCutter {
  readonly #tape: Tape = { text: '', at: 0, ended: false };
  #cut: 'lines' | ValueCutter | undefined;

  /** @param inList whether the text begins in a list of records in an object */
  constructor(inList = false) {
    if (inList) this.#cut = new ValueCutter(2);
  }

  /** @throws RangeError where a record does not end for too long */
  push(piece: string): void {
    const tape = this.#tape;
    if (tape.text.length - tape.at > LONGEST_RECORD)
      throw new RangeError(`a record does not end within ${LONGEST_RECORD / 1e6} MB`);
    tape.text = tape.text.slice(tape.at) + piece;
    tape.at = 0;
  }

  /** Says that no piece follows. */
  end(): void {
    this.#tape.ended = true;
  }

  /** The next record's text, or undefined while there is no whole one. */
  next(): string | undefined {
    this.#cut ??= recognise(this.#tape);
    return this.#cut === 'lines' ? nextLine(this.#tape) : this.#cut?.next(this.#tape);
  }

  get cutsLines(): boolean {
    return this.#cut === 'lines';
  }

  /** What is left where the text breaks off, or undefined where it ended as it should. */
  rest(): string | undefined {
    return this.#cut instanceof ValueCutter ? this.#cut.rest(this.#tape) : undefined;
  }
}

function recognise(tape: Tape): 'lines' | ValueCutter | undefined {
  tape.text = tape.text.replace(BYTE_ORDER_MARK, '').trimStart();
  if (tape.text.length < BEGINNING && !tape.ended) return undefined;
  const lineEnd = tape.text.indexOf('\n');
  return lineEnd >= 0 && isJson(tape.text.slice(0, lineEnd)) ? 'lines' : new ValueCutter();
}

/** The next line that is not blank. */
function nextLine(tape: Tape): string | undefined {
  while (tape.at < tape.text.length) {
    const lineEnd = tape.text.indexOf('\n', tape.at);
    if (lineEnd < 0 && !tape.ended) return undefined;
    const end = lineEnd < 0 ? tape.text.length : lineEnd;
    const line = tape.text.slice(tape.at, end).trim();
    tape.at = end + 1;
    if (line !== '') return line;
  }
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
