import { readFileSync } from 'node:fs';

/** Addresses and sizes of needles.wat. */
const ENDING_PAIRS = 0x10000;
const NEEDLES = 0x20000;
const HITS = 0x30000;
const TEXT = 0x80000;
const NEEDLE_BYTES = 16;
const MOST_NEEDLES = (HITS - NEEDLES) / NEEDLE_BYTES;
const WINDOW = 1 << 15;
/** Bytes of a text that are compared. */
export const COMPARED = 8;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly find: (text: number, end: number, endings: number, needlesEnd: number) => number;
  readonly depth: (text: number, end: number) => number;
}

/** TypeScript knows it of browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

export interface Needles {
  /** ASCII texts that stand behind a quotation mark, of two bytes and more; the first eight count. */
  readonly beginnings: readonly string[];
  /** ASCII texts that stand before a quotation mark; the last eight count. */
  readonly endings: readonly string[];
}

/**
 * Finds texts beside quotation marks, many times faster than JavaScript can: sixteen bytes at a time, in WebAssembly (needles.wat;
 * `npm run build:needles` makes needles.wasm of it).
 */
export class NeedleFinder {
  /** The room for the text in which to look. */
  readonly text: Buffer;
  readonly #find: Exports['find'];
  readonly #depth: Exports['depth'];
  readonly #hits: Int32Array;
  readonly #endings: number;
  readonly #needlesEnd: number;

  constructor({ beginnings, endings }: Needles) {
    if (beginnings.length + endings.length > MOST_NEEDLES) throw new RangeError(`more than ${MOST_NEEDLES} needles`);
    const module = new WebAssembly.Module(readFileSync(new URL('./needles.wasm', import.meta.url)));
    const { memory, find, depth } = new WebAssembly.Instance(module).exports as Exports;
    this.#find = find;
    this.#depth = depth;
    this.#hits = new Int32Array(memory.buffer, HITS);
    this.#endings = NEEDLES + beginnings.length * NEEDLE_BYTES;
    this.#needlesEnd = this.#endings + endings.length * NEEDLE_BYTES;
    this.text = Buffer.from(memory.buffer, TEXT);
    const bytes = Buffer.from(memory.buffer);
    for (const [index, needle] of [...beginnings, ...endings].entries()) {
      const isEnding = index >= beginnings.length;
      const compared = Buffer.from(isEnding ? needle.slice(-COMPARED) : needle.slice(0, COMPARED));
      const mask = NEEDLES + index * NEEDLE_BYTES + (isEnding ? COMPARED - compared.length : 0);
      bytes.fill(0xff, mask, mask + compared.length);
      bytes.set(compared, mask + COMPARED);
      bytes[isEnding ? ENDING_PAIRS + compared.readUInt16LE(compared.length - 2) : compared.readUInt16LE()] = 1;
    }
  }

  /**
   * Calls `onHit` for each place behind a quotation mark in the text up to `end` where a needle begins, or before which one ends, in
   * order, until it returns false. Of several that begin there the first is found, likewise of those that end there. Endings are
   * numbered behind the beginnings. A needle that reaches beyond the text may be none.
   */
  find(end: number, onHit: (place: number, needle: number) => boolean): void {
    const hits = this.#hits;
    for (let start = 0; start < end; start += WINDOW) {
      const windowEnd = Math.min(start + WINDOW, end);
      const hitsEnd = this.#find(TEXT + start, TEXT + windowEnd, this.#endings, this.#needlesEnd);
      for (let at = 0; at < (hitsEnd - HITS) / 4; at += 2) {
        const place = (hits[at] ?? 0) - TEXT;
        const needle = ((hits[at + 1] ?? 0) - NEEDLES) / NEEDLE_BYTES;
        if (place >= end || !onHit(place, needle)) return;
      }
    }
  }
  /** Whether as many brackets close as open between two places outside of strings. */
  isBalanced(start: number, end: number): boolean {
    return this.#depth(TEXT + start, TEXT + end) === 0;
  }
}
