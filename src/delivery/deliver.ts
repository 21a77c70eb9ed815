import type { Finding } from '../finding/finding.ts';
import {
  type Alert,
  DeliveryError,
  type Destination,
  MAYBE_TOLD,
  soleThread,
  type ThreadDestination,
} from '../notify/index.ts';
import type { Channel } from '../state/channel.ts';
import { shortId, stateKey } from '../state/key.ts';
import { once } from '../state/once.ts';
import type { State } from '../state/store.ts';
import { tell } from '../state/tell.ts';
import { toTelling } from './entry.ts';
import type { Ringing } from './ringing.ts';
import { createTurns } from './turns.ts';

export interface DeliveryOptions {
  readonly state: State;
  /** By the names of trailbell.yml. */
  readonly destinations: ReadonlyMap<string, Destination | ThreadDestination>;
  /** Name of the destination for what others do not take. */
  readonly fallback?: string;
  readonly floodPerHour: number;
  /** How soon after it was posted a message changes for the first time; 0: each time at once. */
  readonly paceMs: number;
  /** Called when a destination has a finding, also where an earlier attempt told it. */
  readonly onTold?: (finding: Finding, destination: string, delivered: Delivered) => void;
  /** Called when a finding went to the fallback, with the reason. */
  readonly onFallback?: (finding: Finding, reason: DeliveryError) => void;
}

/** `message`: a new message somewhere; `thread`: everywhere in an open one. */
export type Delivered = 'message' | 'thread';

/**
 * Tells findings to their destinations, each once, however often it is asked to.
 * @throws what kept any destination from taking it; the others have it then. AggregateError for several.
 */
export function createDelivery(options: DeliveryOptions): (ringing: Ringing) => Promise<Delivered> {
  const { state, destinations, fallback, floodPerHour, paceMs, onTold, onFallback } = options;
  const inTurn = createTurns();

  const destinationOf = (name: string): Destination | ThreadDestination => {
    const destination = destinations.get(name);
    if (!destination) throw new DeliveryError(name, 'misconfigured', 'no such destination in trailbell.yml');
    return destination;
  };

  const standsIn = (error: unknown, name: string): error is DeliveryError =>
    error instanceof DeliveryError && error.code !== 'busy' && fallback !== undefined && fallback !== name;

  const toChannel = (destination: ThreadDestination): Channel<Alert> => ({
    post: (thread, posting) => destination.post(thread, posting),
    update: (thread, posting) => destination.update(thread.message, thread, posting),
    isHopeless: (error) => standsIn(error, destination.name),
  });

  const sendOnce = async (
    destination: Destination | ThreadDestination,
    finding: Finding,
    note?: string,
  ): Promise<void> => {
    const key = stateKey('sent', destination.name, finding.id);
    const send = async (unsureSinceMs: number | undefined): Promise<void> => {
      const isRepeat = unsureSinceMs !== undefined;
      if ('send' in destination) {
        const notes = [...(note ? [note] : []), ...(isRepeat ? [MAYBE_TOLD] : [])];
        return destination.send(finding, notes.join('. ') || undefined);
      }
      const id = shortId(key);
      const unsure = isRepeat && { unsure: { ids: [id], sinceMs: unsureSinceMs } };
      await destination.post(soleThread(finding, note), { id, ...unsure });
    };
    await inTurn(key, () => once(state, key, send));
  };

  const tellAt = async (name: string, ringing: Ringing): Promise<Delivered> => {
    const destination = destinationOf(name);
    if ('send' in destination) {
      await sendOnce(destination, ringing.told);
      return 'message';
    }
    const telling = toTelling(ringing, { destination: name, floodPerHour, paceMs, now: state.now });
    return inTurn(stateKey(name, ...telling.group), () => tell({ state, channel: toChannel(destination) }, telling));
  };

  const tellOrFallBack = async (name: string, ringing: Ringing): Promise<Delivered> => {
    try {
      const delivered = await tellAt(name, ringing);
      onTold?.(ringing.finding, name, delivered);
      return delivered;
    } catch (error) {
      if (!standsIn(error, name)) throw error;
      await sendOnce(destinationOf(fallback ?? ''), ringing.told, `Could not be told to ${error.message}`);
      onFallback?.(ringing.finding, error);
      return 'message';
    }
  };

  return async (ringing) => {
    const results = await Promise.allSettled(ringing.destinations.map((name) => tellOrFallBack(name, ringing)));
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, failures.map(({ message }) => message).join('; '));
    const isNew = results.some((result) => result.status === 'fulfilled' && result.value === 'message');
    return isNew ? 'message' : 'thread';
  };
}
