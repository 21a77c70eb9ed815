import { addBit, clearBits, copyBits, keepBits, listBits, noBits, removeBit } from './bits.ts';
import { compileLeaf } from './compile-leaf.ts';
import { type CompiledLeaf, satisfies } from './evaluate.ts';
import { EventValues } from './event-values.ts';
import { comparesNumbers } from './leaf-test.ts';
import type { Branch, ParsedPattern } from './matcher.ts';
import { parsePattern } from './parse.ts';
import { PathFilter } from './path-filter.ts';
import { PathTree } from './path-tree.ts';

/**
 * A matcher of one pattern.
 * @param pattern a JSON value, or the text of one, which alone keeps duplicate keys and the digits of numbers
 * @throws {PatternError} for every pattern that AWS refuses for anything but its length
 */
export function compilePattern(pattern: unknown): (event: unknown) => boolean {
  const match = compilePatternSet({ pattern });
  return (event) => match(event).length > 0;
}

interface CompiledBranch {
  readonly rule: number;
  readonly leaves: readonly CompiledLeaf[];
}

/**
 * A matcher of many patterns at once. It returns the ids of those that match, in the order given (JavaScript puts ids that look like
 * array indexes first). Each path that patterns name rules out the branches that its value refutes; what is left has matched.
 * @throws {PatternError} for the first pattern that AWS refuses
 */
export function compilePatternSet(patterns: Readonly<Record<string, unknown>>): (event: unknown) => string[] {
  return compileParsedSet(
    Object.fromEntries(Object.entries(patterns).map(([id, pattern]) => [id, parsePattern(pattern)])),
  );
}

/** The same of patterns that were parsed before. */
export function compileParsedSet(patterns: Readonly<Record<string, ParsedPattern>>): (event: unknown) => string[] {
  const ids = Object.keys(patterns);
  const tree = new PathTree();
  const branches = inClusters(Object.values(patterns).flatMap((pattern, rule) => compileBranches(rule, pattern, tree)));
  const filters = filtersOf(branches);
  const values = new EventValues(tree);
  const ruleOf = Int32Array.from(branches, ({ rule }) => rule);
  const every = noBits(branches.length);
  for (const at of branches.keys()) addBit(every, at);
  const alive = every.slice();
  const inArrays = every.slice();
  const matched = noBits(ids.length);
  const numbers = new Int32Array(branches.length);

  /** Leaves in `alive` the branches that the values do not refute. */
  const narrow = (): void => {
    let arrays = false;
    copyBits(alive, every);
    clearBits(inArrays);
    for (const filter of filters) {
      const held = values.held[filter.slot];
      filter.narrow(alive, held);
      if (!Array.isArray(held)) continue;
      arrays = true;
      filter.addNamed(inArrays);
    }
    if (!arrays) return;
    keepBits(inArrays, alive);
    for (const at of numbers.subarray(0, listBits(inArrays, numbers))) {
      if (!satisfies(branches[at]?.leaves ?? [], values.held)) removeBit(alive, at);
    }
  };

  return (event) => {
    values.read(event);
    narrow();
    clearBits(matched);
    const branchCount = listBits(alive, numbers);
    for (let at = 0; at < branchCount; at++) addBit(matched, ruleOf[numbers[at] ?? 0] ?? 0);
    const found: string[] = [];
    const ruleCount = listBits(matched, numbers);
    for (let at = 0; at < ruleCount; at++) found.push(ids[numbers[at] ?? 0] ?? '');
    return found;
  };
}

/** Branches that name the same paths side by side, so that filters touch few words. */
function inClusters(branches: readonly CompiledBranch[]): CompiledBranch[] {
  const clusters = Map.groupBy(branches, ({ leaves }) => leaves.map(({ slot }) => slot).join());
  return [...clusters].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, members]) => members);
}

function compileBranches(rule: number, branches: readonly Branch[], tree: PathTree): CompiledBranch[] {
  const leaves = branches.flat();
  const numeric = new Set(leaves.filter(({ matchers }) => matchers.some(comparesNumbers)).map(({ path }) => path));
  return branches.map((branch) => ({
    rule,
    leaves: branch.map((leaf) => compileLeaf(leaf, tree, numeric.has(leaf.path))),
  }));
}

/** A filter for each path, those first that most branches name. */
function filtersOf(branches: readonly CompiledBranch[]): PathFilter[] {
  const members = branches.flatMap(({ leaves }, branch) => leaves.map((leaf) => ({ branch, leaf })));
  return [...Map.groupBy(members, ({ leaf }) => leaf.slot)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([slot, named]) => new PathFilter(slot, named));
}
