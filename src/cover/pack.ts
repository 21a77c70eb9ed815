import { PatternError, parsePattern } from '../pattern/index.ts';
import type { EventPattern } from '../rule/rule.ts';
import {
  type Alternatives,
  alternativeOf,
  type CoverBranch,
  EVENT_NAME,
  EVENT_SOURCE,
  isAbsence,
  unite,
  withLeaf,
} from './branch.ts';
import { writePattern } from './write.ts';

/**
 * Characters of a pattern that EventBridge takes unless the account's quota is raised.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
export const MOST_CHARACTERS = 2048;

interface Pack {
  readonly branches: readonly CoverBranch[];
  readonly pattern: EventPattern;
}

/**
 * Patterns that together match exactly what the branches do, each branch in the one with room that names most of the same calls:
 * an event is sent, and paid for, once for each pattern that matches it.
 */
export function packBranches(branches: readonly CoverBranch[]): EventPattern[] {
  const packs: Pack[] = [];
  for (const branch of branches.flatMap(fitting)) {
    const nearest = [...packs.keys()].sort((a, b) => likeness(packs[b], branch) - likeness(packs[a], branch) || a - b);
    const found = nearest.some((at) => {
      const wider = packOf([...(packs[at]?.branches ?? []), branch]);
      if (wider) packs[at] = wider;
      return wider;
    });
    const alone = found ? undefined : packOf([branch]);
    if (alone) packs.push(alone);
  }
  return packs.map(({ pattern }) => pattern);
}

/** How many names of calls and services a branch shares with those of a pack. */
function likeness(pack: Pack | undefined, { leaves }: CoverBranch): number {
  return [EVENT_NAME, EVENT_SOURCE].reduce((sum, path) => {
    const known = new Set(pack?.branches.flatMap((other) => other.leaves.get(path)?.map(({ json }) => json) ?? []));
    return sum + (leaves.get(path)?.filter(({ json }) => known.has(json)).length ?? 0);
  }, 0);
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

/** Branches, each short enough for a pattern, that match whatever this one does: its longest list in two, or any value there. */
function fitting(branch: CoverBranch): CoverBranch[] {
  if (JSON.stringify(writePattern([branch])).length <= MOST_CHARACTERS) return [branch];
  const [longest] = [...branch.leaves].sort(([, a], [, b]) => lengthOf(b) - lengthOf(a));
  if (!longest) return [];
  const [path, list] = longest;
  if (list.length === 1) {
    const anything = list.some(isAbsence) ? [{ exists: true }, { exists: false }] : [{ exists: true }];
    return fitting(withLeaf(branch, path, unite(anything.map(alternativeOf))));
  }
  const half = Math.ceil(list.length / 2);
  return [list.slice(0, half), list.slice(half)].flatMap((part) => fitting(withLeaf(branch, path, part)));
}

function lengthOf(alternatives: Alternatives): number {
  return alternatives.reduce((sum, { json }) => sum + json.length, 0);
}
