import { testOf } from '../../pattern/index.ts';
import { nearest } from '../../rule/nearest.ts';
import type { Note, RuleCheck } from '../check.ts';
import { carries, DETAIL_TYPES, detailTypeOf, SIGN_IN_SPELLINGS } from '../detail-type.ts';
import { accepts, alternativesOf, isClosed, isSpecific, leafAt, literalText, shownAt } from '../leaf.ts';
import { eventsNamedBy, inEveryBranch } from '../reach.ts';
import type { Subject } from '../subject.ts';

/** Whether the events of a rule can come under its detail-types. */
export const DETAIL_TYPE_CHECKS: readonly RuleCheck[] = [
  { code: 'missing-detail-type', severity: 'error', run: missing },
  { code: 'unknown-detail-type', severity: 'error', run: unknown },
  { code: 'wrong-detail-type', severity: 'error', run: wrong },
  { code: 'one-sign-in-spelling', severity: 'error', run: oneSpelling },
];

function missing({ reaches }: Subject): Note[] {
  return reaches.flatMap(({ branch }) => {
    if (leafAt(branch, 'detail-type')) return [];
    const isSignIn = accepts(leafAt(branch, 'source'), 'aws.signin');
    const others = isSignIn ? ', such as "Sign-in Anomaly Alert" of aws.signin' : '';
    const message = `has no "detail-type", so events that are not CloudTrail's match as well${others}`;
    return [{ path: ['pattern'], message }];
  });
}

function unknown({ rule, reaches }: Subject): Note[] {
  return reaches.flatMap(({ branch }) => {
    const leaf = leafAt(branch, 'detail-type');
    return (leaf ? alternativesOf(leaf) : [])
      .filter(({ matcher }) => isSpecific(matcher) && !DETAIL_TYPES.some(testOf(matcher, false)))
      .map(({ matcher, path }) => {
        const shown = shownAt(rule.pattern, path);
        const meant = nearest(literalText(matcher) ?? '', DETAIL_TYPES);
        const advice = meant ? `did you mean "${meant}"?` : `there are ${DETAIL_TYPES.join(', ')}`;
        return { path: ['pattern', ...path], message: `CloudTrail sends no events as ${shown}; ${advice}` };
      });
  });
}

function wrong({ rule, reaches }: Subject): Note[] {
  return inEveryBranch(reaches, ({ branch, detailTypes, eventSources, events }) => {
    const names = leafAt(branch, 'detail.eventName');
    const types = leafAt(branch, 'detail-type');
    if (!isClosed(names) || !types || !events || detailTypes.length === 0) return [];
    const lost = alternativesOf(names).flatMap(({ matcher, path }) => {
      const named = eventsNamedBy(matcher, eventSources);
      const [first] = named;
      if (!first || named.some(({ carriers }) => detailTypes.some((type) => carries(type, carriers)))) return [];
      const message = `${shownAt(rule.pattern, path)} comes as "${detailTypeOf(first.carriers)}", which "detail-type" leaves out`;
      return [{ path: ['pattern', ...path], message }];
    });
    if (lost.length > 0 || events.length === 0) return lost;
    return alternativesOf(types).flatMap(({ matcher, path }) => {
      const meant = DETAIL_TYPES.filter(testOf(matcher, false));
      if (meant.length === 0 || meant.some((type) => events.some(({ carriers }) => carries(type, carriers)))) return [];
      return [
        {
          path: ['pattern', ...path],
          message: `none of the events named here comes as ${shownAt(rule.pattern, path)}`,
        },
      ];
    });
  });
}

function oneSpelling({ reaches }: Subject): Note[] {
  return reaches.flatMap(({ branch, detailTypes }) => {
    const leaf = leafAt(branch, 'detail-type');
    const left = SIGN_IN_SPELLINGS.filter((spelling) => !detailTypes.includes(spelling));
    if (!leaf || left.length !== 1) return [];
    const path = ['pattern', ...(alternativesOf(leaf)[0]?.path.slice(0, -1) ?? [])];
    return [{ path, message: `AWS spells this in two ways; add "${left[0]}"` }];
  });
}
