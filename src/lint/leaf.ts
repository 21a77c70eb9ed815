import { valueAt } from '../cloudtrail/json.ts';
import { type Branch, type Leaf, type Matcher, testOf } from '../pattern/index.ts';
import { pointerSteps } from '../rule/load.ts';
import type { Path } from '../rule/yaml-file.ts';

/** One alternative of a leaf, as it stands in the file. */
export interface Alternative {
  readonly matcher: Matcher;
  /** From the top of the pattern. */
  readonly path: Path;
}

export function leafAt(branch: Branch, path: string): Leaf | undefined {
  return branch.find((leaf) => leaf.path === path);
}

export function alternativesOf({ pointer, matchers }: Leaf): Alternative[] {
  return matchers.map((matcher, index) => ({ matcher, path: [...pointerSteps(pointer), index] }));
}

/** A test of values that are there; no leaf asks for nothing. */
export function acceptorOf(leaf: Leaf | undefined): (value: string | boolean) => boolean {
  if (!leaf) return () => true;
  const tests = leaf.matchers.map((matcher) => testOf(matcher, false));
  return (value) => tests.some((test) => test(value));
}

/** Whether a value that is there meets a leaf. */
export function accepts(leaf: Leaf | undefined, value: string | boolean): boolean {
  return acceptorOf(leaf)(value);
}

/** Whether a leaf is met only by a value that is there. */
export function requiresValue({ matchers }: Leaf): boolean {
  return !matchers.some((matcher) => matcher.kind === 'exists' && !matcher.value);
}

/** Whether an alternative says what a value is, rather than what it is not or that there is one. */
export function isSpecific({ kind }: Matcher): boolean {
  return kind !== 'exists' && kind !== 'anything-but' && kind !== 'anything-but-text';
}

/** Whether each alternative of a leaf says what the value is. */
export function isClosed(leaf: Leaf | undefined): leaf is Leaf {
  return leaf?.matchers.every(isSpecific) ?? false;
}

/** The text that an alternative stands for alone. */
export function literalText(matcher: Matcher): string | undefined {
  return matcher.kind === 'string' || matcher.kind === 'address' ? matcher.text : undefined;
}

/** What stands at a place of a pattern, for messages: JSON, at most 60 characters. */
export function shownAt(pattern: unknown, path: Path): string {
  const json = JSON.stringify(valueAt(pattern, ...path.map(String))) ?? '';
  return json.length > 60 ? `${json.slice(0, 59)}…` : json;
}
