import { bounded } from '../template/index.ts';
import { type Kind, mapKinds, type Subject, type Subjects } from './spread.ts';

/** What one finding added to a thread. */
export interface Line {
  readonly timeMs: number;
  readonly traits: readonly string[];
  readonly url?: string;
  /** Of the thread with this line. */
  readonly revision: number;
}

/** News that a thread does not show yet, the oldest first, and in numbers what there was no room for. */
export interface News {
  readonly lines: readonly Line[];
  readonly linesLeftOut: number;
  /** What the lines that were left out are about; absent where none were. */
  readonly leftOut?: LeftOut;
}

export type LeftOut = Readonly<Record<Kind, readonly Tally[]>>;

export interface Tally {
  readonly name: string;
  readonly count: number;
}

const MAX_LINES = 50;
/** What a line shows. */
const MAX_LINE = 400;
const MAX_URL = 500;
/** Of each kind: the first and the last. */
const MAX_TALLIES = 20;

export const NO_NEWS: News = { lines: [], linesLeftOut: 0 };

/** A line for news of a finding: what it is about that is new goes first, as a line is cut at its end. */
export function toLine({ traits, url, ...line }: Line, subjects: Subjects): Line {
  const said = traits.join(' ').slice(0, MAX_LINE);
  const unsaid = mapKinds((kind) => subjects[kind].filter(({ name }) => !names(said, name)));
  const { accounts, identities, resources } = unsaid;
  const about = [phrase('in', accounts), phrase('by', identities), phrase('on', resources)].filter(Boolean);
  return { ...line, traits: fitting([...about, ...traits]), ...(url && url.length <= MAX_URL && { url }) };
}

/** The news with another line; in numbers, where there is no room for it. */
export function withLine(news: News, line: Line, subjects: Subjects): News {
  if (news.lines.length < MAX_LINES) return { ...news, lines: [...news.lines, line] };
  const leftOut = mapKinds((kind) => counted(news.leftOut?.[kind] ?? [], subjects[kind]));
  return { ...news, linesLeftOut: news.linesLeftOut + 1, leftOut };
}

/** What has come since the news was as shown. */
export function newsSince(news: News, shown: News & Pick<Line, 'revision'>): News {
  const linesLeftOut = Math.max(0, news.linesLeftOut - shown.linesLeftOut);
  const lines = news.lines.filter(({ revision }) => revision > shown.revision);
  if (linesLeftOut === 0 || !news.leftOut) return { lines, linesLeftOut };
  const { leftOut } = news;
  return { lines, linesLeftOut, leftOut: mapKinds((kind) => lessened(leftOut[kind], shown.leftOut?.[kind] ?? [])) };
}

/** The news in numbers alone. */
export function withoutLines({ lines, linesLeftOut }: News): News {
  return { lines: [], linesLeftOut: linesLeftOut + lines.length };
}

function phrase(preposition: string, subjects: readonly Subject[]): string {
  return subjects.length > 0 ? `${preposition} ${subjects.map(({ name }) => name).join(', ')}` : '';
}

/** Whether a text holds a name as a whole: that of a bucket `a` does not stand in `alice`. */
function names(text: string, name: string): boolean {
  const isPart = (character: string | undefined): boolean =>
    character !== undefined && /[\p{L}\p{N}_-]/u.test(character);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!isPart(text[at - 1]) && !isPart(text[at + name.length])) return true;
  }
  return false;
}

/** As many as a line shows. */
function fitting(traits: readonly string[]): readonly string[] {
  let room = MAX_LINE;
  return traits.flatMap((trait) => {
    const fit = room > 1 ? [bounded(trait, room)] : [];
    room -= trait.length;
    return fit;
  });
}

function counted(tallies: readonly Tally[], subjects: readonly Subject[]): readonly Tally[] {
  const counts = new Map(tallies.map(({ name, count }) => [name, count]));
  for (const { name } of subjects) counts.set(name, (counts.get(name) ?? 0) + 1);
  const all = [...counts].map(([name, count]) => ({ name, count }));
  return all.length > MAX_TALLIES ? [...all.slice(0, MAX_TALLIES / 2), ...all.slice(-MAX_TALLIES / 2)] : all;
}

function lessened(tallies: readonly Tally[], shown: readonly Tally[]): readonly Tally[] {
  const before = new Map(shown.map(({ name, count }) => [name, count]));
  return tallies
    .map(({ name, count }) => ({ name, count: count - (before.get(name) ?? 0) }))
    .filter(({ count }) => count > 0);
}
