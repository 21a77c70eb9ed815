import { type Draft, type Entry, withBroadcast, withEntry } from './contents.ts';
import { holds, type ShortIds, withId } from './key.ts';
import { newsSince, withoutLines } from './news.ts';
import { LEASE_MS } from './once.ts';

/** Where a destination has put a message, for it to change or answer. */
export type MessageRef = { readonly [key: string]: string };

/** One message, and what findings after the first have added to it. */
export interface Thread<Card> extends Draft<Card> {
  readonly message: MessageRef;
  /** An attempt to show it began of which nobody knows whether it told the news. */
  readonly unsure?: true;
  readonly owes?: Debt;
}

/**
 * Whose message has to bring the shown message up to date. It is at most one: the others of a burst leave it to that one, whose
 * message waits in its queue meanwhile and so cannot be lost.
 */
export interface Debt {
  readonly by: string;
  readonly sinceMs: number;
  /** How often it has been paid and had grown again meanwhile. */
  readonly turns: number;
  /** Until then an attempt is at it. */
  readonly activeUntilMs: number;
}

/** The newest threads of one key, and which findings they ever held. */
export interface ThreadItem<Card> {
  readonly members: ShortIds;
  readonly threads: readonly Thread<Card>[];
}

/**
 * What is left to do for a finding: `none`: no open thread takes it; `joined`: nothing; `show`: bring the message up to date;
 * `wait`: come back, as it is too early for that.
 */
export type Join<Card> =
  | { readonly kind: 'none' }
  | { readonly kind: 'joined' }
  | { readonly kind: 'show'; readonly thread: Thread<Card> }
  | { readonly kind: 'wait'; readonly untilMs: number };

const MAX_MEMBERS = 1000;
/** The newest, and the one before for findings that come late. */
const MAX_THREADS = 2;
/** With those whose messages are still to be brought up to date. */
const MAX_UNSHOWN = 5;
/** After so many turns a later finding takes the debt over, as a message may not return to its queue for ever. */
const MAX_TURNS = 3;
const ABANDONED_MS = 15 * 60_000;
const LONGEST_PACE_MS = 60_000;

/** A finding meets the threads of its key. */
export function join<Card>(
  item: ThreadItem<Card> | undefined,
  entry: Entry<Card>,
  { nowMs, paceMs }: { readonly nowMs: number; readonly paceMs: number },
): { readonly join: Join<Card>; readonly item?: ThreadItem<Card> } {
  const known = item !== undefined && holds(item.members, entry.id);
  const thread = item?.threads.find((each) => (known ? each.owes?.by === entry.id : covers(each, entry.timeMs)));
  if (!item || !thread) return { join: known ? { kind: 'joined' } : { kind: 'none' } };
  if (known && thread.owes && thread.owes.activeUntilMs > nowMs) {
    return { join: { kind: 'wait', untilMs: thread.owes.activeUntilMs } };
  }
  const grown = known ? thread : withEntry(thread, entry, !holds(item.members, entry.event));
  // A lease that ran out: that attempt died, or could not record what it had done.
  const lapsed = (grown.owes?.activeUntilMs ?? 0) > 0;
  const due = lapsed ? { ...grown, unsure: true as const } : grown;
  const members = withId(withId(item.members, entry.event, MAX_MEMBERS), entry.id, MAX_MEMBERS);
  const put = (next: Thread<Card>): ThreadItem<Card> => ({
    members,
    threads: item.threads.map((each) => (each === thread ? next : each)),
  });

  if (!isUnshown(grown) || leftToAnother(grown, entry.id, nowMs)) {
    return { join: { kind: 'joined' }, ...(!known && { item: put(grown) }) };
  }
  const untilMs = dueMs(grown, paceMs);
  const own = grown.owes?.by === entry.id ? grown.owes : { by: entry.id, sinceMs: nowMs, turns: 0 };
  if (untilMs > nowMs)
    return { join: { kind: 'wait', untilMs }, item: put({ ...due, owes: { ...own, activeUntilMs: 0 } }) };
  const active = { ...due, owes: { ...own, turns: own.turns + 1, activeUntilMs: nowMs + LEASE_MS } };
  return { join: { kind: 'show', thread: active }, item: put(active) };
}

