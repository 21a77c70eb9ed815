import { readFileSync } from 'node:fs';
import { lazy } from '../finding/lazy.ts';
import { ALWAYS, type Verdict } from './call-judge.ts';
import { COMPARED, type Needle, writeNeedles } from './needle-table.ts';

/** Addresses, sizes and kinds of assembly/record-sieve.ts. */
const HASHES = 0x90000;
const VERDICTS = 0xf0000;
const SLOTS = 0x100000;
const SLOT_BYTES = 16;
const JUDGED = 0x200000;
const TEXT = 0x500000;
const TELLTALE = 0;
const ODD = 5;
const FIRST_FIELD = 6;

/** What is looked for in every record, by its kind. With the last two it is more than a record of a call. */
const KEYS: readonly Needle[] = [
  { text: 'eventVersion":', kind: 1, telltales: 0 },
  // Of these the beginning is enough: what only begins like one might be meant to be taken for it.
  { text: 'eventSou', kind: 2, telltales: 0 },
  { text: 'eventNam', kind: 3, telltales: 0 },
  { text: 'eventID"', kind: 4, telltales: 0 },
  { text: 'insightD', kind: ODD, telltales: 0 },
  { text: 'detail-t', kind: ODD, telltales: 0 },
];

/** A field of the record itself whose strings tell something. */
export interface SieveField {
  readonly name: string;
  /** The telltales, as bits, of a string as it stands between quotation marks, a byte to a character. */
  readonly tell: (value: string) => number;
  /** All that it may have. */
  readonly all: number;
}

export interface SieveOptions {
  /** Telltales, as bits, by the ASCII texts of two bytes and more that stand behind a quotation mark. */
  readonly beginnings: ReadonlyMap<string, number>;
  /** Likewise by those that stand before the quotation mark at the end of a string. */
  readonly endings: ReadonlyMap<string, number>;
  readonly fields: readonly SieveField[];
  /** The verdict on a call, given as it stands in a record: `eventSource":"s3.amazonaws.com","eventName":"PutObject`. */
  readonly judge: (call: string) => Verdict;
}

/** How much of what was judged is remembered: a power of two of texts, and their bytes, 500 at least. */
export interface SieveMemory {
  readonly texts: number;
  readonly bytes: number;
}

const MEMORY: SieveMemory = { texts: (JUDGED - SLOTS) / SLOT_BYTES, bytes: TEXT - JUDGED };

export interface SieveTaker {
  /** Called with the place of each record that may concern a pattern. Returns false to end the reading before it. */
  readonly onRecord: (start: number, end: number) => boolean;
  /** Called with how many records were passed over, and the hashes of their ids, which are good until it returns. */
  readonly onSkip: (records: number, idHashes: Uint32Array) => void;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly setMemory: (texts: number, bytes: number) => void;
  readonly sift: (end: number, readsFirst: boolean) => number;
}

/** TypeScript knows it of browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** The same for all sieves. */
const compiled = lazy(() => new WebAssembly.Module(readFileSync(new URL('./record-sieve.wasm', import.meta.url))));

/**
 * Cuts the text of a log into records, and hands out those that may concern a pattern, many times faster than JavaScript can: in
 * WebAssembly (assembly/record-sieve.ts; `npm run build:sieve` makes record-sieve.wasm of it).
 */
export class RecordSieve {
  /** The room for the text; 2 MB of it may be sifted. */
  readonly text: Buffer;
  readonly #exports: Exports;
  readonly #judge: SieveOptions['judge'];
  readonly #fields: readonly SieveField[];
  readonly #verdicts = new Map<string, number>();
  #verdictsEnd = VERDICTS;
  #taker: SieveTaker | undefined;

  constructor({ beginnings, endings, fields, judge }: SieveOptions, { texts, bytes } = MEMORY) {
    this.#judge = judge;
    this.#fields = fields;
    const imports = {
      judge: (kind: number, start: number, end: number) => this.#judgeText(kind, start, end),
      take: (start: number, end: number) => this.#taker?.onRecord(start - TEXT, end - TEXT),
      skip: (records: number, hashes: number) =>
        this.#taker?.onSkip(records, new Uint32Array(this.#exports.memory.buffer, HASHES, 2 * hashes)),
    };
    this.#exports = new WebAssembly.Instance(compiled(), { 'record-sieve': imports }).exports as Exports;
    this.#exports.setMemory(texts, bytes);
    this.text = Buffer.from(this.#exports.memory.buffer, TEXT);
    writeNeedles(
      Buffer.from(this.#exports.memory.buffer),
      [...KEYS, ...[...beginnings].map(toNeedle), ...fields.map(toFieldNeedle)],
      [...endings].map(toNeedle),
    );
    this.#addressOf(ALWAYS);
  }

  /**
   * Reads the records that end before a place of the text, which begins with one; `readsFirst` has that handed out in any case.
   * Returns where the next one begins that was not taken.
   */
  sift(end: number, readsFirst: boolean, taker: SieveTaker): number {
    this.#taker = taker;
    return this.#exports.sift(TEXT + end, readsFirst) - TEXT;
  }

  #judgeText(kind: number, start: number, end: number): number {
    const text = this.text.toString('latin1', start - TEXT, end - TEXT);
    return this.#fields[kind - FIRST_FIELD]?.tell(text) ?? this.#addressOf(this.#judge(text));
  }

  /** Where a verdict stands: how many sets, and the sets. */
  #addressOf(verdict: Verdict): number {
    const name = verdict.join();
    const known = this.#verdicts.get(name);
    if (known !== undefined) return known;
    const words = Uint32Array.of(verdict.length, ...verdict);
    const address = this.#verdictsEnd;
    if (address + words.byteLength > SLOTS) return VERDICTS;
    new Uint32Array(this.#exports.memory.buffer, address).set(words);
    this.#verdicts.set(name, address);
    this.#verdictsEnd += words.byteLength;
    return address;
  }
}

function toNeedle([text, telltales]: [string, number]): Needle {
  return { text, kind: TELLTALE, telltales };
}

/** The value of a name that is compared in part cannot be found. */
function toFieldNeedle({ name, all }: SieveField, index: number): Needle {
  const text = `${name}"`;
  return { text, kind: text.length > COMPARED ? TELLTALE : FIRST_FIELD + index, telltales: all };
}
