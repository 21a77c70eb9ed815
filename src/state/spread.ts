import { holds, isFull, type ShortIds, withId } from './key.ts';

/** Something that a finding is about: its short id, and what people call it. */
export interface Subject {
  readonly id: string;
  readonly name: string;
}

export const KINDS = ['accounts', 'identities', 'resources', 'rules'] as const;
export type Kind = (typeof KINDS)[number];

/** In which account, by whom, on what and by which rules. */
export type Subjects = Readonly<Record<Kind, readonly Subject[]>>;

/** How far the findings of a thread reach. */
export type Spread = Readonly<Record<Kind, Reach>>;

export interface Reach {
  readonly ids: ShortIds;
  /** How many there are; of more than are remembered, how many seemed new. */
  readonly count: number;
  /** How many there were when the thread was opened. */
  readonly opened: number;
  /** How many there were when the channel was told last. */
  readonly broadcast: number;
}

/** The oldest: one that is not among so many may be new, and is taken for new. */
const MAX_REMEMBERED = 300;
/** So many new ones are told to the channel one by one, those after them each time that they have doubled. */
const FIRST_FEW = 3;

export function openSpread(subjects: Subjects): Spread {
  return mapKinds((kind) => {
    const { ids, count } = extended({ ids: '', count: 0 }, subjects[kind]);
    return { ids, count, opened: count, broadcast: count };
  });
}

/** The spread with what another finding is about, and what of that is new. */
export function withSubjects(spread: Spread, subjects: Subjects): { readonly spread: Spread; readonly news: Subjects } {
  const news = mapKinds((kind) => subjects[kind].filter(({ id }) => !holds(spread[kind].ids, id)));
  return { news, spread: mapKinds((kind) => ({ ...spread[kind], ...extended(spread[kind], news[kind]) })) };
}

/** Whether the channel is to be told how far a thread reaches by now. */
export function isBroadcastDue(spread: Spread): boolean {
  return KINDS.some((kind) => {
    const { count, opened, broadcast } = spread[kind];
    const [news, told] = [count - opened, broadcast - opened];
    return news > told && (news <= FIRST_FEW || news >= 2 * told);
  });
}

/** The channel has been told what `shown` was. */
export function afterBroadcast(spread: Spread, shown: Spread): Spread {
  return mapKinds((kind) => ({ ...spread[kind], broadcast: Math.max(spread[kind].broadcast, shown[kind].count) }));
}

/** What is new of a kind need not be told to the channel. */
export function withoutBroadcast(spread: Spread, kind: Kind): Spread {
  return { ...spread, [kind]: { ...spread[kind], broadcast: spread[kind].count } };
}

export function mapKinds<T>(each: (kind: Kind) => T): Record<Kind, T> {
  return {
    accounts: each('accounts'),
    identities: each('identities'),
    resources: each('resources'),
    rules: each('rules'),
  };
}

function extended(
  { ids, count }: Pick<Reach, 'ids' | 'count'>,
  news: readonly Subject[],
): Pick<Reach, 'ids' | 'count'> {
  return {
    ids: news.reduce((all, { id }) => (isFull(all, MAX_REMEMBERED) ? all : withId(all, id, MAX_REMEMBERED)), ids),
    count: count + news.length,
  };
}
