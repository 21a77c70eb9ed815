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
  let number = 1;
  const write = (needles: readonly Needle[], table: number, part: (text: Buffer, bytes: number) => Buffer): void => {
    const entries = needles.map((needle) => ({ ...needle, bytes: part(Buffer.from(needle.text), COMPARED) }));
    for (const [pair, alike] of Map.groupBy(entries, ({ bytes }) => part(bytes, 2).readUInt16LE())) {
      memory.writeUInt16LE(number, table + 2 * pair);
      for (const { bytes, kind, telltales } of alike) {
        const at = NEEDLES + number * NEEDLE_BYTES;
        const first = part(bytes, AT_ONCE);
        const shift = part === endOf ? AT_ONCE - first.length : 0;
        memory.fill(0xff, at + shift, at + shift + first.length);
        memory.set(first, at + VALUE + shift);
        memory.writeUInt32LE(bytes.length, at + LENGTH);
        memory.writeUInt32LE(kind, at + KIND);
        memory.writeUInt32LE(telltales, at + TELLTALES);
        memory.set(bytes, at + TEXT);
        number += 1;
      }
      memory.writeUInt32LE(1, NEEDLES + (number - 1) * NEEDLE_BYTES + IS_LAST);
    }
  };
  write(beginnings, BEGINNINGS, beginningOf);
  write(endings, ENDINGS, endOf);
}

function beginningOf(text: Buffer, bytes: number): Buffer {
  return text.subarray(0, bytes);
}

function endOf(text: Buffer, bytes: number): Buffer {
  return text.subarray(-bytes);
}
