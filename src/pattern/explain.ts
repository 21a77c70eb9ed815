import { compileLeaf } from './compile-leaf.ts';
import { type CompiledLeaf, satisfies } from './evaluate.ts';
import { EventValues, type Held } from './event-values.ts';
import { comparesNumbers } from './leaf-test.ts';
import type { Branch, Leaf, Scalar } from './matcher.ts';
import { matcherText, shown } from './matcher-text.ts';
import { equalTo, type NearMiss, nearMissOf } from './near-miss.ts';
import { parsePattern } from './parse.ts';
import { PathTree } from './path-tree.ts';

/** Why a pattern matches an event, or does not. */
export interface Explanation {
  readonly matched: boolean;
  /** How many alternatives `$or` makes of the pattern; the leaves are those of the one that comes closest. */
  readonly alternatives: number;
  /** Leaves that do not match first, near misses before the others. */
  readonly leaves: readonly LeafExplanation[];
  /** The one change to the pattern that would make it match, where a single one would. */
  readonly change?: string;
}

export interface LeafExplanation {
  /** Keys joined by dots. */
  readonly path: string;
  /** JSON pointer to the leaf's list in the pattern. */
  readonly pointer: string;
  readonly expected: readonly string[];
  /** What the event holds at the path. */
  readonly found: readonly Scalar[];
  readonly matched: boolean;
  /** Why, in words. */
  readonly reason: string;
  readonly nearMiss?: NearMiss['kind'];
}

interface Judged extends LeafExplanation {
  readonly miss?: NearMiss;
  /** What to change, if nothing else keeps the pattern from matching. */
  readonly change?: string;
}

/**
 * What each leaf of a pattern wants, what the event holds there, and why that does or does not match.
 * @throws {PatternError} for every pattern that AWS refuses
 */
export function explainPattern(pattern: unknown, event: unknown): Explanation {
  const branches = parsePattern(pattern);
  const closest = branches
    .map((branch) => judgeBranch(branch, event))
    .reduce((best, next) => (distance(next) < distance(best) ? next : best));
  return {
    matched: closest.matched,
    alternatives: branches.length,
    leaves: closest.leaves
      .toSorted((a, b) => rank(a) - rank(b))
      .map(({ miss, change: _, ...leaf }) => (miss ? { ...leaf, nearMiss: miss.kind } : leaf)),
    ...changeOf(closest),
  };
}

interface JudgedBranch {
  readonly matched: boolean;
  readonly leaves: readonly Judged[];
}

function judgeBranch(branch: Branch, event: unknown): JudgedBranch {
  const matched = holds(branch, event);
  const leaves = branch.map((leaf) => judgeLeaf(leaf, branch, event));
  if (matched || leaves.some((leaf) => !leaf.matched)) return { matched, leaves };
  return { matched, leaves: leaves.map(inOneElement) };
}

/** Each leaf matches for itself, but only by values from different elements of one array. */
function inOneElement(leaf: Judged): Judged {
  if (leaf.found.length < 2) return leaf;
  const reason =
    'matches, but in another element of the array than the rest of the pattern: all must hold in one element';
  return { ...leaf, matched: false, reason, miss: { kind: 'array-element', reason } };
}

function judgeLeaf(leaf: Leaf, branch: Branch, event: unknown): Judged {
  const { held, leaves } = evaluate([leaf], event);
  const found = valuesOf(held[0]);
  const matched = satisfies(leaves, held);
  const base = { path: leaf.path, pointer: leaf.pointer, expected: leaf.matchers.map(matcherText), found, matched };
  if (matched)
    return { ...base, reason: found.length > 0 ? `is ${found.map(shown).join(', ')}` : 'is not there, as wanted' };
  const others = branch.filter((each) => each !== leaf);
  const accepts = (changed: Leaf): boolean => holds([...others, changed].sort(byPath), event);
  const miss = nearMissOf(leaf, { found, event, accepts });
  // A pattern of one leaf cannot do without it.
  const change =
    miss?.change ?? (others.length > 0 || found.length > 0 ? plainChange(leaf, found, accepts) : undefined);
  const reason = miss?.reason ?? plainReason(leaf, found);
  return { ...base, reason, ...(miss && { miss }), ...(change && { change }) };
}

function plainReason({ matchers }: Leaf, found: readonly Scalar[]): string {
  const expected = matchers.map(matcherText).join(' or ');
  if (found.length === 0) return `is not in the event; expected ${expected}`;
  return `is ${found.map(shown).join(', ')}; expected ${expected}`;
}

function plainChange(leaf: Leaf, found: readonly Scalar[], accepts: (changed: Leaf) => boolean): string | undefined {
  const [value] = found;
  if (value === undefined) {
    const absent: Leaf = { ...leaf, matchers: [{ kind: 'exists', value: false }] };
    return accepts(absent) ? `leave ${leaf.path} out of the pattern` : undefined;
  }
  const widened = { ...leaf, matchers: [...leaf.matchers, equalTo(value)] };
  return accepts(widened) ? `add ${shown(value)} to the list at ${leaf.pointer}` : undefined;
}

/** The order in which EventBridge evaluates leaves. */
function byPath(a: Leaf, b: Leaf): number {
  return a.path < b.path ? -1 : 1;
}

/** The number of leaves that fail, near misses counting a little less. */
function distance({ leaves }: JudgedBranch): number {
  return leaves.reduce((sum, { matched, miss }) => sum + (matched ? 0 : miss ? 0.9 : 1), 0);
}

function rank({ matched, miss }: Judged): number {
  return matched ? 2 : miss ? 0 : 1;
}

function changeOf({ leaves }: JudgedBranch): { change?: string } {
  const [only, ...more] = leaves.filter(({ matched }) => !matched);
  return only?.change && more.length === 0 ? { change: only.change } : {};
}

function holds(branch: Branch, event: unknown): boolean {
  const { leaves, held } = evaluate(branch, event);
  return satisfies(leaves, held);
}

function evaluate(branch: Branch, event: unknown): { leaves: CompiledLeaf[]; held: readonly Held[] } {
  const tree = new PathTree();
  const leaves = branch.map((leaf) => compileLeaf(leaf, tree, leaf.matchers.some(comparesNumbers)));
  const values = new EventValues(tree);
  values.read(event);
  return { leaves, held: values.held };
}

function valuesOf(held: Held): Scalar[] {
  if (held === undefined) return [];
  return Array.isArray(held) ? held.map(({ value }) => value) : [held];
}
