import type { JsonObject } from '../cloudtrail/json.ts';
import { remember } from '../remember.ts';

/** A value that is worked out when it is first asked for. */
export function lazy<Value>(derive: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => {
    known ??= { value: derive() };
    return known.value;
  };
}

/** How each field of an object is worked out. */
export type Derived<T> = { readonly [Key in keyof Required<T>]: () => T[Key] };

/** An object whose fields are worked out when they are read. */
export function lazyObject<T extends object>(fields: Derived<T>): T {
  return new LazyObject(fields) as unknown as T;
}

/**
 * One object for many of the same fields, which shows those it was given last: to make an object takes longer than to read a few of
 * its fields.
 */
export function lazyView<T extends object>(): (fields: Derived<T>) => T {
  let view: LazyObject | undefined;
  return (fields) => {
    view ??= new LazyObject(fields);
    LazyObject.show(view, fields);
    return view as unknown as T;
  };
}

/** An object with the fields of another in their order, each worked out by its name. `place` tells where it stands among others. */
export type LazyCopy = (source: JsonObject, derive: (key: string) => unknown, place: string) => JsonObject;

/** Nested fields are worked out when they are read, others at once. */
export const lazyCopy: LazyCopy = (source, derive) => {
  const copy = new LazyObject({});
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (typeof value !== 'object' || value === null || key === '__proto__') LazyObject.set(copy, key, derive(key));
    else
      LazyObject.derive(
        copy,
        key,
        lazy(() => derive(key)),
      );
  }
  return copy as unknown as JsonObject;
};

/** As `lazyCopy`, with one object for all of the same keys at one place, once they come again, which shows what it was given last. */
export function lazyCopyView(): LazyCopy {
  const views = new ViewTree();
  return (source, derive, place) =>
    views.viewOf(place, Object.keys(source))?.show(derive) ?? lazyCopy(source, derive, place);
}

const MOST_KEYS = 100;

/**
 * All objects share their getters. V8 would give each a shape of its own otherwise, as it does with `{ get a() {…} }`, and hold
 * them, with all that they refer to, until its next great collection.
 */
class LazyObject {
  #fields: Record<string, () => unknown>;

  constructor(fields: Record<string, () => unknown>) {
    this.#fields = fields;
    for (const key of Object.keys(fields)) Object.defineProperty(this, key, LazyObject.#getter(key));
  }

  static show(view: LazyObject, fields: Record<string, () => unknown>): void {
    view.#fields = fields;
  }

  /** Adds a field of which the value is known. */
  static set(object: LazyObject, key: string, value: unknown): void {
    // To assign is many times faster, and would do something else with this one.
    if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true });
    else (object as unknown as Record<string, unknown>)[key] = value;
  }

  /** Adds a field that is worked out. */
  static derive(object: LazyObject, key: string, derive: () => unknown): void {
    object.#fields[key] = derive;
    Object.defineProperty(object, key, LazyObject.#getter(key));
  }

  static readonly #getter = remember(
    (key): PropertyDescriptor & ThisType<LazyObject> => ({
      enumerable: true,
      get() {
        return this.#fields[key]?.();
      },
    }),
    MOST_KEYS,
  );
}

const UNKNOWN = Symbol('not worked out yet');

/** An object of some keys, whose fields are those of one source after the other. */
class CopyView {
  readonly #keys: readonly string[];
  readonly #object: JsonObject;
  readonly #values: unknown[];
  #derive: (key: string) => unknown = () => undefined;

  constructor(keys: readonly string[]) {
    this.#keys = keys;
    this.#values = keys.map(() => UNKNOWN);
    this.#object = lazyObject(Object.fromEntries(keys.map((key, at) => [key, () => this.#valueAt(at)])));
  }

  show(derive: (key: string) => unknown): JsonObject {
    this.#values.fill(UNKNOWN);
    this.#derive = derive;
    return this.#object;
  }

  #valueAt(at: number): unknown {
    if (this.#values[at] === UNKNOWN) this.#values[at] = this.#derive(this.#keys[at] ?? '');
    return this.#values[at];
  }
}

/** Records of CloudTrail have some thousands. */
const MOST_STEPS = 10_000;

/** Views by their keys, in order. */
class ViewTree {
  #root = new Step('');
  #steps = 0;

  /** None the first time: keys that never come again would leave views behind that V8 is slow to collect. */
  viewOf(place: string, keys: readonly string[]): CopyView | undefined {
    if (this.#steps > MOST_STEPS) {
      this.#root = new Step('');
      this.#steps = 0;
    }
    let step = this.#next(this.#root, place);
    for (const key of keys) step = this.#next(step, key);
    if (step.isKnown) step.view ??= new CopyView(keys);
    step.isKnown = true;
    return step.view;
  }

  #next(step: Step, key: string): Step {
    if (step.last?.key === key) return step.last;
    let next = step.nexts.get(key);
    if (next === undefined) {
      next = new Step(key);
      step.nexts.set(key, next);
      this.#steps += 1;
    }
    step.last = next;
    return next;
  }
}

/** A key behind others. */
class Step {
  readonly key: string;
  readonly nexts = new Map<string, Step>();
  /** The one that came the last time: objects repeat the same keys in the same order. */
  last: Step | undefined;
  /** Whether objects have ended here. */
  isKnown = false;
  view: CopyView | undefined;

  constructor(key: string) {
    this.key = key;
  }
}
