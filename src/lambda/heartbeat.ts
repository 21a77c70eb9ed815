import type { Destination, ThreadDestination } from '../notify/index.ts';
import { stateKey } from '../state/key.ts';
import { change, type State } from '../state/store.ts';

/** Whether a message is what the heartbeat's rule sends in place of an event: `{"heartbeat":true}`. */
export function isHeartbeat(body: string): boolean {
  return /^\s*\{\s*"heartbeat"\s*:\s*true\s*\}\s*$/.test(body);
}

export interface HeartbeatOptions {
  /** The kind of events whose handler this is. */
  readonly kind: string;
  readonly state: State;
  readonly destinations: ReadonlyMap<string, Destination | ThreadDestination>;
}

const KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * Tries what a finding needs, and tells nobody: reads and writes state, and asks each destination that can be asked whether it
 * would take a message. @throws StateError, DeliveryError
 */
export function createHeartbeat({ kind, state, destinations }: HeartbeatOptions): () => Promise<void> {
  return async () => {
    await change(state.store, stateKey('heartbeat', kind), () => ({
      result: undefined,
      next: { data: { atMs: state.now() }, expiresAtMs: state.now() + KEPT_MS },
    }));
    await Promise.all([...destinations.values()].map((destination) => destination.check?.()));
  };
}
