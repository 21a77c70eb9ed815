import { BusyError } from './busy.ts';
import { type Draft, draftThread, type Entry } from './contents.ts';
import type { Hit } from './hit.ts';
import { shortId } from './key.ts';
import { leavesUnsure, MEMORY_MS, type Unsure } from './once.ts';
import { type Attempt, type Openings, release } from './opening.ts';
import { change, type Item, type LargeItem, type State } from './store.ts';
import {
  type Join,
  join,
  lightened,
  type MessageRef,
  paid,
  type Thread,
  type ThreadItem,
  unpaid,
  withThread,
} from './thread.ts';

/** A place whose messages can be changed and answered. */
export interface Channel<Card> {
  /** Posts a message, and says where it stands. */
  post(thread: Draft<Card>, posting: Posting): Promise<MessageRef>;
  /** Brings a message to what the thread now holds, answers it with its news, in the channel too if it says so, and says where it now stands. */
  update(thread: Thread<Card>, posting: Posting): Promise<MessageRef>;
  /** Whether what it threw will be no better when the finding is told again. */
  isHopeless(error: unknown): boolean;
}

/** Which post a call makes, the same for each attempt, and what is known of earlier ones. */
export interface Posting {
  readonly id: string;
  readonly unsure?: Unsure;
}

/** A finding at the thread it belongs to. */
export interface Place<Card> {
  /** Of the thread's item. */
  readonly key: string;
  readonly windowMs: number;
  readonly entry: Entry<Card>;
  /** Events before this one that count with it. */
  readonly earlier: readonly Hit[];
  /** Whether it is for what would have been too many messages. */
  readonly isDigest?: boolean;
  /** How soon after it was posted a message changes for the first time; 0: each time at once. */
  readonly paceMs: number;
}

export interface Surroundings<Card> {
  readonly state: State;
  readonly channel: Channel<Card>;
}

/**
 * Whether an open thread took the finding, or had taken it before. The message is brought up to date where that falls to it.
 * @throws BusyError where that falls to it, later; StateError; whatever the channel throws.
 */
export async function joinThread<Card>(
  { state, channel }: Surroundings<Card>,
  { key, entry, windowMs, paceMs }: Place<Card>,
  item: Item | undefined,
): Promise<boolean> {
  const { store, now } = state;
  const next = (data: ThreadItem<Card>): LargeItem<ThreadItem<Card>> => kept(data, windowMs, now());
  const joined = await change<ThreadItem<Card>, Join<Card>>(
    store,
    key,
    (current) => {
      const step = join(current, entry, { nowMs: now(), paceMs });
      return { result: step.join, ...(step.item && { next: next(step.item) }) };
    },
    { item },
  );
  if (joined.kind === 'none') return false;
  if (joined.kind === 'wait') throw new BusyError('its thread changes again later', joined.untilMs - now());
  if (joined.kind === 'joined') return true;

  const shown = joined.thread;
  let message: MessageRef;
  try {
    message = await channel.update(shown, answerOf(key, shown));
  } catch (error) {
    if (leavesUnsure(error)) throw error;
    // A debt that cannot be given back is taken up when its lease has run out.
    await change<ThreadItem<Card>, void>(store, key, (current) => ({
      result: undefined,
      ...(current && { next: next(unpaid(current, entry.id, { hopeless: channel.isHopeless(error) })) }),
    })).catch(() => {});
    throw error;
  }
  const untilMs = await change<ThreadItem<Card>, number | undefined>(store, key, (current) => {
    if (!current) return { result: undefined };
    const after = paid(current, entry.id, { shown: { ...shown, message }, nowMs: now(), paceMs });
    return { result: after.untilMs, next: next(after.item) };
  });
  if (untilMs !== undefined) throw new BusyError('its thread grew meanwhile and changes again later', untilMs - now());
  return true;
}

export interface OpenOptions {
  readonly item: Item | undefined;
  /** Key of the openings that admitted it. */
  readonly openings: string;
  /** Attempts that may have posted it. */
  readonly earlier: readonly Attempt[];
}

/** Posts the message of a new thread. What was admitted as an opening is given back if that fails. */
export async function openThread<Card>(
  { state, channel }: Surroundings<Card>,
  { key, entry, earlier, windowMs, isDigest = false }: Place<Card>,
  { item, openings, earlier: attempts }: OpenOptions,
): Promise<void> {
  const { store, now } = state;
  const id = (by: string): string => shortId('opened', key, by);
  const unsure = { ids: attempts.map(({ by }) => id(by)), sinceMs: Math.min(...attempts.map(({ atMs }) => atMs)) };
  const draft = draftThread(entry, { windowMs, nowMs: now(), earlier, isDigest });
  let message: MessageRef;
  try {
    message = await channel.post(draft, { id: id(entry.id), ...(attempts.length > 0 && { unsure }) });
  } catch (error) {
    if (leavesUnsure(error)) throw error;
    // A lease that cannot be given back runs out.
    await change<Openings, void>(store, openings, (current) => ({
      result: undefined,
      ...(current && {
        next: { data: release(current, entry.id), expiresAtMs: now() + MEMORY_MS },
      }),
    })).catch(() => {});
    throw error;
  }
  const ids = [...earlier.map(({ event }) => event), entry.event, entry.id];
  await change<ThreadItem<Card>, void>(
    store,
    key,
    (current) => {
      if (current && hasMessage(current, message)) throw new BusyError('another attempt took its message over', 1000);
      return { result: undefined, next: kept(withThread(current, { ...draft, message }, ids), windowMs, now()) };
    },
    { item },
  );
}

/** Whether another attempt, which took this one for dead, found its message and made it that of its own thread. */
function hasMessage({ threads }: ThreadItem<unknown>, message: MessageRef): boolean {
  const ref = JSON.stringify(message);
  return ref !== '{}' && threads.some((thread) => JSON.stringify(thread.message) === ref);
}

/** The answer with what is new since the thread was shown last. */
function answerOf(key: string, { openedBy, shown, unsure }: Thread<unknown>): Posting {
  const id = shortId('answer', key, openedBy, shown.revision);
  return { id, ...(unsure && { unsure: { ids: [id], sinceMs: shown.atMs } }) };
}

function kept<Card>(data: ThreadItem<Card>, windowMs: number, nowMs: number): LargeItem<ThreadItem<Card>> {
  return { data, expiresAtMs: nowMs + windowMs + MEMORY_MS, lightened: () => lightened(data) };
}
