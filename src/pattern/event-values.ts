import type { Scalar } from './matcher.ts';
import type { PathNode, PathTree } from './path-tree.ts';

/** Which element of which array holds a value, innermost first. Arrays are numbered as they are met. */
export interface Place {
  readonly array: number;
  readonly index: number;
  readonly outer: Place | undefined;
}

export interface Found {
  readonly value: Scalar;
  readonly place: Place | undefined;
}

/**
 * What an event holds at each path of a tree, by the path's number. Arrays vanish from paths: an array at a path counts as its
 * elements. Objects and empty arrays are no values. A dot in a key is the same as nesting.
 */
export function valuesOf(event: unknown, tree: PathTree): Found[][] {
  const found: Found[][] = Array.from({ length: tree.size }, () => []);
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return found;
  let arrays = 0;
  const open: { node: PathNode; value: unknown; place: Place | undefined }[] = [
    { node: tree.root, value: event, place: undefined },
  ];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { node, value, place } = item;
    if (Array.isArray(value)) {
      const array = arrays++;
      for (let index = 0; index < value.length; index++) {
        const element: unknown = value[index];
        const inside = typeof element === 'object' && element !== null;
        open.push({ node, value: element, place: inside ? { array, index, outer: place } : place });
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) {
        const next = descend(node, key);
        if (next !== undefined) open.push({ node: next, value: child, place });
      }
    } else if (node.slot >= 0 && isScalar(value)) {
      found[node.slot]?.push({ value, place });
    }
  }
  return found;
}

function descend(node: PathNode, key: string): PathNode | undefined {
  if (!key.includes('.')) return node.steps.get(key);
  return key.split('.').reduce<PathNode | undefined>((at, step) => at?.steps.get(step), node);
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
