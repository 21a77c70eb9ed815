import type { EventPattern } from '../rule/rule.ts';
import type { Alternatives, CoverBranch } from './branch.ts';

type Leaves = ReadonlyMap<string, Alternatives>;

/** A pattern under construction. Keys are those of rules, so `__proto__` may be one. */
interface Node {
  readonly [key: string]: unknown;
}

/** Where branches part, if they do not part in what comes first. */
const PARTING = ['detail-type', 'source', 'eventSource'];

/**
 * The pattern of some branches: what all ask for stands once, the rest in `$or`. Undefined where one asks for nothing more than
 * what all do, which `$or` cannot say.
 */
export function writePattern(branches: readonly CoverBranch[]): EventPattern | undefined {
  return write(branches.map(({ leaves }) => leaves));
}

function write(branches: readonly Leaves[]): Node | undefined {
  const [first, ...others] = branches;
  if (!first) return undefined;
  if (others.length === 0) return nest(first);
  const common = new Map(
    [...first].filter(([path, list]) => others.every((leaves) => textOf(leaves.get(path)) === textOf(list))),
  );
  const rests = branches.map((leaves) => new Map([...leaves].filter(([path]) => !common.has(path))));
  if (rests.some(({ size }) => size === 0)) return undefined;
  const alternatives = writeRests(rests);
  return alternatives && join(nest(common), alternatives);
}

/** `$or`, as deep down as it can stand. */
function writeRests(rests: readonly Leaves[]): Node | undefined {
  const step = commonStep(rests);
  if (step !== undefined) {
    const inner = write(
      rests.map((leaves) => new Map([...leaves].map(([path, list]) => [path.slice(step.length + 1), list]))),
    );
    return inner && { [step]: inner };
  }
  const groups = partsOf(rests).map(write);
  return groups.includes(undefined) ? undefined : { $or: groups };
}

function partsOf(rests: readonly Leaves[]): (readonly Leaves[])[] {
  for (const path of PARTING) {
    const groups = [...Map.groupBy(rests, (leaves) => textOf(leaves.get(path))).values()];
    if (groups.length > 1 && groups.length < rests.length) return groups;
  }
  return rests.map((leaves) => [leaves]);
}

/** The first step of all paths, if it is that of all. */
function commonStep(rests: readonly Leaves[]): string | undefined {
  const steps = new Set(rests.flatMap((leaves) => [...leaves.keys()].map((path) => path.split('.', 1)[0] ?? '')));
  const [step] = steps;
  const isObject = rests.every((leaves) => [...leaves.keys()].every((path) => path !== step));
  return steps.size === 1 && isObject ? step : undefined;
}

function textOf(alternatives: Alternatives | undefined): string {
  return alternatives?.map(({ json }) => json).join() ?? '';
}

/** Leaves as nested objects. A path below another leaf keeps its dots: they mean the same. */
function nest(leaves: Leaves): Node {
  const groups = Map.groupBy(leaves, ([path]) => path.split('.', 1)[0] ?? '');
  const entries = [...groups].flatMap(([step, members]): [string, unknown][] => {
    const written = members.map(([path, list]): [string, unknown] => [path, list.map(({ json }) => JSON.parse(json))]);
    if (members.some(([path]) => path === step)) return written;
    return [[step, nest(new Map(members.map(([path, list]) => [path.slice(step.length + 1), list])))]];
  });
  return Object.fromEntries(entries);
}

/** What all branches ask for, and their alternatives, which may stand within one of its objects. */
function join(common: Node, alternatives: Node): Node {
  const merged = Object.entries(alternatives).map(([key, value]): [string, unknown] => {
    const known = Object.hasOwn(common, key) ? common[key] : undefined;
    return [key, known === undefined ? value : join(known as Node, value as Node)];
  });
  return Object.fromEntries([...Object.entries(common), ...merged]);
}
