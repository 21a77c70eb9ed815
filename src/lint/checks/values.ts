import { lookUp, type Shape } from '../../cloudtrail/shape.ts';
import { type Matcher, testOf } from '../../pattern/index.ts';
import { nearest } from '../../rule/nearest.ts';
import type { Note, RuleCheck } from '../check.ts';
import { alternativesOf, isSpecific, literalText } from '../leaf.ts';
import type { ShapedPattern } from '../subject.ts';

/** Whether the values that patterns ask for can stand there. */
export const VALUE_CHECKS: readonly RuleCheck[] = [
  { code: 'unknown-value', severity: 'error', run: ({ patterns }) => patterns.flatMap(unknownValues) },
  { code: 'wrong-type', severity: 'error', run: ({ patterns }) => patterns.flatMap(wrongTypes) },
  { code: 'fixed-partition', severity: 'warning', run: ({ patterns }) => patterns.flatMap(fixedPartitions) },
];

/** Values out of a closed set, such as `mfa.verdict`. Exclusions count as well: one of a value that is never there excludes nothing. */
export function unknownValues(shaped: ShapedPattern): Note[] {
  return ofEach(shaped, (matcher, shape) => {
    if (!Array.isArray(shape)) return undefined;
    const values: readonly string[] = shape;
    if (matcher.kind === 'anything-but') {
      const strange = matcher.values.map(String).find((value) => !values.includes(value));
      return strange && `leaves out "${strange}", which is never there; it is ${values.join(', ')}`;
    }
    if (!isSpecific(matcher) || values.some(testOf(matcher, false))) return undefined;
    const text = literalText(matcher) ?? (matcher.kind === 'literal' ? String(matcher.value) : '');
    const meant = values.includes(text) ? text : nearest(text, values);
    const quotes = values.includes(text) ? ' (a text: write it in quotes)' : '';
    return meant ? `is never so; did you mean "${meant}"${quotes}?` : `is never so; it is ${values.join(', ')}`;
  });
}

const TYPES: Readonly<Record<string, readonly Matcher['kind'][]>> = {
  text: ['number', 'literal', 'numeric'],
  number: ['string', 'address', 'literal', 'prefix', 'suffix', 'wildcard', 'equals-ignore-case', 'cidr'],
  flag: ['string', 'address', 'number', 'numeric', 'prefix', 'suffix', 'wildcard', 'equals-ignore-case', 'cidr'],
};
const TYPE_NAMES: Readonly<Record<string, string>> = {
  text: 'a text: write it in quotes',
  number: 'a number',
  flag: 'true or false, without quotes',
};

export function wrongTypes(shaped: ShapedPattern): Note[] {
  return ofEach(shaped, (matcher, shape, beside) => {
    if (typeof shape !== 'string' || !TYPES[shape]?.includes(matcher.kind)) return undefined;
    // Beside a value of the right type, the other covers records that have it wrong.
    const hasRight = beside.some((other) => isSpecific(other) && !TYPES[shape]?.includes(other.kind));
    const isNull = matcher.kind === 'literal' && matcher.value === null;
    return hasRight || isNull ? undefined : `never matches, as this is ${TYPE_NAMES[shape]}`;
  });
}

/** ARNs of the other partitions begin with arn:aws-us-gov and arn:aws-cn. */
function fixedPartitions(shaped: ShapedPattern): Note[] {
  return shaped.branches.flatMap(({ branch }) =>
    branch.flatMap((leaf) => {
      const alternatives = alternativesOf(leaf, shaped);
      if (alternatives.some(({ shown }) => shown.includes('"arn:aws-'))) return [];
      const message = 'holds in one partition only; match what follows, with suffix or wildcard';
      return alternatives
        .filter(({ matcher, shown }) => isSpecific(matcher) && shown.includes('"arn:aws:'))
        .map(({ path }) => ({ path, message }));
    }),
  );
}

type Judge = (matcher: Matcher, shape: Shape, beside: readonly Matcher[]) => string | undefined;

function ofEach(shaped: ShapedPattern, judge: Judge): Note[] {
  return shaped.branches.flatMap(({ branch, shape }) =>
    branch.flatMap((leaf) => {
      const found = lookUp(shape, leaf.path.split('.'), 'transparent');
      if ('unknown' in found) return [];
      return alternativesOf(leaf, shaped).flatMap(({ matcher, path, shown }) => {
        const fault = judge(matcher, found.shape, leaf.matchers);
        return fault ? [{ path, message: `${shown} ${fault}` }] : [];
      });
    }),
  );
}
