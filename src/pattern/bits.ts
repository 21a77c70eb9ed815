/** A set of small numbers, 32 to a word. */
export type Bits = Int32Array;

export function noBits(size: number): Bits {
  return new Int32Array(Math.ceil(size / 32));
}

/** On few words a loop is several times faster than `fill`. */
export function clearBits(bits: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = 0;
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

/** Writes the numbers in the set to `numbers`, from the least, and returns how many there are. */
export function listBits(bits: Bits, numbers: Int32Array): number {
  let count = 0;
  for (let word = 0; word < bits.length; word++) {
    for (let rest = bits[word] ?? 0; rest !== 0; rest &= rest - 1) {
      numbers[count++] = word * 32 + 31 - Math.clz32(rest & -rest);
    }
  }
  return count;
}
