import type { Found, Held, Place } from './event-values.ts';

/** The values at one path, and which of them are in given elements of arrays. */
export class ArrayValues {
  /** All arrays that hold some of the values. */
  readonly arrays: ReadonlySet<number>;
  readonly #all: readonly Found[];
  /** By array and index, and by array alone those in none of its elements. */
  #byElement: ReadonlyMap<string, readonly Found[]> | undefined;

  constructor(held: Held) {
    this.#all = held === undefined ? [] : Array.isArray(held) ? held : [{ value: held, place: undefined }];
    this.arrays = new Set(this.#all.flatMap(({ place }) => [...around(place)].map(({ array }) => array)));
  }

  /**
   * The values that are in no other elements of arrays than those given.
   * @param elements index by array, inner arrays after outer ones
   */
  within(elements: ReadonlyMap<number, number>): readonly Found[] {
    const innermost = [...elements].findLast(([array]) => this.arrays.has(array));
    if (innermost === undefined) return this.#all;
    this.#byElement ??= this.#grouped();
    const [array, index] = innermost;
    const candidates = [
      ...(this.#byElement.get(`${array}/${index}`) ?? []),
      ...(this.#byElement.get(`${array}`) ?? []),
    ];
    return candidates.filter(({ place }) =>
      [...around(place)].every((at) => (elements.get(at.array) ?? at.index) === at.index),
    );
  }

  #grouped(): ReadonlyMap<string, readonly Found[]> {
    const groups = new Map<string, Found[]>();
    const add = (key: string, found: Found): unknown => (groups.get(key) ?? groups.set(key, []).get(key))?.push(found);
    for (const found of this.#all) {
      const places = new Map([...around(found.place)].map(({ array, index }) => [array, index]));
      for (const array of this.arrays) add(places.has(array) ? `${array}/${places.get(array)}` : `${array}`, found);
    }
    return groups;
  }
}

function* around(place: Place | undefined): Generator<Place> {
  for (let at = place; at !== undefined; at = at.outer) yield at;
}
