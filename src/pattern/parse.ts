import { checkComplexity } from './complexity.ts';
import { PatternError } from './error.ts';
import { readMatcher } from './expression.ts';
import { JsonReader, MAX_DEPTH, TOO_DEEP } from './json-reader.ts';
import type { Branch, Leaf, Matcher, ParsedPattern } from './matcher.ts';

const MOST_BRANCHES = 1000;
const RESERVED_IN_OR: ReadonlySet<string> = new Set(
  'exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex not-wildcard'
    .concat(' not-equals-ignore-case date-after date-on-or-after date-before date-on-or-before in-date-range')
    .concat(' ip-address-in-range ip-address-not-in-range')
    .split(' '),
);

/** Leaves by path; a later leaf of the same path takes the place of an earlier one. */
type Fields = ReadonlyMap<string, Leaf>;

/**
 * The branches of a pattern: it matches where one of them does. `$or` multiplies them, as many as the product of its sizes.
 * @param pattern a JSON value, or the text of one, which alone keeps duplicate keys and the digits of numbers
 * @throws {PatternError} for every pattern that AWS refuses for anything but its length
 */
export function parsePattern(pattern: unknown): ParsedPattern {
  if (typeof pattern !== 'object' || pattern === null) return parse(pattern);
  const branches = parsed.get(pattern) ?? parse(pattern);
  parsed.set(pattern, branches);
  return branches;
}

/** Patterns are asked for by several, and not changed between. */
const parsed = new WeakMap<object, ParsedPattern>();

function parse(pattern: unknown): ParsedPattern {
  const branches = new PatternReader(patternText(pattern)).read();
  rejectEmptyExclusions(branches);
  checkComplexity(branches);
  return branches;
}

/**
 * A pattern as JSON text.
 * @throws {PatternError} where it is nested too deeply, or not JSON at all
 */
export function patternText(pattern: unknown): string {
  if (typeof pattern === 'string') return pattern;
  try {
    return JSON.stringify(pattern) ?? '';
  } catch (error) {
    if (error instanceof RangeError) throw new PatternError('too-deep', '', TOO_DEEP);
    if (error instanceof TypeError) throw new PatternError('not-json', '', 'Filter is not an object', error.message);
    throw error;
  }
}

class PatternReader {
  readonly #reader: JsonReader;
  /** Names above the current object, joined by dots. */
  #path = '';
  #branches: Fields[] = [];
  #tooMany: string | undefined;

  constructor(json: string) {
    this.#reader = new JsonReader(json);
  }

  read(): Branch[] {
    const reader = this.#reader;
    if (reader.next() !== '{') reader.fail('not-an-object', 'Filter is not an object');
    this.#object(false);
    if (this.#tooMany !== undefined) {
      throw new PatternError(
        'too-many-branches',
        this.#tooMany,
        'Or operator is producing over 1000 rule combinations',
      );
    }
    return this.#branches.map((fields) => [...fields.values()].sort((a, b) => (a.path < b.path ? -1 : 1)));
  }

  #object(insideOr: boolean): void {
    const reader = this.#reader;
    let empty = true;
    while (reader.next() !== '}') {
      empty = false;
      const name = reader.text();
      if (name === '$or') this.#or();
      else this.#field(name, insideOr);
    }
    if (empty) reader.fail('empty', 'Empty objects are not allowed');
  }

  #field(name: string, insideOr: boolean): void {
    const reader = this.#reader;
    if (insideOr && RESERVED_IN_OR.has(name)) {
      reader.fail('bad-or', `${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    }
    const outer = this.#path;
    const path = outer === '' ? name : `${outer}.${name}`;
    const token = reader.next();
    if (token === '[') {
      this.#leaf(path);
    } else if (token === '{') {
      this.#path = path;
      this.#object(insideOr);
      this.#path = outer;
    } else {
      reader.fail(
        'not-a-leaf',
        `"${name}" must be an object or an array`,
        'a field takes a list of values, such as ["value"]',
      );
    }
  }

  #leaf(path: string): void {
    const reader = this.#reader;
    const pointer = reader.pointer();
    if (path.split('.').length > MAX_DEPTH) reader.fail('too-deep', TOO_DEEP);
    const matchers: Matcher[] = [];
    while (reader.next() !== ']') matchers.push(readMatcher(reader));
    if (matchers.length === 0) reader.fail('empty', 'Empty arrays are not allowed');
    const branches = this.#branches.length === 0 ? [new Map<string, Leaf>()] : this.#branches;
    this.#branches = branches.map((fields) => new Map(fields).set(path, { path, pointer, matchers }));
  }

  /** Each alternative continues from what was read before the `$or`; what is read after it goes into all of them. */
  #or(): void {
    const reader = this.#reader;
    const before = this.#branches;
    const after: Fields[] = [];
    if (reader.next() !== '[') reader.fail('bad-or', 'It must be an Array followed with $or.');
    const pointer = reader.pointer();
    let count = 0;
    while (reader.next() !== ']') {
      if (reader.token !== '{') reader.fail('bad-or', 'Only JSON object is allowed in array of $or relationship.');
      count++;
      this.#branches = before;
      this.#object(true);
      if (after.length + this.#branches.length > MOST_BRANCHES) this.#tooMany ??= pointer;
      if (this.#tooMany === undefined) after.push(...this.#branches);
    }
    if (count < 2) reader.fail('bad-or', 'There must have at least 2 Objects in $or relationship.');
    this.#branches = after.slice(0, this.#tooMany === undefined ? after.length : 1);
  }
}

/** AWS does not refuse these but fails on them. */
function rejectEmptyExclusions(branches: readonly Branch[]): void {
  for (const { pointer, matchers } of branches.flat()) {
    const at = matchers.findIndex((matcher) => matcher.kind === 'anything-but-text' && matcher.operands.length === 0);
    if (at >= 0) {
      throw new PatternError(
        'internal-failure',
        `${pointer}/${at}/anything-but`,
        'InternalFailure',
        'the list is empty',
      );
    }
  }
}
