import { addressDigits } from './address.ts';
import { FoldedText } from './case-fold.ts';
import { inRange } from './cidr.ts';
import type { Matcher, NumericMatcher, Scalar, TextMatcher } from './matcher.ts';
import { wildcardTest } from './wildcard.ts';

export type Test = (value: Scalar) => boolean;

/** Whether a matcher compares numbers by value. Addresses beside such a matcher do not see numbers (see `digitsOf`). */
export function comparesNumbers(matcher: Matcher): boolean {
  if (matcher.kind === 'number') return matcher.value !== undefined;
  if (matcher.kind === 'anything-but') return typeof matcher.values[0] === 'number';
  return matcher.kind === 'numeric';
}

/**
 * A test of one value that is there. `exists: false` is never true of one.
 * @param besideNumbers whether a matcher of the same field compares numbers
 */
export function testOf(matcher: Matcher, besideNumbers: boolean): Test {
  switch (matcher.kind) {
    case 'string':
      return (value) => value === matcher.text;
    case 'literal':
    case 'number':
      return (value) => value === matcher.value;
    case 'address':
      return (value) => digitsOf(value, besideNumbers).startsWith(matcher.digits);
    case 'cidr':
      return (value) => inRange(digitsOf(value, besideNumbers), matcher.range);
    case 'numeric':
      return numericTest(matcher);
    case 'exists':
      return () => matcher.value;
    case 'anything-but': {
      const excluded: ReadonlySet<Scalar> = new Set(matcher.values);
      return (value) => !excluded.has(value);
    }
    case 'anything-but-text': {
      const excluded = matcher.operands.map(textTest);
      return (value) => typeof value !== 'string' || !excluded.some((test) => test(value));
    }
    default: {
      const test = textTest(matcher);
      return (value) => typeof value === 'string' && test(value);
    }
  }
}

/**
 * A value's digits as an address, empty where it has none. EventBridge takes the digits of a JSON number for hexadecimal ones,
 * so 10.0.0.1/0 holds the number 1, unless a matcher of the same field compares numbers.
 */
function digitsOf(value: Scalar, besideNumbers: boolean): string {
  if (typeof value === 'string') return digitsOfText(value);
  return typeof value === 'number' && !besideNumbers ? String(value) : '';
}

/** The text looked at last, and its digits: one value is often compared with many blocks in a row. */
let latestText = '';
let latestDigits = '';

function digitsOfText(text: string): string {
  if (text !== latestText) {
    latestText = text;
    latestDigits = addressDigits(text) ?? '';
  }
  return latestDigits;
}

function numericTest({ low, high }: NumericMatcher): Test {
  return (value) =>
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (low === undefined || value > low.value || (low.included && value === low.value)) &&
    (high === undefined || value < high.value || (high.included && value === high.value));
}

/**
 * A test of strings. EventBridge compares them with their quotes on, so a prefix that ends in a quote may take in the closing one:
 * the prefixes `"` and `a"` match the strings `` and `a`; likewise a suffix that starts with one.
 */
function textTest({ kind, text, parts = [] }: TextMatcher): (value: string) => boolean {
  const folded = new FoldedText(kind.endsWith('ignore-case') ? text : '');
  const opening = text.startsWith('"') ? '"' : '';
  const closing = text.endsWith('"') ? '"' : '';
  switch (kind) {
    case 'prefix':
      return (value) => (value + closing).startsWith(text);
    case 'suffix':
      return (value) => (opening + value).endsWith(text);
    case 'equals-ignore-case':
      return (value) => folded.equals(value);
    case 'prefix-ignore-case':
      return (value) => folded.startsOn(value + closing);
    case 'suffix-ignore-case':
      return (value) => folded.endsOn(opening + value);
    case 'wildcard':
      return wildcardTest(parts);
  }
}
