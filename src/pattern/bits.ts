/** A set of small numbers, 32 to a word. */
export type Bits = Int32Array;

export function noBits(size: number): Bits {
  return new Int32Array(Math.ceil(size / 32));
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

export function addBits(bits: Bits, more: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] ?? 0) | (more[word] ?? 0);
}

export function keepBits(bits: Bits, kept: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] ?? 0) & (kept[word] ?? 0);
}

export function overlap(bits: Bits, others: Bits): boolean {
  for (let word = 0; word < bits.length; word++) if (((bits[word] ?? 0) & (others[word] ?? 0)) !== 0) return true;
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
