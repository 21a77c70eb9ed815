import type { JsonObject } from '../cloudtrail/json.ts';
import { fieldOf } from './policy-document.ts';
import { textsOf } from './policy-principals.ts';

/** The actions, or the resources, that a statement is about. */
export interface Scope {
  /** As written; empty where the statement names none, as trust policies name no resource. */
  readonly listed: readonly string[];
  /** Whether it is about all but those (`NotAction`, `NotResource`). */
  readonly isAllBut: boolean;
}

/** The scope under `Action` or `NotAction`, `Resource` or `NotResource`. */
export function readScope(statement: JsonObject, name: 'Action' | 'Resource'): Scope {
  const not = fieldOf(statement, `Not${name}`);
  return { listed: textsOf(not ?? fieldOf(statement, name)), isAllBut: not !== undefined };
}

/** Whether actions are all there are: `*`, `*:*`, or all but some. */
export function areAllActions({ listed, isAllBut }: Scope): boolean {
  return isAllBut !== listed.some(isWild);
}

/** Whether resources are all there are: `*`, `arn:aws:*`, all but some, or those that the policy is on, which it need not name. */
export function areAllResources({ listed, isAllBut }: Scope): boolean {
  const isAll = (resource: string): boolean => isWild(resource) || /^arn:[\w*-]+:[*?:/]*\*[*?:/]*$/.test(resource);
  return isAllBut !== (listed.some(isAll) || (listed.length === 0 && !isAllBut));
}

function isWild(text: string): boolean {
  return /^[*?:]*\*[*?:]*$/.test(text);
}

/** What one statement is about. */
export interface Subject {
  readonly actions: Scope;
  readonly resources: Scope;
}

/** How many letters may be compared for one policy: long denials beside long permissions would take the product of their lengths. */
const MAX_COMPARED = 10_000_000;

/** Whether denials leave nothing of a permission: each of its actions is denied on each of its resources. */
export function compileDenials(denials: readonly Subject[]): (allowed: Subject) => boolean {
  // "All but some" may leave what is allowed, so such a denial takes nothing away here.
  const plain = denials.filter(({ actions, resources }) => !actions.isAllBut && !resources.isAllBut);
  const actionLetters = lettersIn(plain.flatMap((denial) => denial.actions.listed));
  const resourceLetters = lettersIn(plain.flatMap((denial) => patternsOf(denial.resources)));
  let left = MAX_COMPARED;
  return (allowed) => {
    const actions = patternsOf(allowed.actions);
    const resources = patternsOf(allowed.resources);
    left -=
      lettersIn(actions) * actionLetters * resources.length + lettersIn(resources) * resourceLetters * actions.length;
    if (plain.length === 0 || left < 0) return false;
    return actions.every((action) =>
      resources.every((resource) => plain.some((denial) => denies(denial, action, resource))),
    );
  };
}

function lettersIn(patterns: readonly string[]): number {
  return patterns.reduce((sum, { length }) => sum + length, 0);
}

function denies(denial: Subject, action: string, resource: string): boolean {
  return (
    denial.actions.listed.some((pattern) => covers(pattern.toLowerCase(), action.toLowerCase())) &&
    patternsOf(denial.resources).some((pattern) => covers(pattern, resource))
  );
}

function patternsOf({ listed, isAllBut }: Scope): readonly string[] {
  return isAllBut || listed.length === 0 ? ['*'] : listed;
}

/**
 * Whether all that one wildcard pattern matches is matched by another, as `s3:Get*` is by `s3:*`. The inner pattern is read as a text
 * whose `*` only a `*` can take: that finds fewer than there are, never more.
 */
function covers(pattern: string, inner: string): boolean {
  let [at, innerAt] = [0, 0];
  let star = -1;
  let retry = 0;
  while (innerAt < inner.length) {
    if (pattern[at] === '*') {
      star = at;
      at += 1;
      retry = innerAt;
    } else if (at < pattern.length && isTaken(pattern[at], inner[innerAt])) {
      at += 1;
      innerAt += 1;
    } else if (star >= 0) {
      retry += 1;
      at = star + 1;
      innerAt = retry;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

function isTaken(pattern: string | undefined, letter: string | undefined): boolean {
  return pattern === '?' ? letter !== '*' : pattern === letter && letter !== '*';
}
