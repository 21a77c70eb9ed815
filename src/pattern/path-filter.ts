import { addBit, addBits, type Bits, hasBit, keepBits, noBits, overlap, removeBit } from './bits.ts';
import type { CompiledLeaf } from './evaluate.ts';
import type { Found, Held } from './event-values.ts';
import type { Matcher, Scalar } from './matcher.ts';

/** Up to so many branches, testing each is faster than looking up the answer for all. */
const FEW = 1;
/** How many values a filter remembers the answer for. */
const MOST_REMEMBERED = 1024;

/** A branch's leaf at the path of a filter. */
export interface Member {
  readonly branch: number;
  readonly leaf: CompiledLeaf;
}

/** Narrows a set of branches by what an event holds at one path. */
export interface PathFilter {
  readonly slot: number;
  /** The branches that name the path. */
  readonly named: Bits;
  /**
   * Takes those branches out of `alive` that cannot match. Values in arrays can but refute a branch here; whether they fit
   * together is another question.
   */
  narrow(alive: Bits, held: Held): void;
}

/** @param size the number of all branches */
export function pathFilter(slot: number, members: readonly Member[], size: number): PathFilter {
  const named = noBits(size);
  for (const { branch } of members) addBit(named, branch);
  return members.length <= FEW ? new FewBranches(slot, named, members) : new ManyBranches(slot, named, members);
}

/** Tests each branch. */
class FewBranches implements PathFilter {
  readonly slot: number;
  readonly named: Bits;
  readonly #members: readonly Member[];

  constructor(slot: number, named: Bits, members: readonly Member[]) {
    this.slot = slot;
    this.named = named;
    this.#members = members;
  }

  narrow(alive: Bits, held: Held): void {
    for (const { branch, leaf } of this.#members) {
      if (hasBit(alive, branch) && !mayAccept(leaf, held)) removeBit(alive, branch);
    }
  }
}

function mayAccept({ test, absent }: CompiledLeaf, held: Held): boolean {
  if (held === undefined) return absent;
  return Array.isArray(held) ? absent || held.some(({ value }) => test(value)) : test(held);
}

/** Branches whose leaves have the same alternatives. */
interface Group {
  readonly test: (value: Scalar) => boolean;
  readonly branches: number[];
}

/** Looks the value up, so that one answer serves for all branches. */
class ManyBranches implements PathFilter {
  readonly slot: number;
  readonly named: Bits;
  readonly #whenAbsent: Bits;
  /** What each value leaves, as far as leaves that list the values they accept are concerned. */
  readonly #listed = new Map<Scalar, Bits>();
  readonly #unlisted: Bits;
  /** All other leaves, by their alternatives, and what the first values met have left of them. */
  readonly #groups: readonly Group[];
  readonly #remembered = new Map<Scalar, Bits>();

  constructor(slot: number, named: Bits, members: readonly Member[]) {
    this.slot = slot;
    this.named = named;
    this.#whenAbsent = named.map((word) => ~word);
    this.#unlisted = named.map(() => -1);
    const tested: Member[] = [];
    for (const member of members) {
      if (member.leaf.absent) addBit(this.#whenAbsent, member.branch);
      if (listedValues(member.leaf.matchers) === undefined) tested.push(member);
      else removeBit(this.#unlisted, member.branch);
    }
    for (const { branch, leaf } of members)
      for (const value of listedValues(leaf.matchers) ?? []) this.#list(value, branch);
    this.#groups = [...Map.groupBy(tested, ({ leaf }) => JSON.stringify(leaf.matchers)).values()].map((alike) => ({
      test: alike[0]?.leaf.test ?? (() => false),
      branches: alike.map(({ branch }) => branch),
    }));
  }

  #list(value: Scalar, branch: number): void {
    const bits = this.#listed.get(value) ?? this.#unlisted.slice();
    this.#listed.set(value, bits);
    addBit(bits, branch);
  }

  narrow(alive: Bits, held: Held): void {
    if (held === undefined) keepBits(alive, this.#whenAbsent);
    else if (!overlap(alive, this.named)) return;
    else if (Array.isArray(held)) this.#narrowByAny(alive, held);
    else this.#narrowBy(alive, held);
  }

  #narrowByAny(alive: Bits, found: readonly Found[]): void {
    const left = this.#whenAbsent.slice();
    for (const { value } of found) {
      const leftByValue = alive.slice();
      this.#narrowBy(leftByValue, value);
      addBits(left, leftByValue);
    }
    keepBits(alive, left);
  }

  #narrowBy(alive: Bits, value: Scalar): void {
    keepBits(alive, this.#listed.get(value) ?? this.#unlisted);
    if (this.#groups.length === 0) return;
    let left = this.#remembered.get(value);
    if (left !== undefined) return keepBits(alive, left);
    if (this.#remembered.size < MOST_REMEMBERED) {
      left = this.named.map(() => -1);
      this.#refute(left, value);
      this.#remembered.set(value, left);
      keepBits(alive, left);
    } else {
      this.#refute(alive, value);
    }
  }

  #refute(alive: Bits, value: Scalar): void {
    for (const { test, branches } of this.#groups) {
      let needed = false;
      for (const branch of branches) needed ||= hasBit(alive, branch);
      if (needed && !test(value)) for (const branch of branches) removeBit(alive, branch);
    }
  }
}

/** The values that alternatives accept, where all of them are plain values. */
function listedValues(matchers: readonly Matcher[]): ReadonlySet<Scalar> | undefined {
  const values = new Set<Scalar>();
  for (const matcher of matchers) {
    if (matcher.kind === 'string') values.add(matcher.text);
    else if (matcher.kind === 'literal') values.add(matcher.value);
    else if (matcher.kind !== 'number') return undefined;
    else if (matcher.value !== undefined) values.add(matcher.value);
  }
  return values;
}
