import { PatternError, parsePattern } from '../pattern/index.ts';
import type { EventPattern } from '../rule/rule.ts';
import {
  type Alternatives,
  alternativeOf,
  type CoverBranch,
  EVENT_NAME,
  EVENT_SOURCE,
  hasWildcard,
  isAbsence,
  keyOf,
  unite,
  withLeaf,
} from './branch.ts';
import { writePattern } from './write.ts';

/**
 * Characters of a pattern that EventBridge takes unless the account's quota is raised.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
export const MOST_CHARACTERS = 2048;

const ANY_VALUE = alternativeOf({ exists: true });
const NO_VALUE = alternativeOf({ exists: false });

interface Pack {
  readonly branches: readonly CoverBranch[];
  readonly pattern: EventPattern;
}

/**
 * Patterns that together match exactly what the branches do. An event is sent, and paid for, once for each pattern that matches it:
 * so branches that name the same calls come together first, and what has room is filled up afterwards.
 */
export function packBranches(branches: readonly CoverBranch[]): EventPattern[] {
  const alone = branches.flatMap(fitting).map((branch) => packed([branch]));
  const ofSameCalls = gather(alone, (pack, other) => shared(pack, other, EVENT_NAME) > 0);
  return gather(inOrder(ofSameCalls), () => true).map(({ pattern }) => pattern);
}

/** Joins each pack to the one before it that is most like it, of those that it may join and that have room. */
function gather(packs: readonly Pack[], mayJoin: (pack: Pack, other: Pack) => boolean): Pack[] {
  const gathered: Pack[] = [];
  for (const pack of packs) {
    const likeness = gathered.map((other) => shared(other, pack, EVENT_NAME) + shared(other, pack, EVENT_SOURCE));
    const nearest = [...gathered.keys()].sort((a, b) => (likeness[b] ?? 0) - (likeness[a] ?? 0) || a - b);
    const isJoined = nearest.some((at) => {
      const other = gathered[at];
      const joined = other && mayJoin(other, pack) ? packOf([...other.branches, ...pack.branches]) : undefined;
      if (joined) gathered[at] = joined;
      return joined;
    });
    if (!isJoined) gathered.push(pack);
  }
  return gathered;
}

/** How many values two packs share at a path. */
function shared(pack: Pack, other: Pack, path: string): number {
  const known = new Set(valuesAt(pack, path));
  return new Set(valuesAt(other, path).filter((value) => known.has(value))).size;
}

function valuesAt({ branches }: Pack, path: string): string[] {
  return branches.flatMap(({ leaves }) => leaves.get(path)?.map(({ json }) => json) ?? []);
}

/** Wildcards first, so that few patterns have any: a bus takes 30. Then the longest: what is short finds room everywhere. */
function inOrder(packs: readonly Pack[]): Pack[] {
  const keyed = packs.map((pack) => ({
    pack,
    text: JSON.stringify(pack.pattern),
    wildcards: pack.branches.some(hasWildcard) ? 0 : 1,
  }));
  return keyed
    .sort((a, b) => a.wildcards - b.wildcards || b.text.length - a.text.length || (a.text < b.text ? -1 : 1))
    .map(({ pack }) => pack);
}

/** @throws Error where EventBridge would refuse the pattern, which the rules that it comes from would have been for */
function packed(branches: readonly CoverBranch[]): Pack {
  const pack = packOf(branches);
  if (!pack) throw new Error(`no pattern can be made of ${branches.map((branch) => keyOf(branch)).join(' and ')}`);
  return pack;
}

function packOf(branches: readonly CoverBranch[]): Pack | undefined {
  const pattern = writePattern(branches);
  return pattern && isTaken(pattern) ? { branches, pattern } : undefined;
}

function isTaken(pattern: EventPattern): boolean {
  if (JSON.stringify(pattern).length > MOST_CHARACTERS) return false;
  try {
    parsePattern(pattern);
    return true;
  } catch (error) {
    if (error instanceof PatternError) return false;
    throw error;
  }
}

/**
 * Branches, each short enough for a pattern, that match whatever this one does. A list that is most of it stands in parts; of many
 * long ones the longest become any value, until it fits.
 */
function fitting(branch: CoverBranch): CoverBranch[] {
  const { length } = JSON.stringify(writePattern([branch]));
  if (length <= MOST_CHARACTERS) return [branch];
  const [longest] = [...branch.leaves].sort(([, a], [, b]) => lengthOf(b) - lengthOf(a));
  const [path, list] = longest ?? ['source', []];
  if (list.length > 1 && length - lengthOf(list) <= MOST_CHARACTERS / 2) {
    const half = Math.ceil(list.length / 2);
    return [list.slice(0, half), list.slice(half)].flatMap((part) => fitting(withLeaf(branch, path, part)));
  }
  const anything = list.some(isAbsence) ? unite([ANY_VALUE, NO_VALUE]) : [ANY_VALUE];
  // Its paths alone are too long.
  if (lengthOf(list) <= lengthOf(anything))
    return [{ ...branch, leaves: new Map([['source', [ANY_VALUE, NO_VALUE]]]) }];
  return fitting(withLeaf(branch, path, anything));
}

function lengthOf(alternatives: Alternatives): number {
  return alternatives.reduce((sum, { json }) => sum + json.length, 0);
}
