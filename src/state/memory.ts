import type { Clock, Item, NextItem, Store } from './store.ts';

const FIRST_SWEEP = 10_000;

export interface MemoryStoreOptions {
  /** How much sooner items expire than they say. */
  readonly earlierMs?: number;
}

export interface MemoryStore extends Store {
  /** Forgets everything. */
  clear(): void;
}

/** A store for one process: replay, and tests. Data that is worked out when it is read is worked out when its item is. */
export function memoryStore(now: Clock, { earlierMs = 0 }: MemoryStoreOptions = {}): MemoryStore {
  const items = new Map<string, KeptItem>();
  let writes = 0;
  let sweepAt = FIRST_SWEEP;

  const read = (key: string): Item | undefined => {
    const item = items.get(key);
    return item && item.expiresAtMs > now() ? item : undefined;
  };
  const sweep = (): void => {
    for (const [key, { expiresAtMs }] of items) if (expiresAtMs <= now()) items.delete(key);
    sweepAt = Math.max(FIRST_SWEEP, items.size * 2);
  };

  return {
    read: async (key) => read(key),
    write: async (key, expected, next) => {
      const current = read(key);
      if (current?.version !== expected?.version) return { written: false, current };
      writes += 1;
      const item = new KeptItem(next, next.expiresAtMs - earlierMs, String(writes));
      items.set(key, item);
      if (items.size > sweepAt) sweep();
      return { written: true, item };
    },
    clear: () => items.clear(),
  };
}

class KeptItem implements Item {
  readonly #next: NextItem;
  readonly expiresAtMs: number;
  readonly version: string;

  constructor(next: NextItem, expiresAtMs: number, version: string) {
    this.#next = next;
    this.expiresAtMs = expiresAtMs;
    this.version = version;
  }

  get data(): unknown {
    return this.#next.data;
  }
}
