import type { Matcher } from '../pattern/index.ts';
import { UnsayableError } from './unsayable-error.ts';

type TextMatcher = Extract<Matcher, { readonly kind: 'anything-but-text' }>['operands'][number];
type LiteralMatcher = { readonly kind: 'string' | 'address'; readonly text: string };

/** Filters distinguish upper and lower case, so a text of three letters takes eight comparisons. */
const MOST_SPELLINGS = 8;
const IPV4 = /^(?:(?:0|[1-9]\d{0,2})(?:\.(?!$)|$)){4}$/;

/**
 * The operands, in quotes and with stars, of which a text must equal one for a matcher to hold.
 * @throws UnsayableError
 */
export function spellings(matcher: TextMatcher | LiteralMatcher): string[] {
  switch (matcher.kind) {
    case 'string':
      return [quoted(matcher.text)];
    case 'address':
      if (!IPV4.test(matcher.text)) throw new UnsayableError('asks for an IPv6 address, which has many spellings');
      return [quoted(matcher.text)];
    case 'prefix':
      return [quoted(matcher.text, '', '*')];
    case 'suffix':
      return [quoted(matcher.text, '*', '')];
    case 'equals-ignore-case':
      return casesOf(matcher.text).map((text) => quoted(text));
    case 'prefix-ignore-case':
      return casesOf(matcher.text).map((text) => quoted(text, '', '*'));
    case 'suffix-ignore-case':
      return casesOf(matcher.text).map((text) => quoted(text, '*', ''));
    case 'wildcard':
      return [wildcardOperand(matcher)];
  }
}

/** A star is a wildcard at either end of an operand only: `Ev*ent` is that very text to CloudWatch Logs. */
function wildcardOperand({ text, parts = [] }: TextMatcher): string {
  const [literal, ...more] = parts.filter((part) => part !== null);
  if (literal === undefined || more.length > 0) {
    throw new UnsayableError(`has stars elsewhere than at the ends of ${JSON.stringify(text)}`);
  }
  return quoted(literal, parts[0] === null ? '*' : '', parts.at(-1) === null ? '*' : '');
}

/** AWS documents no escape, so a text that would need one is refused. */
function quoted(text: string, before = '', after = ''): string {
  if (text === '') throw new UnsayableError('asks for an empty text');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const [special] = /["\\*%\u0000-\u001f\u007f]/.exec(text) ?? [];
  if (special !== undefined) throw new UnsayableError(`asks for a text with ${JSON.stringify(special)}`);
  // AWS: "Strings containing scientific notation are not supported."
  if (/^[+-]?\d+(?:\.\d+)?e[+-]?\d+$/i.test(text)) {
    throw new UnsayableError(`asks for the text ${JSON.stringify(text)}, which filters take for a number`);
  }
  return `"${before}${text}${after}"`;
}

function casesOf(text: string): string[] {
  const letters = text.match(/[a-z]/gi) ?? [];
  if (2 ** letters.length > MOST_SPELLINGS || !/^[ -~]*$/.test(text)) {
    throw new UnsayableError(`asks for ${JSON.stringify(text)} in upper or lower case`);
  }
  return [...text].reduce<string[]>(
    (starts, letter) => {
      const cases = [...new Set([letter.toLowerCase(), letter.toUpperCase()])];
      return starts.flatMap((start) => cases.map((each) => start + each));
    },
    [''],
  );
}
