import { isDeepStrictEqual } from 'node:util';
import { type Branch, type Matcher, testOf } from '../../pattern/index.ts';
import type { Rule } from '../../rule/rule.ts';
import type { Note, PackCheck } from '../check.ts';
import { leafAt } from '../leaf.ts';
import type { Subject } from '../subject.ts';

/** Two rules that ring together for the same event. */
export const OVERLAP_CHECKS: readonly PackCheck[] = [
  { code: 'rule-inside-another', severity: 'warning', run: insideAnother },
];

/** Pairs of which one provably rings whenever the other does, as gravely; a graver rule inside a milder one is an escalation. */
function insideAnother(subjects: readonly Subject[]): (Note & { readonly rule: Rule })[] {
  return subjects.flatMap((inner, at) => {
    const outer = subjects.find(
      (other, index) => other !== inner && holds(inner, other) && !(index > at && holds(other, inner)),
    );
    if (!outer) return [];
    return [{ rule: inner.rule, path: ['pattern'], message: `every event that matches also rings ${outer.rule.id}` }];
  });
}

/** Whether every event that rings one rule is known to ring the other. */
function holds(inner: Subject, outer: Subject): boolean {
  const [a, b] = [inner.rule, outer.rule];
  return (
    a.severity === b.severity &&
    a.handler === b.handler &&
    (b.readOnlyEvents || !a.readOnlyEvents) &&
    !(b.threshold || b.firstSeen || b.sequence || b.suppress || b.lower) &&
    (b.unless ?? []).every((kind) => a.unless?.includes(kind)) &&
    b.notify?.length !== 0 &&
    inner.reaches.every(({ branch }) => outer.reaches.some((reach) => isInside(branch, reach.branch))) &&
    (b.where === undefined || isDeepStrictEqual(a.where, b.where))
  );
}

function isInside(inner: Branch, outer: Branch): boolean {
  return outer.every((asked) => {
    const given = leafAt(inner, asked.path);
    return given?.matchers.every((matcher) => isImplied(matcher, asked.matchers)) ?? false;
  });
}

/** Whether a value that meets an alternative always meets one of the others. */
function isImplied(matcher: Matcher, others: readonly Matcher[]): boolean {
  if (matcher.kind === 'string') return others.some((other) => testOf(other, false)(matcher.text));
  if (matcher.kind === 'literal') return others.some((other) => testOf(other, false)(matcher.value));
  const isAbsence = matcher.kind === 'exists' && !matcher.value;
  if (!isAbsence && others.some((other) => other.kind === 'exists' && other.value)) return true;
  return others.some((other) => isDeepStrictEqual(other, matcher));
}
