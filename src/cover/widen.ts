import { dataResourceType } from '../lint/data-events.ts';
import { comparesNumbers } from '../pattern/index.ts';
import {
  type Alternatives,
  alternativeOf,
  type CoverBranch,
  EVENT_NAME,
  EVENT_SOURCE,
  isAbsence,
  isLiteral,
  textsOf,
  unite,
  withLeaf,
} from './branch.ts';

const CALL = 'AWS API Call via CloudTrail';
/** What is left of a branch that names writing management calls. */
const CALL_PATHS = ['source', 'detail-type', EVENT_SOURCE, EVENT_NAME];

/** Nobody but AWS can send events of such a source. */
const ANY_AWS_SOURCE = [alternativeOf({ prefix: 'aws.' })];
const ANY_VALUE = alternativeOf({ exists: true });

/**
 * Branches that match whatever the given ones do, with fewer differences between them. Of writing management calls the names are
 * enough: there are few of them, and forwarders need not be deployed anew when a rule changes its mind about the rest. Data events,
 * read-only calls and all that names no call come in millions, so they keep every leaf.
 */
export function widenBranches(branches: readonly CoverBranch[]): CoverBranch[] {
  const numeric = new Set(
    branches.flatMap(({ leaves }) => [...leaves].flatMap(([path, list]) => (hasNumbers(list) ? [path] : []))),
  );
  return branches.flatMap(widenCalls).map((branch) => {
    const leaves = [...branch.leaves].map(([path, list]): [string, Alternatives] => {
      if (path === 'source' && isLiteral(branch.leaves.get(EVENT_SOURCE))) return [path, widenSource(list)];
      return [path, numeric.has(path) ? widenAddresses(list) : list];
    });
    return { ...branch, leaves: new Map(leaves) };
  });
}

/**
 * All leaves beside the names of calls go at once. To leave out one of them may make a branch narrower: a value also settles which
 * element of an array the branch is about, and an `exists: false` that stays would then look into all elements. So with
 * `v: [{a: 1}, {b: 2}]` the pattern `{v: {a: [1], b: [{exists: false}]}}` matches, and without `a` it does not.
 */
function widenCalls(branch: CoverBranch): CoverBranch[] {
  const [detailTypes, sources, names] = ['detail-type', EVENT_SOURCE, EVENT_NAME].map((path) =>
    branch.leaves.get(path),
  );
  const isNamed =
    isLiteral(sources) && isLiteral(names) && isLiteral(detailTypes) && textsOf(detailTypes).join() === CALL;
  if (branch.readOnlyEvents || !isNamed) return [branch];
  const isData = (name: string): boolean => textsOf(sources).some((source) => dataResourceType(source, name));
  const { data = [], management = [] } = Object.groupBy(names, ({ matcher }) =>
    matcher.kind === 'string' && isData(matcher.text) ? 'data' : 'management',
  );
  const widened = new Map([...branch.leaves].filter(([path]) => CALL_PATHS.includes(path)));
  return [
    ...(data.length > 0 ? [withLeaf(branch, EVENT_NAME, data)] : []),
    ...(management.length > 0 ? [withLeaf({ ...branch, leaves: widened }, EVENT_NAME, management)] : []),
  ];
}

/** Where `eventSource` names the service, `source` need not. */
function widenSource(alternatives: Alternatives): Alternatives {
  const isOfAws = isLiteral(alternatives) && textsOf(alternatives).every((text) => text.startsWith('aws.'));
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
