import { joinThread, openThread, type Place, type Surroundings } from './channel.ts';
import type { Entry } from './contents.ts';
import { holds, shortId, stateKey } from './key.ts';
import { MEMORY_MS } from './once.ts';
import { type FloodLimit, type OpeningRequest, type Openings, open } from './opening.ts';
import { change, type Item } from './store.ts';
import type { ThreadItem } from './thread.ts';

/** A finding on its way to one channel. */
export interface Telling<Card> extends Omit<Place<Card>, 'key'> {
  /** The channel's name in keys. */
  readonly destination: string;
  /** What findings that share a thread have in common. */
  readonly group: readonly unknown[];
  readonly flood: Flood<Card>;
}

/** What bounds the new messages of a finding's rule, and what its digest gets beyond. */
export interface Flood<Card> {
  readonly rule: string;
  /** Other rules of the finding: if the messages of one of them are not too many, it has its own. */
  readonly peers: readonly string[];
  /** Without it the finding always has its own message. */
  readonly limit?: FloodLimit;
  readonly entry: Entry<Card>;
}

const DIGEST_WINDOW_MS = 60 * 60_000;

/**
 * Tells a finding to a channel: as a new message, or in the thread of those it belongs to. However often and wherever it is
 * told, it is shown and counted once. A new message costs two reads and two writes, a joined finding one of each, and a write
 * more for the one that brings the message up to date.
 * @throws BusyError if its message must come back later; StateError; whatever the channel throws.
 */
export async function tell<Card>(
  surroundings: Surroundings<Card>,
  { destination, group, flood, ...finding }: Telling<Card>,
): Promise<'message' | 'thread'> {
  const { store } = surroundings.state;
  const thread: Place<Card> = { ...finding, key: stateKey('thread', destination, ...group) };
  const item = await store.read(thread.key);
  if (await joinThread(surroundings, thread, item)) return 'thread';

  const openingsOf = (rule: string): string => stateKey('openings', destination, rule);
  const openings = openingsOf(flood.rule);
  const opened = await store.read(openings);
  const digest: Place<Card> = {
    ...finding,
    key: stateKey('thread', destination, 'digest', flood.rule),
    windowMs: DIGEST_WINDOW_MS,
    entry: flood.entry,
    earlier: [],
    isDigest: true,
  };
  if ((opened?.data as Openings | undefined)?.floodedMs !== undefined) {
    const found = await store.read(digest.key);
    if (isMember(digest, found) && (await joinThread(surroundings, digest, found))) return 'thread';
  }

  for (const key of [openings, ...flood.peers.map(openingsOf)]) {
    const start = key === openings && { item: opened };
    const limits = { key, limit: flood.limit };
    const { granted, earlier } = await mayOpen(surroundings, limits, { place: thread, item, ...(start && { start }) });
    if (granted) {
      await openThread(surroundings, thread, { item, openings: key, earlier });
      return 'message';
    }
  }
  const collected = await store.read(digest.key);
  if (await joinThread(surroundings, digest, collected)) return 'thread';
  const { earlier } = await mayOpen(surroundings, { key: openings }, { place: digest, item: collected });
  await openThread(surroundings, digest, { item: collected, openings, earlier });
  return 'message';
}

/** What an item is known to be. */
interface Start {
  readonly item: Item | undefined;
}

function isMember<Card>({ entry }: Place<Card>, item: Item | undefined): boolean {
  return item !== undefined && holds((item.data as ThreadItem<Card>).members, entry.id);
}

/** Whether the finding may open its thread; without a limit it may, if nobody else is about to. @throws BusyError */
async function mayOpen<Card>(
  { state: { store, now } }: Surroundings<Card>,
  { key, limit }: { readonly key: string; readonly limit?: FloodLimit | undefined },
  { place, item, start }: { readonly place: Place<Card>; readonly item: Item | undefined; readonly start?: Start },
): Promise<Pick<ReturnType<typeof open>, 'granted' | 'earlier'>> {
  const { threads = [], members = '' } = (item?.data as ThreadItem<Card> | undefined) ?? {};
  const request: Omit<OpeningRequest, 'nowMs'> = {
    thread: shortId(place.key),
    by: place.entry.id,
    isTold: (by) => holds(members, by) || threads.some(({ openedBy }) => openedBy === by),
    ...(limit && { limit }),
  };
  return change(
    store,
    key,
    (current: Openings | undefined) => {
      const { granted, earlier, openings } = open(current, { ...request, nowMs: now() });
      const result = { granted, earlier };
      return { result, ...(openings && { next: { data: openings, expiresAtMs: now() + MEMORY_MS } }) };
    },
    start,
  );
}
