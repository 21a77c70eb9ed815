import { BusyError } from './busy.ts';
import { LEASE_MS } from './once.ts';

/** The new messages of one rule at one destination in the last hour. Who opens a thread holds it here until it is posted. */
export interface Openings {
  readonly recent: readonly Opening[];
  /** When a finding was last put into the digest for want of room. */
  readonly floodedMs?: number;
}

interface Opening {
  /** Short id of the thread's key. */
  readonly thread: string;
  readonly by: string;
  readonly atMs: number;
}

export interface OpeningRequest {
  /** Short id of the thread's key. */
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
const LOOK_AGAIN_MS = 2_000;
/** Who has not posted by then is dead, as calls time out sooner; the next one comes when its lease has run out. */
const DEAD_MS = 15_000;

/**
 * Lets one finding open a thread, or says that the hour is full.
 * @throws BusyError while another attempt is opening the same thread.
 */
export function open(
  openings: Openings | undefined,
  { thread, by, openedBy, nowMs, perHour }: OpeningRequest,
): { readonly granted: boolean; readonly openings?: Openings } {
  const recent = (openings?.recent ?? []).filter(({ atMs }) => atMs > nowMs - HOUR_MS);
  const held = recent.findLast((each) => each.thread === thread && each.atMs > nowMs - LEASE_MS);
  if (held && !openedBy.includes(held.by)) {
    const ageMs = nowMs - held.atMs;
    throw new BusyError('another attempt opens this thread', ageMs < DEAD_MS ? LOOK_AGAIN_MS : LEASE_MS - ageMs);
  }
  if (perHour !== undefined && recent.length >= perHour) {
    const noted = openings?.floodedMs !== undefined && openings.floodedMs > nowMs - HOUR_MS;
    return { granted: false, ...(!noted && { openings: { recent, floodedMs: nowMs } }) };
  }
  return { granted: true, openings: { ...openings, recent: [...recent, { thread, by, atMs: nowMs }] } };
}

/** The thread was not posted after all. */
export function release(openings: Openings, by: string): Openings {
  return { ...openings, recent: openings.recent.filter((each) => each.by !== by) };
}
