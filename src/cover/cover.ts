import type { EventPattern, Rule } from '../rule/rule.ts';
import { branchesOf, type CoverBranch, keyOf } from './branch.ts';
import { mergeBranches } from './merge.ts';
import { packBranches } from './pack.ts';
import { widenBranches } from './widen.ts';

/** A pattern of events that are forwarded. */
export interface CoverPattern {
  readonly pattern: EventPattern;
  /** Whether read-only management events are forwarded too. */
  readonly readOnlyEvents: boolean;
}

/**
 * Patterns that match whatever the enabled rules do: as few as EventBridge's limits allow, little wider than the rules, the same
 * for the same rules in any order. What a rule with `readOnlyEvents` matches, a pattern with `readOnlyEvents` does; the others
 * have no share in those.
 */
export function coverOf(rules: readonly Rule[]): readonly CoverPattern[] {
  const branches = rules.filter(({ enabled }) => enabled).flatMap(branchesOf);
  const merged = mergeBranches(inOrder(widenBranches(branches)));
  return [false, true].flatMap((readOnlyEvents) => {
    const group = inOrder(merged.filter((branch) => branch.readOnlyEvents === readOnlyEvents));
    return packBranches(group).map((pattern) => ({ pattern, readOnlyEvents }));
  });
}

/** The longest first, and the same whatever the order of the rules. */
function inOrder(branches: readonly CoverBranch[]): CoverBranch[] {
  const keyed = branches.map((branch) => ({ branch, key: keyOf(branch) }));
  return keyed.sort((a, b) => b.key.length - a.key.length || (a.key < b.key ? -1 : 1)).map(({ branch }) => branch);
}
