import { setTimeout as pause } from 'node:timers/promises';

/** What a key held when it was read or written. */
export interface Item {
  /** Plain JSON. */
  readonly data: unknown;
  /** Unique to each write, so that a value that went and came back is not taken for the one before. */
  readonly version: string;
}

/**
 * Compare-and-swap on single items: all that state needs of a database. Every item expires; an expired one is absent, whether
 * the database has removed it or not.
 */
export interface Store {
  /** Strongly consistent. @throws StateError */
  read(key: string): Promise<Item | undefined>;
  /** Writes if the key still holds `expected` (undefined: nothing). @throws StateError */
  write(key: string, expected: Item | undefined, next: NextItem): Promise<Written>;
}

export interface NextItem<T = unknown> {
  readonly data: T;
  readonly expiresAtMs: number;
}

export interface LargeItem<T> extends NextItem<T> {
  /** The data with less in it, for where a database does not take so much. */
  readonly lightened?: () => T;
}

export type Written =
  | { readonly written: true; readonly item: Item }
  | { readonly written: false; readonly current: Item | undefined };

/** State could not be read or written. The finding was not told to anybody by this attempt; its message may come again. */
export class StateError extends Error {
  /** `conflict`: others kept changing the item; `unavailable`: throttled, away or denied; `too-large`: over a database's limit. */
  readonly code: 'conflict' | 'unavailable' | 'too-large';

  constructor(code: StateError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StateError';
    this.code = code;
  }
}

/** Milliseconds since 1970. In replay this is the time of the event. */
export type Clock = () => number;

export interface State {
  readonly store: Store;
  readonly now: Clock;
}

/** What a step makes of an item: a result, and what to write (`next` left out: nothing). */
export interface Change<T, R> {
  readonly result: R;
  readonly next?: LargeItem<T>;
}

const MAX_ATTEMPTS = 12;
const PAUSE_MS = 15;

/**
 * Changes an item by a pure step, again on what others made of it until no other came between. `start` is what the item is known
 * or guessed to be, and spares the read.
 * @throws StateError
 */
export async function change<T, R>(
  store: Store,
  key: string,
  step: (current: T | undefined) => Change<T, R>,
  start?: { readonly item: Item | undefined },
): Promise<R> {
  let current = start ? start.item : await store.read(key);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const { result, next } = step(current?.data as T | undefined);
    if (!next) return result;
    const outcome = await writeThatFits(store, { key, current, next });
    if (outcome.written) return result;
    current = outcome.current;
    await pause(Math.random() * PAUSE_MS * attempt);
  }
  throw new StateError('conflict', `"${key}" was changed by others ${MAX_ATTEMPTS} times in a row`);
}

async function writeThatFits(
  store: Store,
  {
    key,
    current,
    next,
  }: { readonly key: string; readonly current: Item | undefined; readonly next: LargeItem<unknown> },
): Promise<Written> {
  try {
    return await store.write(key, current, next);
  } catch (error) {
    const isTooLarge = error instanceof StateError && error.code === 'too-large';
    if (!isTooLarge || !next.lightened) throw error;
    return store.write(key, current, { data: next.lightened(), expiresAtMs: next.expiresAtMs });
  }
}
