import type { Scalar } from './matcher.ts';
import { keyOf, type PathNode, type PathTree } from './path-tree.ts';

/** Which element of which array holds a value, innermost first. Arrays are numbered as they are met. */
export interface Place {
  readonly array: number;
  readonly index: number;
  readonly outer: Place | undefined;
}

export interface Found {
  readonly value: Scalar;
  readonly place: Place | undefined;
}

/** What an event holds at a path: nothing, one value outside of all arrays, or values with their places. */
export type Held = Scalar | Found[] | undefined;

/**
 * What an event holds at the paths of a tree, by the number of the path. Arrays vanish from paths: an array at a path counts as its
 * elements. Objects and empty arrays are no values. One `EventValues` serves for event after event.
 */
export class EventValues {
  /** A new array for each event: writing to a young one costs the garbage collector nothing. */
  held: Held[];
  readonly #size: number;
  readonly #root: PathNode;
  #arrays = 0;

  constructor({ root, size }: PathTree) {
    this.#root = root;
    this.#size = size;
    this.held = [];
  }

  read(event: unknown): void {
    this.held = new Array<Held>(this.#size);
    this.#arrays = 0;
    if (isObject(event) && !Array.isArray(event)) this.#readObject(event, this.#root);
  }

  /** What an object holds outside of its arrays, which is nearly all of most events. */
  #readObject(object: Readonly<Record<string, unknown>>, node: PathNode): void {
    let previous = node.start;
    for (const name in object) {
      let key = previous.follower;
      if (key === undefined || key.name !== name) {
        key = keyOf(node, name);
        previous.follower = key;
      }
      previous = key;
      const { child } = key;
      if (child === null) continue;
      const value = object[name];
      if (!isObject(value)) this.#hold(child.slot, value);
      else if (Array.isArray(value)) this.#readArray(value, child);
      else if (child.steps.size > 0) this.#readObject(value, child);
    }
  }

  #hold(slot: number, value: unknown): void {
    if (slot < 0 || !isScalar(value)) return;
    if (this.held[slot] === undefined) this.held[slot] = value;
    else this.#add(slot, { value, place: undefined });
  }

  #add(slot: number, found: Found): void {
    const held = this.held[slot];
    if (Array.isArray(held)) held.push(found);
    else this.held[slot] = held === undefined ? [found] : [{ value: held, place: undefined }, found];
  }

  /** Does not recur: an event may nest arrays as deeply as it likes. */
  #readArray(elements: readonly unknown[], node: PathNode): void {
    const open: Open[] = [{ value: elements, node, place: undefined }];
    for (let item = open.pop(); item !== undefined; item = open.pop()) {
      const { value, node: at, place } = item;
      if (Array.isArray(value)) {
        const array = this.#arrays++;
        for (const [index, element] of value.entries()) {
          open.push({ value: element, node: at, place: isObject(element) ? { array, index, outer: place } : place });
        }
      } else if (isObject(value)) {
        for (const [name, inner] of Object.entries(value)) {
          const { child } = keyOf(at, name);
          if (child !== null) open.push({ value: inner, node: child, place });
        }
      } else if (at.slot >= 0 && isScalar(value)) {
        this.#add(at.slot, { value, place });
      }
    }
  }
}

interface Open {
  readonly value: unknown;
  readonly node: PathNode;
  readonly place: Place | undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
