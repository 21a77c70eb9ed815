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
  /** Short ids of what the limit counts by. */
  readonly account?: string;
  readonly identity?: string;
}

/** What bounds the new messages of a rule. */
export interface FloodLimit {
  /** New messages an hour of one identity in one account. */
  readonly perHour: number;
  /** Short ids. */
  readonly account: string;
  readonly identity: string;
}

export interface OpeningRequest {
  /** Short id of the thread's key. */
  readonly thread: string;
  /** Id of the entry that would open it. */
  readonly by: string;
  /** Entries whose threads are there: their leases have served. */
  readonly openedBy: readonly string[];
  readonly nowMs: number;
  /** Without it the opening is not held back. */
  readonly limit?: FloodLimit;
}

const HOUR_MS = 60 * 60_000;
/** Who makes identities gets no more than so many times the messages of one, in an account, and in all accounts. */
const ACCOUNT_TIMES = 3;
const RULE_TIMES = 10;
/** Each is kept for an hour, in one item. */
const MAX_OPENINGS = 400;
const LOOK_AGAIN_MS = 2_000;
/** Who has not posted by then is dead, as calls time out sooner; the next one comes when its lease has run out. */
const DEAD_MS = 15_000;

/**
 * Lets one finding open a thread, or says that the hour is full.
 * @throws BusyError while another attempt is opening the same thread.
 */
export function open(
  openings: Openings | undefined,
  { thread, by, openedBy, nowMs, limit }: OpeningRequest,
): { readonly granted: boolean; readonly openings?: Openings } {
  const recent = (openings?.recent ?? []).filter(({ atMs }) => atMs > nowMs - HOUR_MS);
  const held = recent.findLast((each) => each.thread === thread && each.atMs > nowMs - LEASE_MS);
  if (held && !openedBy.includes(held.by)) {
    const ageMs = nowMs - held.atMs;
    throw new BusyError('another attempt opens this thread', ageMs < DEAD_MS ? LOOK_AGAIN_MS : LEASE_MS - ageMs);
  }
  if (limit && !hasRoom(recent, limit)) {
    const noted = openings?.floodedMs !== undefined && openings.floodedMs > nowMs - HOUR_MS;
    return { granted: false, ...(!noted && { openings: { recent, floodedMs: nowMs } }) };
  }
  const opening = { thread, by, atMs: nowMs, ...(limit && { account: limit.account, identity: limit.identity }) };
  return { granted: true, openings: { ...openings, recent: [...recent, opening].slice(-MAX_OPENINGS) } };
}

/** How many new messages of a rule there may be in an hour: of one identity in one account, of one account, and in all. */
export function limitsOf(perHour: number): { identity: number; account: number; rule: number } {
  const rule = Math.min(RULE_TIMES * perHour, MAX_OPENINGS);
  return { identity: perHour, account: Math.min(ACCOUNT_TIMES * perHour, rule), rule };
}

function hasRoom(recent: readonly Opening[], { perHour, account, identity }: FloodLimit): boolean {
  const limits = limitsOf(perHour);
  const inAccount = recent.filter((each) => each.account === account);
  const own = inAccount.filter((each) => each.identity === identity);
  return own.length < limits.identity && inAccount.length < limits.account && recent.length < limits.rule;
}

/** The thread was not posted after all. */
export function release(openings: Openings, by: string): Openings {
  return { ...openings, recent: openings.recent.filter((each) => each.by !== by) };
}
