/** The paths that patterns name, as a tree of their dot-separated steps. */
export interface PathNode {
  /** Number of the path that ends here; -1 where none does. */
  slot: number;
  readonly steps: Map<string, PathNode>;
  /** Keys that objects here have had. */
  readonly keys: Map<string, Key>;
  /** Stands before the first key of an object. */
  readonly start: Key;
}

/** A key of objects at a node. */
export interface Key {
  readonly name: string;
  /** Where it leads; null where no path goes on. */
  readonly child: PathNode | null;
  /** The key that came after it the last time: events repeat the same keys in the same order. */
  follower: Key | undefined;
}

const MOST_KEYS = 256;

/** Numbers each path, the same for the same path, from 0. */
export class PathTree {
  readonly root: PathNode = emptyNode();
  size = 0;

  slotOf(path: string): number {
    let node = this.root;
    for (const step of path.split('.')) {
      const child = node.steps.get(step) ?? emptyNode();
      node.steps.set(step, child);
      node = child;
    }
    if (node.slot < 0) node.slot = this.size++;
    return node.slot;
  }
}

function emptyNode(): PathNode {
  return { slot: -1, steps: new Map(), keys: new Map(), start: { name: '', child: null, follower: undefined } };
}

/** The key of a name; a dot in it is the same as nesting. */
export function keyOf(node: PathNode, name: string): Key {
  const known = node.keys.get(name);
  if (known !== undefined) return known;
  const child = name.split('.').reduce<PathNode | null>((at, step) => at?.steps.get(step) ?? null, node);
  const key = { name, child, follower: undefined };
  if (node.keys.size < MOST_KEYS) node.keys.set(name, key);
  return key;
}
