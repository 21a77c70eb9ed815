import { type Branch, type Leaf, parsePattern } from '../pattern/index.ts';
import type { EventPattern } from '../rule/rule.ts';
import { type Condition, filterPattern } from './condition.ts';
import { withoutEnvelope } from './envelope.ts';
import { leafCondition } from './leaf-condition.ts';
import { refuseContainers, type Shapes } from './shapes.ts';
import { UnsayableError } from './unsayable-error.ts';

/** CloudWatch Logs' limit, in characters. */
const LONGEST_PATTERN = 1024;

/**
 * Filter patterns for CloudTrail records in CloudWatch Logs: an event pattern matches what one of them matches. There are several
 * where one would be too long.
 * @param shapes what records are known to look like, as nothing in a pattern tells a list from a text
 * @throws UnsayableError with the reason why there are none
 */
export function compileFilterPatterns(pattern: EventPattern, shapes: Shapes): readonly string[] {
  const branches = parsePattern(pattern)
    .map(withoutEnvelope)
    .filter((branch) => branch !== undefined);
  if (branches.length === 0) throw new UnsayableError('matches no record of CloudTrail');
  for (const { path } of branches.flat()) refuseContainers(path, shapes);
  return split(branches);
}

function split(branches: readonly Branch[]): string[] {
  const whole = filterPattern(anyBranch(branches));
  if (whole.length <= LONGEST_PATTERN) return [whole];
  const [one, ...more] = branches;
  const parts = one && more.length === 0 ? halvesOfBranch(one).map((branch) => [branch]) : halves(branches);
  return parts.flatMap(split);
}

function halves<Item>(items: readonly Item[]): [readonly Item[], readonly Item[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/** A branch as two, each with half of the alternatives of the leaf that has most. */
function halvesOfBranch(branch: Branch): Branch[] {
  const largest = branch.reduce((most, leaf) => (leaf.matchers.length > most.matchers.length ? leaf : most));
  if (largest.matchers.length < 2) throw new UnsayableError(`takes more than ${LONGEST_PATTERN} characters`);
  return halves(largest.matchers).map((matchers) =>
    branch.map((leaf) => (leaf === largest ? { ...largest, matchers } : leaf)),
  );
}

/** What all branches ask is said once. */
function anyBranch(branches: readonly Branch[]): Condition {
  const [first = [], ...others] = branches.map((branch) => new Map(branch.map((leaf) => [textOf(leaf), leaf])));
  const all = [...first].filter(([text]) => others.every((branch) => branch.has(text)));
  const common = new Set(all.map(([text]) => text));
  const rests = [first, ...others].map((branch) => [...branch].filter(([text]) => !common.has(text)));
  const any = rests.map((rest): Condition => ({ all: rest.map(([, leaf]) => leafCondition(leaf)) }));
  const conditions = all.map(([, leaf]) => leafCondition(leaf));
  return { all: rests.some((rest) => rest.length === 0) ? conditions : [...conditions, { any }] };
}

function textOf({ path, matchers }: Leaf): string {
  return JSON.stringify([path, matchers]);
}
