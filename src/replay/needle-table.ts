/** Addresses and sizes of assembly/record-sieve.ts. */
const BEGINNINGS = 0;
const ENDINGS = 0x20000;
const NEEDLES = 0x40000;
const NEEDLE_BYTES = 64;
const MOST_NEEDLES = 0x50000 / NEEDLE_BYTES;
const VALUE = 8;
const LENGTH = 16;
const IS_LAST = 20;
const KIND = 24;
const TELLTALES = 28;
const TEXT = 32;
/** Bytes of a text that are compared. */
export const COMPARED = NEEDLE_BYTES - TEXT;
/** Those of them that are compared at once. */
const AT_ONCE = 8;

/** An ASCII text, of two bytes and more, that begins behind a quotation mark or ends before one. */
export interface Needle {
  readonly text: string;
  readonly kind: number;
  readonly telltales: number;
}

/**
 * Writes into the memory of the sieve what it looks for.
 * @throws RangeError where there is more than it has room for
 */
export function writeNeedles(memory: Buffer, beginnings: readonly Needle[], endings: readonly Needle[]): void {
  if (beginnings.length + endings.length >= MOST_NEEDLES) throw new RangeError(`more than ${MOST_NEEDLES} needles`);
  // The first is none.
  let number = 1;
  for (const side of [
    { table: BEGINNINGS, needles: beginnings, part: firstBytes },
    { table: ENDINGS, needles: endings, part: lastBytes },
  ]) {
    const pairOf = ({ text }: Needle): number => side.part(Buffer.from(text), 2).readUInt16LE();
    for (const [pair, alike] of Map.groupBy(side.needles, pairOf)) {
      memory.writeUInt16LE(number, side.table + 2 * pair);
      for (const needle of alike) {
        const entry = memory.subarray(NEEDLES + number * NEEDLE_BYTES);
        const text = side.part(Buffer.from(needle.text), COMPARED);
        // Those that end before a place are compared there with the last of the eight bytes before it.
        const from = side.part === lastBytes ? Math.max(0, AT_ONCE - text.length) : 0;
        entry.fill(0xff, from, Math.min(from + text.length, AT_ONCE));
        entry.set(side.part(text, AT_ONCE), VALUE + from);
        entry.writeUInt32LE(text.length, LENGTH);
        entry.writeUInt32LE(needle === alike.at(-1) ? 1 : 0, IS_LAST);
        entry.writeUInt32LE(needle.kind, KIND);
        entry.writeUInt32LE(needle.telltales, TELLTALES);
        entry.set(text, TEXT);
        number += 1;
      }
    }
  }
}

function firstBytes(text: Buffer, bytes: number): Buffer {
  return text.subarray(0, bytes);
}

function lastBytes(text: Buffer, bytes: number): Buffer {
  return text.subarray(-bytes);
}
