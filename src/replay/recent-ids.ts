/** Of one generation; both together take 32 MB. */
const SLOTS = 1 << 21;
const FULL = SLOTS / 2;

/**
 * Tells events that were seen before, by hashes of 64 bits of their ids. It remembers the last million, and up to a million before
 * them.
 */
export class RecentIds {
  #current = new Uint32Array(2 * SLOTS);
  #previous = new Uint32Array(0);
  #size = 0;

  /** Adds an id, and returns whether it is new. */
  add(high: number, low: number): boolean {
    if (this.#previous.length > 0 && holds(this.#previous, slotOf(this.#previous, high, low))) return false;
    const slot = slotOf(this.#current, high, low);
    if (holds(this.#current, slot)) return false;
    this.#current[slot] = high;
    this.#current[slot + 1] = low;
    this.#size += 1;
    if (this.#size === FULL) this.#startGeneration();
    return true;
  }

  #startGeneration(): void {
    const oldest = this.#previous;
    this.#previous = this.#current;
    this.#current = oldest.length > 0 ? oldest.fill(0) : new Uint32Array(2 * SLOTS);
    this.#size = 0;
  }
}

/** The place of a hash in a table, or the free one that it would take. */
function slotOf(table: Uint32Array, high: number, low: number): number {
  const last = table.length - 1;
  let slot = (2 * low) & last;
  while (holds(table, slot) && (table[slot] !== high || table[slot + 1] !== low)) slot = (slot + 2) & last;
  return slot;
}

function holds(table: Uint32Array, slot: number): boolean {
  return table[slot] !== 0;
}

/** Collects hashes of ids, each in two halves. */
export class IdHashes {
  #halves = new Uint32Array(1 << 10);
  #length = 0;

  /** Adds the hash of an id, given as bytes. */
  add(id: Buffer): void {
    let high = id.length;
    let low = 0x9e3779b9;
    const add = (word: number): void => {
      high = Math.imul(high ^ word, 0x01000193) ^ (high >>> 15);
      low = Math.imul(low ^ word, 0x5bd1e995) ^ (low >>> 13);
    };
    const words = id.length & ~3;
    for (let at = 0; at < words; at += 4) add(id.readInt32LE(at));
    for (let at = words; at < id.length; at++) add(id[at] ?? 0);
    this.#makeRoom(2);
    // `RecentIds` holds nothing where the first half is 0.
    this.#halves[this.#length++] = mix(high ^ low) || 1;
    this.#halves[this.#length++] = mix(low);
  }

  /** Adds hashes as `take` gives them. */
  append(halves: Uint32Array): void {
    this.#makeRoom(halves.length);
    this.#halves.set(halves, this.#length);
    this.#length += halves.length;
  }

  /** The hashes so far; those that follow begin anew. */
  take(): Uint32Array<ArrayBuffer> {
    const taken = this.#halves.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#halves.length) return;
    const grown = new Uint32Array(2 * (this.#length + more));
    grown.set(this.#halves.subarray(0, this.#length));
    this.#halves = grown;
  }
}

/** Spreads a number over all bits, without sign (the end of MurmurHash3). */
function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