/** A thread has been posted. */
export function withThread<Card>(
  item: ThreadItem<Card> | undefined,
  thread: Thread<Card>,
  ids: readonly string[],
): ThreadItem<Card> {
  return {
    members: ids.reduce((members, id) => withId(members, id, MAX_MEMBERS), item?.members ?? ''),
    threads: [thread, ...(item?.threads ?? [])]
      .sort((a, b) => b.anchorMs - a.anchorMs)
      .filter((each, index) => index < MAX_THREADS || (isUnshown(each) && index < MAX_UNSHOWN)),
  };
}

/** A message has been brought to what `shown` was: the debt is paid, or has grown meanwhile and is due again `untilMs`. */
export function paid<Card>(
  item: ThreadItem<Card>,
  by: string,
  { shown, nowMs, paceMs }: { readonly shown: Thread<Card>; readonly nowMs: number; readonly paceMs: number },
): { readonly item: ThreadItem<Card>; readonly untilMs?: number } {
  const thread = item.threads.find(({ owes }) => owes?.by === by);
  if (!thread?.owes) return { item };
  const { owes: _, leftOut: __, unsure: ___, ...rest } = withBroadcast(thread, shown);
  const after = {
    ...rest,
    ...newsSince(thread, shown),
    message: shown.message,
    shown: { revision: shown.revision, atMs: nowMs, times: thread.shown.times + 1 },
  };
  const settled = after.revision === shown.revision;
  const next = settled ? after : { ...after, owes: { ...thread.owes, activeUntilMs: 0 } };
  return {
    item: { ...item, threads: item.threads.map((each) => (each === thread ? next : each)) },
    ...(!settled && { untilMs: dueMs(next, paceMs) }),
  };
}

/** The message could not be brought up to date: the same finding tries again, or if that is of no use, the next one. */
export function unpaid<Card>(
  item: ThreadItem<Card>,
  by: string,
  { hopeless }: { hopeless: boolean },
): ThreadItem<Card> {
  const released = ({ owes, ...thread }: Thread<Card>): Thread<Card> =>
    hopeless || !owes ? thread : { ...thread, owes: { ...owes, activeUntilMs: 0 } };
  return { ...item, threads: item.threads.map((each) => (each.owes?.by === by ? released(each) : each)) };
}

/** An item without what it can do without, where it would be too large: its news in numbers, its findings all counted. */
export function lightened<Card>(item: ThreadItem<Card>): ThreadItem<Card> {
  const lighten = ({ leftOut: _, ...thread }: Thread<Card>): Thread<Card> => ({
    ...thread,
    ...withoutLines(thread),
    seen: '',
  });
  return { ...item, threads: item.threads.map(lighten) };
}

/** Findings may come late, so a thread also takes what happened before its first. */
function covers({ anchorMs, windowMs }: Thread<unknown>, timeMs: number): boolean {
  return timeMs < anchorMs + windowMs && timeMs > anchorMs - windowMs;
}

/** Whether a message is still to be brought up to date. */
function isUnshown({ revision, shown }: Thread<unknown>): boolean {
  return revision !== shown.revision;
}

function leftToAnother({ owes }: Thread<unknown>, by: string, nowMs: number): boolean {
  if (!owes || owes.by === by) return false;
  const idle = owes.activeUntilMs <= nowMs;
  return !(idle && (owes.turns >= MAX_TURNS || owes.sinceMs + ABANDONED_MS < nowMs));
}

/** The longer a burst lasts, the rarer its message changes: after 5 s, 10 s, 20 s and so on up to a minute. */
function dueMs({ shown }: Thread<unknown>, paceMs: number): number {
  return shown.atMs + Math.min(LONGEST_PACE_MS, paceMs * 2 ** shown.times);
}
