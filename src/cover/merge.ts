import { testOf } from '../pattern/index.ts';
import {
  type Alternative,
  type CoverBranch,
  EVENT_NAME,
  isAbsence,
  isWildcard,
  keyOf,
  unite,
  withLeaf,
} from './branch.ts';

/** Fewer branches that match exactly what the given ones do. */
export function mergeBranches(branches: readonly CoverBranch[]): CoverBranch[] {
  let merged = [...branches];
  for (let before = Number.POSITIVE_INFINITY; merged.length < before; ) {
    before = merged.length;
    merged = withoutRepetition(merged);
    for (const path of pathsOf(merged)) merged = mergeAt(merged, path);
  }
  return merged;
}

/** The names of calls first: most branches differ in nothing else. */
function pathsOf(branches: readonly CoverBranch[]): string[] {
  const paths = new Set(branches.flatMap(({ leaves }) => [...leaves.keys()]));
  return [EVENT_NAME, ...[...paths].sort()];
}

/** Makes one of branches that differ at this path alone. Wildcards stay apart: EventBridge takes only so many in one list. */
function mergeAt(branches: readonly CoverBranch[], path: string): CoverBranch[] {
  const groups = Map.groupBy(branches, (branch) =>
    branch.leaves.get(path)?.some(({ matcher }) => isWildcard(matcher)) ? keyOf(branch) : keyOf(branch, path),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first?.leaves.has(path)) return group;
    return [withLeaf(first, path, unite(group.flatMap(({ leaves }) => leaves.get(path) ?? [])))];
  });
}

/** Leaves out of each branch the names of calls that other branches match whole, and the branch if no name is left. */
function withoutRepetition(branches: readonly CoverBranch[]): CoverBranch[] {
  let kept: readonly CoverBranch[] = branches;
  for (const branch of branches) {
    const wider = kept.filter((other) => other !== branch && isInside(branch, other, EVENT_NAME));
    if (wider.length === 0) continue;
    const names = branch.leaves.get(EVENT_NAME) ?? [];
    const left = names.filter((name) => !wider.some((other) => isAmong(name, other.leaves.get(EVENT_NAME) ?? [name])));
    kept = kept.flatMap((each) =>
      each !== branch ? [each] : left.length > 0 ? [withLeaf(branch, EVENT_NAME, left)] : [],
    );
  }
  return [...kept];
}

/** Whether whatever matches one branch is known to match another, and is delivered for it, apart from the values at a path. */
function isInside(inner: CoverBranch, outer: CoverBranch, exceptAt: string): boolean {
  if (inner.readOnlyEvents && !outer.readOnlyEvents) return false;
  for (const [path, asked] of outer.leaves) {
    const given = inner.leaves.get(path);
    if (!given || (path !== exceptAt && !given.every((alternative) => isAmong(alternative, asked)))) return false;
    if (asked.some(isAbsence) && isSettled(path, inner, outer)) return false;
  }
  return true;
}

function isAmong(alternative: Alternative, others: readonly Alternative[]): boolean {
  const { json, matcher } = alternative;
  return others.some(
    (other) =>
      other.json === json ||
      (other.json === '{"exists":true}' && !isAbsence(alternative)) ||
      (matcher.kind === 'string' && testOf(other.matcher, false)(matcher.text)),
  );
}

/** Whether one branch has a leaf, and another has not, that may settle which elements of an array a path is looked for in. */
function isSettled(path: string, inner: CoverBranch, outer: CoverBranch): boolean {
  return [...inner.leaves.keys()].some((other) => !outer.leaves.has(other) && maySettle(other, path));
}

/** Whether values of two paths may be in elements of one array: `detail` itself is never in one. */
function maySettle(path: string, later: string): boolean {
  const [steps, others] = [path.split('.'), later.split('.')];
  const depth = steps[0] === 'detail' ? 2 : 1;
  return path < later && steps.slice(0, depth).join('.') === others.slice(0, depth).join('.');
}
