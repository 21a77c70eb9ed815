import { isChosenByCaller, proofsOfCaller, provesCaller } from '../../rule/caller-fields.ts';
import type { Rule } from '../../rule/rule.ts';
import type { Suppression } from '../../rule/suppression.ts';
import type { Path } from '../../rule/yaml-file.ts';
import type { Note, RuleCheck } from '../check.ts';
import { placeOf } from '../leaf.ts';
import { onFinding, type ShapedPattern, type Subject } from '../subject.ts';

/** Rules that their subject can silence, soften or confuse, as it chooses what they go by. */
export const CALLER_CHECKS: readonly RuleCheck[] = [
  {
    code: 'chosen-by-caller',
    severity: 'error',
    run: (subject) => [...chosenKeys(subject), ...chosenConditions(subject)],
  },
  {
    code: 'suppressed-by-caller',
    severity: 'warning',
    run: ({ rule }) => suppressedByCaller(['suppress'], rule.suppress ?? []),
  },
];

/** Keys of a rule's memory: whoever takes a new one is counted, or seen, anew, and whoever takes another's inherits it. */
function chosenKeys({ rule }: Subject): Note[] {
  return keysOf(rule).flatMap(({ path, by }) =>
    by.flatMap((key, index) =>
      isChosenByCaller(key)
        ? [
            {
              path: [...path, index],
              message: `the caller chooses "${key}"; go by identity.principal, which AWS gives`,
            },
          ]
        : [],
    ),
  );
}

function keysOf({ group, threshold, firstSeen, sequence }: Rule): { path: Path; by: readonly string[] }[] {
  return [
    ...(group ? [{ path: ['group', 'by'], by: group.by }] : []),
    ...(threshold ? [{ path: ['threshold', 'by'], by: threshold.by }] : []),
    ...(firstSeen ? [{ path: ['first-seen', 'by'], by: firstSeen.by }] : []),
    ...(sequence ? [{ path: ['sequence', 'by'], by: sequence.by }] : []),
    ...(sequence ? [{ path: ['sequence', 'after', 'by'], by: sequence.after.by }] : []),
  ];
}

/** A condition on such a field holds or not as the caller likes. */
function chosenConditions({ patterns }: Subject): Note[] {
  return patterns.filter(({ root }) => root[0] !== 'suppress').flatMap(chosenLeaves);
}

function chosenLeaves(placed: ShapedPattern): Note[] {
  const leaves = new Map(placed.branches.flatMap(({ branch }) => branch.map((leaf) => [leaf.pointer, leaf])));
  return [...leaves.values()].flatMap((leaf) => {
    const field = leaf.path.replace(/^detail\./, 'event.');
    if (!isChosenByCaller(field)) return [];
    const message = `the caller chooses ${leaf.path}, and so whether the rule alerts; leave callers out with "unless", or waive this with the reason`;
    return [{ path: placeOf(leaf, placed), message }];
  });
}

/** Suppressions that whoever knows them can meet. */
export function suppressedByCaller(root: Path, suppressions: readonly Suppression[]): Note[] {
  return suppressions.flatMap(({ when }, index) => {
    const isChosen = onFinding([], when).branches.some(({ branch }) =>
      branch.some(({ path }) => isChosenByCaller(path)),
    );
    if (!isChosen || provesCaller(when)) return [];
    const message = `any caller can make this match; name also one of ${proofsOfCaller()}`;
    return [{ path: [...root, index, 'when'], message }];
  });
}
