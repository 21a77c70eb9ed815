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

const MOST_KEYS = 100;

/**
 * All objects share their getters. V8 would give each a shape of its own otherwise, as it does with `{ get a() {…} }`, and hold
 * them, with all that they refer to, until its next great collection.
 */
class LazyObject {
  readonly #fields: Readonly<Record<string, () => unknown>>;

  constructor(fields: Readonly<Record<string, () => unknown>>) {
    this.#fields = fields;
    for (const key of Object.keys(fields)) Object.defineProperty(this, key, LazyObject.#getter(key));
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
