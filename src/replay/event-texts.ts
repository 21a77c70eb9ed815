import { closeSync, openSync, readSync } from 'node:fs';
import { free } from './free.ts';
import type { ScratchFolder } from './scratch-folder.ts';

/** What is kept in memory before it goes to a file. */
const MOST_BYTES = 32_000_000;
const FILE = 'texts';

/** Texts of events, of which few are read again; what does not fit into memory goes to a file. */
export class EventTexts {
  readonly #folder: ScratchFolder;
  readonly #mostBytes: number;
  #file: number | undefined;
  /** Bytes in the file. What is in memory stands behind them. */
  #written = 0;
  #length = 0;
  #inMemory: { readonly at: number; readonly bytes: Buffer }[] = [];

  constructor(folder: ScratchFolder, mostBytes = MOST_BYTES) {
    this.#folder = folder;
    this.#mostBytes = mostBytes;
  }

  /** Adds texts, and returns where the first of them begins. @throws ScratchError */
  add(texts: Uint8Array<ArrayBuffer>): number {
    const at = this.#length;
    if (texts.length === 0) return at;
    this.#inMemory.push({ at, bytes: Buffer.from(texts.buffer, texts.byteOffset, texts.length) });
    this.#length += texts.length;
    if (this.#length - this.#written > this.#mostBytes) this.#write();
    return at;
  }

  /** The text between two places that were added together. */
  read(start: number, end: number): string {
    if (start >= this.#written) {
      const piece = this.#inMemory.findLast(({ at }) => at <= start);
      return piece?.bytes.toString('utf8', start - piece.at, end - piece.at) ?? '';
    }
    const bytes = Buffer.allocUnsafe(end - start);
    this.#file ??= openSync(this.#folder.file(FILE), 'r');
    readSync(this.#file, bytes, 0, bytes.length, start);
    return bytes.toString();
  }

  dispose(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#inMemory = [];
  }

  #write(): void {
    for (const { bytes } of this.#inMemory) {
      this.#folder.append(FILE, bytes);
      free(bytes);
    }
    this.#inMemory = [];
    this.#written = this.#length;
  }
}
