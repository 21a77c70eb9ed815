import { comparesNumbers } from '../pattern/index.ts';
import {
  type Alternatives,
  alternativeOf,
  type CoverBranch,
  EVENT_NAME,
  EVENT_SOURCE,
  isAbsence,
  isLiteral,
  unite,
} from './branch.ts';

/**
 * What a call has only where it failed, or where a service made it. Few of the calls that rules name do, and a rule may change its
 * mind about them without any forwarder having to be deployed anew.
 */
const SELDOM_THERE = ['detail.errorCode', 'detail.errorMessage', 'detail.userIdentity.invokedBy'];

/** Nobody but AWS can send events of such a source. */
const ANY_AWS_SOURCE = [alternativeOf({ prefix: 'aws.' })];
const ANY_VALUE = alternativeOf({ exists: true });

/**
 * Branches that match whatever the given ones do, with fewer differences between them. A leaf that a value must meet is never left
 * out: it also settles which element of an array the branch is about, and without it an `exists: false` after it would look into
 * all elements. So with `v: [{a: 1}, {b: 2}]` the pattern `{v: {a: [1], b: [{exists: false}]}}` matches, and without `a` does not.
 */
export function widenBranches(branches: readonly CoverBranch[]): CoverBranch[] {
  const numeric = new Set(
    branches.flatMap(({ leaves }) => [...leaves].flatMap(([path, list]) => (hasNumbers(list) ? [path] : []))),
  );
  return branches.map((branch) => {
    const isNamed = isLiteral(branch.leaves.get(EVENT_NAME)) && isLiteral(branch.leaves.get(EVENT_SOURCE));
    const leaves = [...branch.leaves]
      .filter(([path, list]) => !(isNamed && !branch.readOnlyEvents && SELDOM_THERE.includes(path) && isNothing(list)))
      .map(([path, list]): [string, Alternatives] => {
        if (path === 'source' && isLiteral(branch.leaves.get(EVENT_SOURCE))) return [path, widenSource(list)];
        return [path, numeric.has(path) ? widenAddresses(list) : list];
      });
    return { ...branch, leaves: new Map(leaves) };
  });
}

function isNothing(alternatives: Alternatives): boolean {
  return alternatives.every(isAbsence);
}

/** Where `eventSource` names the service, `source` need not. */
function widenSource(alternatives: Alternatives): Alternatives {
  const isOfAws = alternatives.every(({ matcher }) => matcher.kind === 'string' && matcher.text.startsWith('aws.'));
  return isOfAws ? ANY_AWS_SOURCE : alternatives;
}

/** An address takes a number for hexadecimal digits, but not beside an alternative that compares numbers at its path. */
function widenAddresses(alternatives: Alternatives): Alternatives {
  const hasAddress = alternatives.some(({ matcher }) => matcher.kind === 'address' || matcher.kind === 'cidr');
  if (!hasAddress || hasNumbers(alternatives)) return alternatives;
  return unite([ANY_VALUE, ...alternatives.filter(isAbsence)]);
}

function hasNumbers(alternatives: Alternatives): boolean {
  return alternatives.some(({ matcher }) => comparesNumbers(matcher));
}
