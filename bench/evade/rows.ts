import type { Change } from './change.ts';
import { CHANGES } from './changes.ts';
import type { Trial, Verdict } from './evasion.ts';
import { memoryPaths } from './memory.ts';

/** What became of a test's alert after changes. */
export interface Row {
  readonly rule: string;
  readonly severity: string;
  readonly test: string;
  readonly changes: readonly Change[];
  readonly verdict: Verdict;
}

export interface PairOptions {
  readonly random: () => number;
  /** For one test. */
  readonly most: number;
}

/** A test after each change alone that can be made. */
export async function singleRows(trial: Trial): Promise<Row[]> {
  const rows: Row[] = [];
  for (const change of CHANGES) rows.push(...(await rowOf(trial, [change])));
  return rows;
}

/** A test after two changes together, of those that do nothing alone. */
export async function pairRows(trial: Trial, singles: readonly Row[], { random, most }: PairOptions): Promise<Row[]> {
  const remembers = memoryPaths(trial.rule).length > 0;
  const harmless = singles.filter(({ verdict }) => verdict === 'alerts').flatMap(({ changes }) => changes);
  // What comes in which order means nothing to a rule alone, but much to one after noise.
  const orders = CHANGES.filter((change) => change.kind === 'order' && !harmless.includes(change));
  const made = [...harmless, ...(remembers ? orders : [])].filter(({ isLong }) => remembers || !isLong);
  const pairs = made.flatMap((first, at) =>
    made.slice(at + 1).flatMap((second) => (isPair(first, second) ? [[first, second] as const] : [])),
  );
  const rows: Row[] = [];
  for (const pair of sample(pairs, most, random)) rows.push(...(await rowOf(trial, pair)));
  return rows;
}

/** What takes long is tried with what may confuse a memory further. */
function isPair(first: Change, second: Change): boolean {
  if (first.kind === second.kind) return false;
  const isLong = first.isLong || second.isLong;
  return !isLong || [first, second].some(({ kind }) => kind === 'order' || kind === 'session');
}

async function rowOf(trial: Trial, changes: readonly Change[]): Promise<Row[]> {
  const verdict = await trial.after(changes);
  const { rule, test } = trial;
  return verdict ? [{ rule: rule.id, severity: rule.severity, test, changes, verdict }] : [];
}

function sample<T>(from: readonly T[], most: number, random: () => number): readonly T[] {
  if (from.length <= most) return from;
  return from
    .map((each) => ({ each, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, most)
    .map(({ each }) => each);
}
