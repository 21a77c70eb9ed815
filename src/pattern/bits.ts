/** A set of small numbers, 32 to a word. */
export type Bits = Int32Array;

export function noBits(size: number): Bits {
  return new Int32Array(Math.ceil(size / 32));
}

/** Sets every word. On few words a loop is several times faster than `fill`. */
export function setWords(bits: Bits, value: number): void {
  for (let word = 0; word < bits.length; word++) bits[word] = value;
}

/** Copies as many words of `source` as `bits` has, the first of them the word `from`. */
export function copyBits(bits: Bits, source: Bits, from = 0): void {
  for (let word = 0; word < bits.length; word++) bits[word] = source[from + word] ?? 0;
}

export function addBit(bits: Bits, at: number): void {
  bits[at >> 5] = (bits[at >> 5] ?? 0) | (1 << (at & 31));
}

export function removeBit(bits: Bits, at: number): void {
  bits[at >> 5] = (bits[at >> 5] ?? 0) & ~(1 << (at & 31));
}

export function hasBit(bits: Bits, at: number): boolean {
  return ((bits[at >> 5] ?? 0) & (1 << (at & 31))) !== 0;
}

/** Keeps only what `kept` holds too, whose first word stands for the word `from` of `bits`; words beyond it stay as they are. */
export function keepBits(bits: Bits, kept: Bits, from = 0): void {
  for (let word = 0; word < kept.length; word++) bits[from + word] = (bits[from + word] ?? 0) & (kept[word] ?? 0);
}

export function addBits(bits: Bits, more: Bits, from = 0): void {
  for (let word = 0; word < more.length; word++) bits[from + word] = (bits[from + word] ?? 0) | (more[word] ?? 0);
}

export function overlap(bits: Bits, others: Bits, from = 0): boolean {
  for (let word = 0; word < others.length; word++) {
    if (((bits[from + word] ?? 0) & (others[word] ?? 0)) !== 0) return true;
  }
  return false;
}

/** The least number in the set from `from` on; beyond the set's size where there is none. */
export function nextBit(bits: Bits, from: number): number {
  let word = from >> 5;
  let rest = (bits[word] ?? 0) & (-1 << (from & 31));
  while (rest === 0) {
    if (++word >= bits.length) return word * 32;
    rest = bits[word] ?? 0;
  }
  return word * 32 + 31 - Math.clz32(rest & -rest);
}
