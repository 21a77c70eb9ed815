import { BusyError } from './busy.ts';
import { LEASE_MS, MEMORY_MS } from './once.ts';

/** The new messages of one rule at one destination in the last hour. Who opens a thread holds it here until it is posted. */
export interface Openings {
  readonly recent: readonly Opening[];
  /** When a finding was last put into the digest for want of room. */
  readonly floodedMs?: number;
}

interface Opening extends Attempt {
  /** Short id of the thread's key. */
  readonly thread: string;
  /** Nobody knows whether it was posted, and its lease is gone. */
  readonly unsure?: true;
  /** Those before it of which nobody knows. */
  readonly earlier?: readonly Attempt[];
}

/** An attempt to open a thread. */
export interface Attempt {
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
  /** Whether an entry is in a thread that is there: then its lease has served. */
  readonly isTold: (by: string) => boolean;
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

/** More of them than this are forgotten, the oldest first. */
const MAX_UNSURE = 200;

/**
 * Lets one finding open a thread, or says that the hour is full; and names the attempts at this thread that may have posted it.
 * @throws BusyError while another attempt is opening the same thread.
 */
export function open(
  openings: Openings | undefined,
  { thread, by, isTold, nowMs, limit }: OpeningRequest,
): { readonly granted: boolean; readonly earlier: readonly Attempt[]; readonly openings?: Openings } {
  const recent = (openings?.recent ?? []).filter(({ atMs }) => atMs > nowMs - HOUR_MS);
  const older = (openings?.recent ?? []).filter(
    ({ atMs, unsure }) => unsure && atMs <= nowMs - HOUR_MS && atMs > nowMs - MEMORY_MS,
  );
  const isOpen = (each: Opening): boolean => each.thread === thread && !isTold(each.by);
  const held = recent.findLast((each) => isOpen(each) && !each.unsure && each.atMs > nowMs - LEASE_MS);
  if (held) {
    const ageMs = nowMs - held.atMs;
    throw new BusyError('another attempt opens this thread', ageMs < DEAD_MS ? LOOK_AGAIN_MS : LEASE_MS - ageMs);
  }
  const earlier = distinct([...older, ...recent].filter(isOpen).flatMap((each) => [...(each.earlier ?? []), each]));
  const kept = older.slice(-MAX_UNSURE);
  // What may have been posted has its place in the hour already.
  if (limit && !hasRoom(recent, limit) && earlier.length === 0) {
    const noted = openings?.floodedMs !== undefined && openings.floodedMs > nowMs - HOUR_MS;
    return { granted: false, earlier, ...(!noted && { openings: { recent: [...kept, ...recent], floodedMs: nowMs } }) };
  }
  const others = recent.filter((each) => !isOpen(each)).slice(1 - MAX_OPENINGS);
  const opening = {
    ...{ thread, by, atMs: nowMs },
    ...(limit && { account: limit.account, identity: limit.identity }),
    ...(earlier.length > 0 && { earlier }),
  };
  const next = [...kept.filter((each) => !isOpen(each)), ...others, opening];
  return { granted: true, earlier, openings: { ...openings, recent: next } };
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

/** The thread was not posted after all, or by an earlier attempt. */
export function release(openings: Openings, by: string): Openings {
  const recent = openings.recent.flatMap((each): readonly Opening[] => {
    if (each.by !== by) return [each];
    const { earlier = [], ...opening } = each;
    return earlier.map((attempt) => ({ ...opening, ...attempt, unsure: true }));
  });
  return { ...openings, recent };
}

/** The first attempt of each entry: it says since when a post may be there. */
function distinct(attempts: readonly Attempt[]): Attempt[] {
  const first = new Map<string, Attempt>();
  for (const { by, atMs } of attempts) if (!first.has(by)) first.set(by, { by, atMs });
  return [...first.values()];
}
