import { BusyError } from './busy.ts';
import { LEASE_MS } from './once.ts';

/** The new messages of one rule at one destination in the last hour. Who opens a thread holds it here until it is posted. */
export interface Openings {
  readonly recent: readonly Opening[];
  /** When a finding was last put into the digest for want of room. */
  readonly floodedMs?: number;
}

interface Opening {
  readonly thread: string;
  readonly by: string;
  readonly atMs: number;
  readonly leaseUntilMs: number;
}

export interface OpeningRequest {
  /** Key of the thread. */
  readonly thread: string;
  /** Id of the entry that would open it. */
  readonly by: string;
  /** Entries whose threads are there: their leases have served. */
  readonly openedBy: readonly string[];
  readonly nowMs: number;
  /** New messages an hour; without it the opening is not counted. */
  readonly perHour?: number;
}

const HOUR_MS = 60 * 60_000;
/** An opener is done within seconds, or dead. */
const LOOK_AGAIN_MS = 2_000;

/**
 * Lets one finding open a thread, or says that the hour is full.
 * @throws BusyError while another attempt is opening the same thread.
 */
export function open(
  openings: Openings | undefined,
  { thread, by, openedBy, nowMs, perHour }: OpeningRequest,
): { readonly granted: boolean; readonly openings?: Openings } {
  const recent = (openings?.recent ?? []).filter(({ atMs }) => atMs > nowMs - HOUR_MS);
  const held = recent.find((each) => each.thread === thread && each.leaseUntilMs > nowMs);
  if (held && !openedBy.includes(held.by)) {
    const young = nowMs - held.atMs < LOOK_AGAIN_MS;
    throw new BusyError('another attempt opens this thread', young ? LOOK_AGAIN_MS : held.leaseUntilMs - nowMs);
  }
  if (perHour !== undefined && recent.length >= perHour) {
    const noted = openings?.floodedMs !== undefined && openings.floodedMs > nowMs - HOUR_MS;
    return { granted: false, ...(!noted && { openings: { recent, floodedMs: nowMs } }) };
  }
  const opening = { thread, by, atMs: nowMs, leaseUntilMs: nowMs + LEASE_MS };
  return { granted: true, openings: { ...openings, recent: [...recent, opening] } };
}

/** The thread was not posted after all. */
export function release(openings: Openings, by: string): Openings {
  return { ...openings, recent: openings.recent.filter((each) => each.by !== by) };
}
