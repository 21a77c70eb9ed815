/** The paths that patterns name, as a tree of their dot-separated steps. */
export interface PathNode {
  readonly steps: Map<string, PathNode>;
  /** Number of the path that ends here; -1 where none does. */
  slot: number;
}

export class PathTree {
  readonly root: PathNode = { steps: new Map(), slot: -1 };
  size = 0;

  /** The number of a path, the same for the same path; numbers count from 0. */
  slotOf(path: string): number {
    const node = path.split('.').reduce(childOf, this.root);
    if (node.slot < 0) node.slot = this.size++;
    return node.slot;
  }
}

function childOf(node: PathNode, step: string): PathNode {
  const known = node.steps.get(step);
  if (known !== undefined) return known;
  const child: PathNode = { steps: new Map(), slot: -1 };
  node.steps.set(step, child);
  return child;
}
