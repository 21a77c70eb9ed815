import type { Rule } from '../rule/rule.ts';
import { branchesOf, type CoverBranch, EVENT_NAME, EVENT_SOURCE, isLiteral, textsOf } from './branch.ts';

/** A rule that has more forwarded than writing calls of the names that it gives. */
export interface WideRule {
  readonly rule: Rule;
  /** Whether it wants calls of any name. */
  readonly isOpen: boolean;
  /** The paths by which all its branches, or all its open ones if it has any, narrow what they want. */
  readonly narrowedBy: readonly string[];
}

/** What says of every call which one it is. */
const IDENTIFYING = ['source', 'detail-type', EVENT_SOURCE, EVENT_NAME];

/** Matchers of `eventName` that name calls; the versions of some follow their names. */
const NAMING = ['string', 'prefix', 'equals-ignore-case'];
const CALLS = ['AWS API Call via CloudTrail', 'AWS Network Activity Event via CloudTrail'];

/**
 * The enabled rules that widen the cover most: first those that want calls of any name, then those that want read-only calls; of
 * each first those that narrow them least.
 */
export function widestRules(rules: readonly Rule[]): WideRule[] {
  return rules
    .filter(({ enabled }) => enabled)
    .flatMap((rule): WideRule[] => {
      const branches = branchesOf(rule);
      const open = branches.filter(isOpenBranch);
      if (open.length === 0 && !rule.readOnlyEvents) return [];
      return [{ rule, isOpen: open.length > 0, narrowedBy: narrowing(open.length > 0 ? open : branches) }];
    })
    .sort(
      (a, b) =>
        Number(b.isOpen) - Number(a.isOpen) ||
        Number(b.rule.readOnlyEvents) - Number(a.rule.readOnlyEvents) ||
        a.narrowedBy.length - b.narrowedBy.length ||
        (a.rule.id < b.rule.id ? -1 : 1),
    );
}

function isOpenBranch({ leaves }: CoverBranch): boolean {
  const [names, detailTypes] = [leaves.get(EVENT_NAME), leaves.get('detail-type')];
  const isNamed = names?.every(({ matcher }) => NAMING.includes(matcher.kind)) ?? false;
  return !isNamed && (!isLiteral(detailTypes) || textsOf(detailTypes).some((text) => CALLS.includes(text)));
}

function narrowing(branches: readonly CoverBranch[]): string[] {
  const [first, ...others] = branches;
  const shared = [...(first?.leaves.keys() ?? [])].filter((path) => others.every(({ leaves }) => leaves.has(path)));
  return shared.filter((path) => !IDENTIFYING.includes(path));
}
