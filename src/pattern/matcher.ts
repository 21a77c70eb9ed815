import type { AddressRange } from './cidr.ts';
import type { WildcardPart } from './wildcard.ts';

/** What stands at the end of a path in an event. */
export type Scalar = string | number | boolean | null;

/** One alternative of a leaf, that is, one element of the array at the end of a path in a pattern. */
export type Matcher =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'literal'; readonly value: boolean | null }
  /** `value` is absent where EventBridge cannot compare the number: it then equals nothing that a JavaScript number can hold. */
  | { readonly kind: 'number'; readonly text: string; readonly value?: number }
  /** A string that is an IP literal: compared as an address. */
  | { readonly kind: 'address'; readonly text: string; readonly digits: string }
  | TextMatcher
  | NumericMatcher
  | { readonly kind: 'exists'; readonly value: boolean }
  | { readonly kind: 'cidr'; readonly text: string; readonly range: AddressRange }
  | { readonly kind: 'anything-but'; readonly values: readonly (string | number)[] }
  | { readonly kind: 'anything-but-text'; readonly operands: readonly TextMatcher[] };

export interface TextMatcher {
  readonly kind: TextOperator;
  readonly text: string;
  /** Of `wildcard`. */
  readonly parts?: readonly WildcardPart[];
}

export type TextOperator =
  | 'prefix'
  | 'suffix'
  | 'equals-ignore-case'
  | 'prefix-ignore-case'
  | 'suffix-ignore-case'
  | 'wildcard';

/** Bounds that are absent are open to infinity; `=` has both, equal and included. */
export interface NumericMatcher {
  readonly kind: 'numeric';
  readonly low?: Bound;
  readonly high?: Bound;
}

export interface Bound {
  readonly value: number;
  readonly included: boolean;
}

/** All alternatives for one path; JSON pointer `pointer` leads to their array in the pattern. */
export interface Leaf {
  readonly path: string;
  readonly pointer: string;
  readonly matchers: readonly Matcher[];
}

/** Leaves that must all match, in the order of their paths by UTF-16 units, which is the order of evaluation. */
export type Branch = readonly Leaf[];

/** The branches of a pattern, of which one must match. Plain data: it goes to other threads. */
export type ParsedPattern = readonly Branch[];
