import { testOf } from '../../pattern/index.ts';
import { nearest } from '../../rule/nearest.ts';
import type { Note, RuleCheck } from '../check.ts';
import { carries, DETAIL_TYPES, detailTypeOf, SIGN_IN_SPELLINGS } from '../detail-type.ts';
import { accepts, isSpecific, leafAt, literalText, placeOf } from '../leaf.ts';
import { alternativesAt, inEveryBranch, type KnownEvent, type Reach } from '../reach.ts';
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

function unknown({ reaches }: Subject): Note[] {
  return reaches.flatMap((reach) =>
    alternativesAt(reach, 'detail-type').flatMap(({ matcher, path, shown }) => {
      if (!isSpecific(matcher) || DETAIL_TYPES.some(testOf(matcher, false))) return [];
      const meant = nearest(literalText(matcher) ?? '', DETAIL_TYPES);
      const advice = meant ? `did you mean "${meant}"?` : `there are ${DETAIL_TYPES.join(', ')}`;
      return [{ path, message: `CloudTrail sends no events as ${shown}; ${advice}` }];
    }),
  );
}

function wrong({ reaches }: Subject): Note[] {
  return inEveryBranch(reaches, (reach) => {
    if (!leafAt(reach.branch, 'detail-type') || reach.detailTypes.length === 0 || !reach.events) return [];
    const lost = lostEvents(reach);
    return lost.length > 0 ? lost : uselessTypes(reach, reach.events);
  });
}

/** Events that come under none of the detail-types. */
function lostEvents(reach: Reach): Note[] {
  return alternativesAt(reach, 'detail.eventName').flatMap(({ matcher, path, shown }) => {
    const named = reach.named.get(matcher) ?? [];
    const [first] = named;
    if (!first || named.some(({ carriers }) => reach.detailTypes.some((type) => carries(type, carriers)))) return [];
    const detailType = detailTypeOf(first.carriers);
    return [{ path, message: `${shown} comes as "${detailType}", which "detail-type" leaves out` }];
  });
}

/** Detail-types under which none of the events comes. */
function uselessTypes(reach: Reach, events: readonly KnownEvent[]): Note[] {
  return alternativesAt(reach, 'detail-type').flatMap(({ matcher, path, shown }) => {
    const meant = DETAIL_TYPES.filter(testOf(matcher, false));
    const isUsed = meant.some((type) => events.some(({ carriers }) => carries(type, carriers)));
    if (meant.length === 0 || events.length === 0 || isUsed) return [];
    return [{ path, message: `none of the events named here comes as ${shown}` }];
  });
}

function oneSpelling({ reaches }: Subject): Note[] {
  return reaches.flatMap(({ branch, placed, detailTypes }) => {
    const leaf = leafAt(branch, 'detail-type');
    const left = SIGN_IN_SPELLINGS.filter((spelling) => !detailTypes.includes(spelling));
    if (!leaf || left.length !== 1) return [];
    return [{ path: placeOf(leaf, placed), message: `AWS spells this in two ways; add "${left[0]}"` }];
  });
}
