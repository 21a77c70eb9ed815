import { BusyError } from '../../src/state/busy.ts';

interface Waiting<T> {
  readonly message: T;
  readonly visibleAtMs: number;
  readonly receives: number;
}

export interface QueueOptions<T> {
  readonly clock: { nowMs: number };
  /** When each message arrives. */
  readonly arrivals: readonly { readonly message: T; readonly atMs: number }[];
  /** How many messages are handled at the same time. */
  readonly concurrency: number;
  readonly handle: (message: T) => Promise<unknown>;
}

/** What a function that is killed throws; its message is hidden for as long as a queue's visibility timeout. */
export class Killed extends Error {}

/**
 * Hands messages to a handler as SQS and Lambda do: what fails comes back, after the time it asked for. Returns how often each
 * message was received. Time is the clock's, a second a round.
 */
export async function runQueue<T>({ clock, arrivals, concurrency, handle }: QueueOptions<T>): Promise<number[]> {
  const receives: number[] = [];
  let waiting: Waiting<T>[] = arrivals.map(({ message, atMs }) => ({ message, visibleAtMs: atMs, receives: 0 }));
  for (let round = 0; waiting.length > 0; round += 1) {
    if (round > 20_000) throw new Error(`${waiting.length} messages never get through`);
    const visible = waiting.filter(({ visibleAtMs }) => visibleAtMs <= clock.nowMs).slice(0, concurrency);
    waiting = waiting.filter((each) => !visible.includes(each));
    await Promise.all(
      visible.map(async (each) => {
        try {
          await handle(each.message);
          receives.push(each.receives + 1);
        } catch (error) {
          const visibleAtMs = clock.nowMs + hiddenMs(error);
          waiting.push({ ...each, visibleAtMs, receives: each.receives + 1 });
        }
      }),
    );
    clock.nowMs += 1000;
  }
  return receives;
}

function hiddenMs(error: unknown): number {
  if (error instanceof Killed) return 180_000;
  return error instanceof BusyError ? error.retryAfterSeconds * 1000 : 10_000;
}
