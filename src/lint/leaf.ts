import { valueAt } from '../cloudtrail/json.ts';
import { type Branch, type Leaf, type Matcher, testOf } from '../pattern/index.ts';
import { pointerSteps } from '../rule/pattern-faults.ts';
import type { EventPattern } from '../rule/rule.ts';
import type { Path } from '../rule/yaml-file.ts';

/** A pattern of a file: what it is, and where it stands. */
export interface PlacedPattern {
  readonly root: Path;
  readonly pattern: EventPattern;
}

/** One alternative of a leaf, as it stands in a file. */
export interface Alternative {
  readonly matcher: Matcher;
  readonly path: Path;
  /** For messages: JSON, at most 60 characters. */
  readonly shown: string;
}

export function leafAt(branch: Branch, path: string): Leaf | undefined {
  return branch.find((leaf) => leaf.path === path);
}

/** Where a leaf of a pattern stands in its file. */
export function placeOf({ pointer }: Leaf, { root }: PlacedPattern): Path {
  return [...root, ...pointerSteps(pointer)];
}

export function alternativesOf(leaf: Leaf, placed: PlacedPattern): Alternative[] {
  const values = valueAt(placed.pattern, ...pointerSteps(leaf.pointer));
  return leaf.matchers.map((matcher, index) => ({
    matcher,
    path: [...placeOf(leaf, placed), index],
    shown: shorten(JSON.stringify(valueAt(values, String(index)))),
  }));
}

function shorten(json: string): string {
  return json.length > 60 ? `${json.slice(0, 59)}…` : json;
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
