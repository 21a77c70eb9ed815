import { BusyError } from './busy.ts';
import type { Item, NextItem, State } from './store.ts';

/** Longer than a function may run: a lease that has run out belongs to an attempt that is dead. */
export const LEASE_MS = 60_000;
/** Longer than a message can wait in its queues (14 days), and once more after a redrive. */
export const MEMORY_MS = 30 * 24 * 60 * 60 * 1000;

/** Attempts at a post of which nobody knows whether it was made: as what it would be there, and since when. */
export interface Unsure {
  readonly ids: readonly string[];
  readonly sinceMs: number;
}

type Claim = Lease | { readonly done: true };

interface Lease {
  /** 0: given back. */
  readonly leaseUntilMs: number;
  /** When the first attempt began that may have done it without our knowing. */
  readonly unsureSinceMs?: number;
}

/**
 * Whether an error leaves open whether what failed was done all the same. Then a lease is not given back: until it has run out,
 * what was done late can be seen.
 */
export function leavesUnsure(error: unknown): boolean {
  return (error as { readonly mayHaveArrived?: unknown }).mayHaveArrived === true;
}

/**
 * Does something once per key, however often and wherever it is asked for: true if this call did it, false if it had been done.
 * An attempt that dies between doing and recording is repeated after its lease; `work` is then told since when it may have been
 * done. Costs two writes.
 * @throws BusyError while another attempt is at it; whatever `work` throws, which leaves the key to the next attempt.
 */
export async function once(
  state: State,
  key: string,
  work: (unsureSinceMs: number | undefined) => Promise<void>,
): Promise<boolean> {
  const { store, now } = state;
  const next = (data: Claim): NextItem => ({ data, expiresAtMs: now() + MEMORY_MS });
  const claimed = await claim(state, key, (lease) => next({ ...lease, leaseUntilMs: now() + LEASE_MS }));
  if (!claimed) return false;
  const { unsureSinceMs } = claimed.data as Lease;
  try {
    await work(unsureSinceMs);
  } catch (error) {
    // A lease that cannot be given back runs out; what went wrong with the work is what matters.
    if (!leavesUnsure(error)) {
      await store.write(key, claimed, next({ leaseUntilMs: 0, ...unsure(unsureSinceMs) })).catch(() => {});
    }
    throw error;
  }
  await store.write(key, claimed, next({ done: true }));
  return true;
}

async function claim(
  { store, now }: State,
  key: string,
  lease: (earlier: Pick<Lease, 'unsureSinceMs'>) => NextItem,
): Promise<Item | undefined> {
  const first = await store.write(key, undefined, lease({}));
  if (first.written) return first.item;
  const found = first.current?.data as Claim | undefined;
  if (found && 'done' in found) return undefined;
  if (found && found.leaseUntilMs > now()) throw new BusyError('another attempt is at it', found.leaseUntilMs - now());
  const second = await store.write(key, first.current, lease(unsure(found && unsureSince(found))));
  if (!second.written) throw new BusyError('another attempt is at it', LEASE_MS);
  return second.item;
}

/** Who let a lease run out died, got no answer, or could not record what it had done. */
function unsureSince({ unsureSinceMs, leaseUntilMs }: Lease): number | undefined {
  return unsureSinceMs ?? (leaseUntilMs > 0 ? leaseUntilMs - LEASE_MS : undefined);
}

function unsure(sinceMs: number | undefined): Pick<Lease, 'unsureSinceMs'> {
  return sinceMs === undefined ? {} : { unsureSinceMs: sinceMs };
}
