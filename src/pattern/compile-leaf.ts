import type { CompiledLeaf } from './evaluate.ts';
import { testOf } from './leaf-test.ts';
import type { Leaf } from './matcher.ts';
import type { PathTree } from './path-tree.ts';

/**
 * A leaf ready to be evaluated, its path numbered in the tree.
 * @param besideNumbers whether any leaf of the pattern at this path compares numbers
 */
export function compileLeaf({ path, matchers }: Leaf, tree: PathTree, besideNumbers: boolean): CompiledLeaf {
  const tests = matchers.map((matcher) => testOf(matcher, besideNumbers));
  const [first] = tests;
  return {
    slot: tree.slotOf(path),
    matchers,
    test: first !== undefined && tests.length === 1 ? first : (value) => tests.some((test) => test(value)),
    absent: matchers.some((matcher) => matcher.kind === 'exists' && !matcher.value),
  };
}
