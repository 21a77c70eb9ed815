import { addBit, type Bits } from './bits.ts';
import type { CompiledLeaf } from './evaluate.ts';
import { hallmarkOf } from './leaf-traits.ts';
import type { Scalar } from './matcher.ts';

/** A branch's leaf at a path. */
export interface Member {
  readonly branch: number;
  readonly leaf: CompiledLeaf;
}

const ANY_UNIT = -1;
const EFFORT_WITHOUT_HALLMARK = 4;

/**
 * Leaves of one path that must be tested, those with the same alternatives together. Hallmarks stand side by side in memory, in the
 * order of their places: most groups are passed over without being touched.
 */
export class LeafGroups {
  readonly size: number;
  /** How much work testing a value is: 1 for each group with a hallmark. */
  readonly effort: number;
  readonly #places: Int32Array;
  readonly #units: Int32Array;
  readonly #groups: readonly (readonly Member[])[];

  constructor(members: readonly Member[]) {
    const alike = Map.groupBy(members, ({ leaf }) => JSON.stringify(leaf.matchers)).values();
    const groups = [...alike].map((group) => {
      const { place = 0, unit = ANY_UNIT } = hallmarkOf(group[0]?.leaf.matchers ?? []) ?? {};
      return { group, place, unit };
    });
    groups.sort((a, b) => a.place - b.place);
    this.size = groups.length;
    this.effort = groups.reduce((sum, { unit }) => sum + (unit === ANY_UNIT ? EFFORT_WITHOUT_HALLMARK : 1), 0);
    this.#groups = groups.map(({ group }) => group);
    this.#places = Int32Array.from(groups, ({ place }) => place);
    this.#units = Int32Array.from(groups, ({ unit }) => unit);
  }

  /** Adds the branches whose leaves accept a value. */
  addAccepting(value: Scalar, bits: Bits): void {
    const text = typeof value === 'string' ? value : '';
    let place = 0;
    let found = text.charCodeAt(0);
    for (let at = 0; at < this.size; at++) {
      if (this.#places[at] !== place) {
        place = this.#places[at] ?? 0;
        found = text.charCodeAt(place < 0 ? text.length + place : place);
      }
      const unit = this.#units[at];
      if (unit === found || unit === ANY_UNIT) addWhereAccepted(this.#groups[at] ?? [], value, bits);
    }
  }
}

function addWhereAccepted(group: readonly Member[], value: Scalar, bits: Bits): void {
  if (group[0]?.leaf.test(value)) for (const { branch } of group) addBit(bits, branch);
}
