import { arrayAt } from '../cloudtrail/json.ts';
import { type Matcher, parsePattern } from '../pattern/index.ts';
import { pointerSteps } from '../rule/pattern-faults.ts';
import type { Rule } from '../rule/rule.ts';

/** One alternative of a leaf: as a pattern writes it, and as it is understood. */
export interface Alternative {
  readonly json: string;
  readonly matcher: Matcher;
}

/** Of one leaf, each once, sorted by their texts. */
export type Alternatives = readonly Alternative[];

/** One way to match: all leaves must hold. Paths stand in the order in which EventBridge evaluates them. */
export interface CoverBranch {
  readonly readOnlyEvents: boolean;
  readonly leaves: ReadonlyMap<string, Alternatives>;
}

export const EVENT_NAME = 'detail.eventName';
export const EVENT_SOURCE = 'detail.eventSource';

/** The branches of a rule's pattern. */
export function branchesOf({ pattern, readOnlyEvents }: Rule): CoverBranch[] {
  return parsePattern(pattern).map((branch) => ({
    readOnlyEvents,
    leaves: new Map(
      branch.map(({ path, pointer, matchers }) => {
        const values = arrayAt(pattern, ...pointerSteps(pointer));
        return [path, unite(matchers.map((matcher, at) => ({ json: JSON.stringify(values[at]), matcher })))];
      }),
    ),
  }));
}

export function alternativeOf(value: unknown): Alternative {
  const [branch] = parsePattern({ any: [value] });
  const [matcher] = branch?.[0]?.matchers ?? [];
  if (!matcher) throw new TypeError('not an alternative');
  return { json: JSON.stringify(value), matcher };
}

export function unite(alternatives: Alternatives): Alternatives {
  const unique = new Map(alternatives.map((alternative) => [alternative.json, alternative]));
  return [...unique.values()].sort((a, b) => (a.json < b.json ? -1 : 1));
}

/** The branch with other alternatives at a path that it has. */
export function withLeaf(branch: CoverBranch, path: string, alternatives: Alternatives): CoverBranch {
  return { ...branch, leaves: new Map(branch.leaves).set(path, alternatives) };
}

/** Equal for branches that differ at most in their alternatives at one path. */
export function keyOf({ readOnlyEvents, leaves }: CoverBranch, exceptAt?: string): string {
  const texts = [...leaves].map(([path, alternatives]) => [
    path,
    path === exceptAt ? '' : alternatives.map(({ json }) => json).join(),
  ]);
  return JSON.stringify([readOnlyEvents, texts]);
}

/** Whether a leaf asks for given texts and nothing else. */
export function isLiteral(alternatives: Alternatives | undefined): alternatives is Alternatives {
  return alternatives?.every(({ matcher }) => matcher.kind === 'string') ?? false;
}

/** The texts that a leaf asks for. */
export function textsOf(alternatives: Alternatives): string[] {
  return alternatives.flatMap(({ matcher }) => (matcher.kind === 'string' ? [matcher.text] : []));
}

export function isAbsence({ matcher }: Alternative): boolean {
  return matcher.kind === 'exists' && !matcher.value;
}

export function hasWildcard({ leaves }: CoverBranch): boolean {
  return [...leaves.values()].flat().some(({ matcher }) => isWildcard(matcher));
}

export function isWildcard(matcher: Matcher): boolean {
  if (matcher.kind === 'anything-but-text') return matcher.operands.some(({ kind }) => kind === 'wildcard');
  return matcher.kind === 'wildcard';
}
