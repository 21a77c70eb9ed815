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
  return new LazyObject(fields, Object.keys(fields)) as unknown as T;
}

/**
 * One object for many of the same fields, which shows those it was given last: to make an object takes longer than to read a few of
 * its fields.
 */
export function lazyView<T extends object>(): (fields: Derived<T>) => T {
  let view: LazyObject | undefined;
  return (fields) => {
    view ??= new LazyObject(fields, Object.keys(fields));
    LazyObject.show(view, fields);
    return view as unknown as T;
  };
}

/** An object with the fields of another in their order, each worked out by its name: nested ones when they are read, others at once. */
export function lazyCopy(
  source: Readonly<Record<string, unknown>>,
  derive: (key: string) => unknown,
): Readonly<Record<string, unknown>> {
  const keys = Object.keys(source);
  const isNested = (key: string): boolean => typeof source[key] === 'object' && source[key] !== null;
  const fields = Object.fromEntries(keys.filter(isNested).map((key) => [key, lazy(() => derive(key))]));
  return new LazyObject(fields, keys, derive) as unknown as Readonly<Record<string, unknown>>;
}

const MOST_KEYS = 100;

/**
 * All objects share their getters. V8 would give each a shape of its own otherwise, as it does with `{ get a() {…} }`, and hold
 * them, with all that they refer to, until its next great collection.
 */
class LazyObject {
  #fields: Readonly<Record<string, () => unknown>>;

  /** @param known what a field is that is not among those to be worked out */
  constructor(
    fields: Readonly<Record<string, () => unknown>>,
    keys: readonly string[],
    known?: (key: string) => unknown,
  ) {
    this.#fields = fields;
    for (const key of keys) {
      if (Object.hasOwn(fields, key)) Object.defineProperty(this, key, LazyObject.#getter(key));
      else if (key === '__proto__') Object.defineProperty(this, key, { value: known?.(key), enumerable: true });
      // Many times faster.
      else (this as Record<string, unknown>)[key] = known?.(key);
    }
  }

  static show(view: LazyObject, fields: Readonly<Record<string, () => unknown>>): void {
    view.#fields = fields;
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
