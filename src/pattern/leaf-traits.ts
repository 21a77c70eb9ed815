import type { Matcher, Scalar } from './matcher.ts';

/** The values that a leaf accepts, or all but which it accepts. */
export interface ValueList {
  readonly values: ReadonlySet<Scalar>;
  readonly excluded: boolean;
}

/** What a leaf makes of values that are there, where that can be said by listing values. */
export function valueListOf(alternatives: readonly Matcher[]): ValueList | undefined {
  const matchers = alternatives.filter((matcher) => matcher.kind !== 'exists' || matcher.value);
  if (matchers.some(({ kind }) => kind === 'exists')) return { values: new Set(), excluded: true };
  const [first, second] = matchers;
  if (first?.kind === 'anything-but' && second === undefined) return { values: new Set(first.values), excluded: true };
  const values = new Set<Scalar>();
  for (const matcher of matchers) {
    if (matcher.kind === 'string') values.add(matcher.text);
    else if (matcher.kind === 'literal') values.add(matcher.value);
    else if (matcher.kind !== 'number') return undefined;
    else if (matcher.value !== undefined) values.add(matcher.value);
  }
  return { values, excluded: false };
}

/** A UTF-16 unit that all accepted strings have at a place, which counts from the end where it is negative. */
export interface Hallmark {
  readonly place: number;
  readonly unit: number;
}

/** What tells most other strings from those that a single alternative accepts, at the cost of looking at one character. */
export function hallmarkOf([matcher, ...others]: readonly Matcher[]): Hallmark | undefined {
  if (matcher === undefined || others.length > 0) return undefined;
  const { head, tail } = endsOf(matcher);
  if (tail !== '') return { place: -1, unit: tail.charCodeAt(tail.length - 1) };
  return head === '' ? undefined : { place: head.length - 1, unit: head.charCodeAt(head.length - 1) };
}

/** How all accepted strings start and end. A quote may stand for the end of the string (see `testOf`). */
function endsOf(matcher: Matcher): { readonly head: string; readonly tail: string } {
  if (matcher.kind === 'prefix' && !matcher.text.endsWith('"')) return { head: matcher.text, tail: '' };
  if (matcher.kind === 'suffix' && !matcher.text.startsWith('"')) return { head: '', tail: matcher.text };
  if (matcher.kind === 'wildcard') return { head: matcher.parts?.at(0) ?? '', tail: matcher.parts?.at(-1) ?? '' };
  return { head: '', tail: '' };
}
