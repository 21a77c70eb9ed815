import { type CompiledLeaf, satisfies } from './evaluate.ts';
import { valuesOf } from './event-values.ts';
import { comparesNumbers, testOf } from './leaf-test.ts';
import type { Branch, Leaf } from './matcher.ts';
import { parsePattern } from './parse.ts';
import { PathTree } from './path-tree.ts';

/**
 * A matcher of one pattern.
 * @param pattern a JSON value, or the text of one, which alone keeps duplicate keys and the digits of numbers
 * @throws {PatternError} for every pattern that AWS refuses, but for its length (see `checkLength`)
 */
export function compilePattern(pattern: unknown): (event: unknown) => boolean {
  const match = compilePatternSet({ pattern });
  return (event) => match(event).length > 0;
}

/**
 * A matcher of many patterns at once. It returns the ids of those that match, in the order given; integer-like ids come first.
 * @throws {PatternError} for the first pattern that AWS refuses
 */
export function compilePatternSet(patterns: Readonly<Record<string, unknown>>): (event: unknown) => string[] {
  const tree = new PathTree();
  const rules = Object.entries(patterns).map(([id, pattern]) => ({
    id,
    branches: compileBranches(parsePattern(pattern), tree),
  }));
  return (event) => {
    const values = valuesOf(event, tree);
    return rules.filter(({ branches }) => branches.some((leaves) => satisfies(leaves, values))).map(({ id }) => id);
  };
}

function compileBranches(branches: readonly Branch[], tree: PathTree): CompiledLeaf[][] {
  const numeric = new Set(
    branches
      .flat()
      .filter((leaf) => leaf.matchers.some(comparesNumbers))
      .map((leaf) => leaf.path),
  );
  return branches.map((leaves) => leaves.map((leaf) => compileLeaf(leaf, tree, numeric.has(leaf.path))));
}

function compileLeaf(leaf: Leaf, tree: PathTree, besideNumbers: boolean): CompiledLeaf {
  const tests = leaf.matchers.map((matcher) => testOf(matcher, besideNumbers));
  return {
    slot: tree.slotOf(leaf.path),
    test: (value) => tests.some((test) => test(value)),
    absent: leaf.matchers.some((matcher) => matcher.kind === 'exists' && !matcher.value),
  };
}
