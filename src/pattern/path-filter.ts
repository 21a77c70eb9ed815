import { addBit, addBits, type Bits, copyBits, keepBits, overlap, removeBit } from './bits.ts';
import type { Held } from './event-values.ts';
import { LeafGroups, type Member } from './leaf-groups.ts';
import { valueListOf } from './leaf-traits.ts';
import type { Scalar } from './matcher.ts';

/** Up to so much effort, testing is faster than looking up the answer. */
const QUICKLY_TESTED = 20;
/** How many different values a filter remembers the answer for. */
const MOST_REMEMBERED = 2048;

/**
 * Takes out of a set of branches those that what an event holds at one path refutes. One look-up of the value answers for all of
 * them, and only the words from the first to the last branch that names the path are touched.
 */
export class PathFilter {
  readonly slot: number;
  /** The first of those words; all sets here start with it. */
  readonly #from: number;
  readonly #named: Bits;
  readonly #whenAbsent: Bits;
  /** What a value leaves as far as it is known from lists of values: see `valueListOf`. */
  readonly #listed = new Map<Scalar, Bits>();
  readonly #unlisted: Bits;
  /** All other leaves. */
  readonly #groups: LeafGroups;
  /** What values leave of all branches, where testing takes longer than looking up; given up where they hardly ever repeat. */
  #remembered: Map<Scalar, Bits> | undefined;
  readonly #scratch: Bits;

  constructor(slot: number, all: readonly Member[]) {
    const words = all.map(({ branch }) => branch >> 5);
    this.slot = slot;
    this.#from = Math.min(...words);
    this.#named = new Int32Array(Math.max(...words) - this.#from + 1);
    this.#scratch = this.#named.slice();
    const members = all.map(({ branch, leaf }) => ({ branch: branch - this.#from * 32, leaf }));
    for (const { branch } of members) addBit(this.#named, branch);
    this.#whenAbsent = this.#named.map((word) => ~word);
    this.#unlisted = this.#whenAbsent.slice();
    for (const { branch, leaf } of members) if (leaf.absent) addBit(this.#whenAbsent, branch);
    this.#groups = new LeafGroups(members.filter(({ leaf }) => valueListOf(leaf.matchers) === undefined));
    this.#remembered = this.#groups.effort > QUICKLY_TESTED ? new Map() : undefined;
    this.#list(members);
  }

  #list(members: readonly Member[]): void {
    const lists = members.flatMap(({ branch, leaf }) => {
      const list = valueListOf(leaf.matchers);
      return list === undefined ? [] : [{ branch, ...list }];
    });
    for (const { branch, excluded } of lists) if (excluded) addBit(this.#unlisted, branch);
    for (const { branch, values, excluded } of lists) {
      for (const value of values) {
        const bits = this.#listed.get(value) ?? this.#unlisted.slice();
        this.#listed.set(value, bits);
        if (excluded) removeBit(bits, branch);
        else addBit(bits, branch);
      }
    }
  }

  /** Adds the branches that name the path. */
  addNamed(bits: Bits): void {
    addBits(bits, this.#named, this.#from);
  }

  /** Values in arrays only refute a branch here if none would do; whether they fit together is another question. */
  narrow(alive: Bits, held: Held): void {
    if (held === undefined) {
      keepBits(alive, this.#whenAbsent, this.#from);
    } else if (overlap(alive, this.#named, this.#from)) {
      keepBits(alive, Array.isArray(held) ? this.#leftByAny(held) : this.#leftBy(held), this.#from);
    }
  }

  #leftByAny(found: readonly { readonly value: Scalar }[]): Bits {
    const left = this.#whenAbsent.slice();
    for (const { value } of found) addBits(left, this.#leftBy(value));
    return left;
  }

  #leftBy(value: Scalar): Bits {
    if (this.#groups.size === 0) return this.#leftByLists(value);
    const remembered = this.#remembered;
    if (remembered === undefined) return this.#leftByAll(value, this.#scratch);
    const known = remembered.get(value);
    if (known !== undefined) return known;
    const left = this.#leftByAll(value, this.#named.slice());
    if (remembered.size < MOST_REMEMBERED) remembered.set(value, left);
    else this.#remembered = undefined;
    return left;
  }

  #leftByLists(value: Scalar): Bits {
    return this.#listed.size === 0 ? this.#unlisted : (this.#listed.get(value) ?? this.#unlisted);
  }

  #leftByAll(value: Scalar, left: Bits): Bits {
    copyBits(left, this.#leftByLists(value));
    this.#groups.addAccepting(value, left);
    return left;
  }
}
