import type { Bound, Matcher, NumericMatcher, Scalar, TextMatcher } from './matcher.ts';

/** One alternative of a leaf in words, such as `a text that begins with "aws."`. */
export function matcherText(matcher: Matcher): string {
  switch (matcher.kind) {
    case 'string':
    case 'address':
      return shown(matcher.text);
    case 'literal':
      return String(matcher.value);
    case 'number':
      return matcher.text;
    case 'numeric':
      return numericText(matcher);
    case 'exists':
      return matcher.value ? 'any value' : 'no value at all';
    case 'cidr':
      return `an address in ${matcher.text}`;
    case 'anything-but':
      return `anything but ${matcher.values.map(shown).join(', ')}`;
    case 'anything-but-text':
      return `anything but ${matcher.operands.map(textMatcherText).join(', ')}`;
    default:
      return textMatcherText(matcher);
  }
}

const WORDS: Readonly<Record<TextMatcher['kind'], string>> = {
  prefix: 'a text that begins with',
  suffix: 'a text that ends with',
  'equals-ignore-case': 'a text that is, in any case,',
  'prefix-ignore-case': 'a text that begins, in any case, with',
  'suffix-ignore-case': 'a text that ends, in any case, with',
  wildcard: 'a text like',
};

function textMatcherText({ kind, text }: TextMatcher): string {
  return `${WORDS[kind]} ${shown(text)}`;
}

function numericText({ low, high }: NumericMatcher): string {
  if (low && high && low.value === high.value) return `the number ${low.value}`;
  const bound = (sign: string, { value, included }: Bound): string => `${sign}${included ? '=' : ''} ${value}`;
  return `a number ${[...(low ? [bound('>', low)] : []), ...(high ? [bound('<', high)] : [])].join(' and ')}`;
}

/** A value as JSON, at most 80 characters. */
export function shown(value: Scalar): string {
  const json = JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 79)}…` : json;
}
