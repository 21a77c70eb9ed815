import { BusyError } from './busy.ts';
import type { Item, NextItem, State } from './store.ts';

/** Longer than a function may run: a lease that has run out belongs to an attempt that is dead. */
export const LEASE_MS = 60_000;
/** Longer than a message can wait in its queues (14 days), and once more after a redrive. */
export const MEMORY_MS = 30 * 24 * 60 * 60 * 1000;

type Claim = { readonly leaseUntilMs: number } | { readonly done: true };

/**
 * Does something once per key, however often and wherever it is asked for: true if this call did it, false if it had been done.
 * An attempt that dies between doing and recording is repeated after its lease. Costs two writes.
 * @throws BusyError while another attempt is at it; whatever `work` throws, which leaves the key to the next attempt.
 */
export async function once(state: State, key: string, work: () => Promise<void>): Promise<boolean> {
  const { store, now } = state;
  const next = (data: Claim): NextItem => ({ data, expiresAtMs: now() + MEMORY_MS });
  const claimed = await claim(state, key, next({ leaseUntilMs: now() + LEASE_MS }));
  if (!claimed) return false;
  try {
    await work();
  } catch (error) {
    // A lease that cannot be given back runs out; what went wrong with the work is what matters.
    await store.write(key, claimed, next({ leaseUntilMs: 0 })).catch(() => {});
    throw error;
  }
  await store.write(key, claimed, next({ done: true }));
  return true;
}

async function claim({ store, now }: State, key: string, lease: NextItem): Promise<Item | undefined> {
  const first = await store.write(key, undefined, lease);
  if (first.written) return first.item;
  const found = first.current?.data as Claim | undefined;
  if (found && 'done' in found) return undefined;
  if (found && found.leaseUntilMs > now()) throw new BusyError('another attempt is at it', found.leaseUntilMs - now());
  const second = await store.write(key, first.current, lease);
  if (!second.written) throw new BusyError('another attempt is at it', LEASE_MS);
  return second.item;
}
