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

/** An object with the fields of another in their order, each worked out by its name: nested ones when they are read, others at once. */
export function lazyCopy(
  source: Readonly<Record<string, unknown>>,
  derive: (key: string) => unknown,
): Readonly<Record<string, unknown>> {
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
  return copy as unknown as Readonly<Record<string, unknown>>;
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
