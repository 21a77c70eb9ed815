import type { Note, RuleCheck } from '../check.ts';
import { dataResourceType } from '../data-events.ts';
import { NETWORK_ACTIVITY } from '../detail-type.ts';
import { acceptorOf, accepts, leafAt, placeOf, requiresValue } from '../leaf.ts';
import { alternativesAt, inEveryBranch, type KnownEvent, type Reach } from '../reach.ts';
import { isReadOnlyManagement } from '../read-only.ts';
import type { Subject } from '../subject.ts';

/** Whether a rule's state lets its events through: read-only management events come only to rules that ask for them. */
export const FEED_CHECKS: readonly RuleCheck[] = [
  { code: 'read-only-never-arrives', severity: 'error', run: neverArriving },
  { code: 'needless-read-only-events', severity: 'warning', run: needless },
];

function neverArriving({ rule, reaches }: Subject): Note[] {
  if (rule.readOnlyEvents) return [];
  return inEveryBranch(reaches, (reach) => {
    if (reach.detailTypes.every((detailType) => detailType === NETWORK_ACTIVITY)) return [];
    return [...readOnlyNames(reach), ...readOnlyFlag(reach)];
  });
}

function readOnlyNames(reach: Reach): Note[] {
  return alternativesAt(reach, 'detail.eventName').flatMap(({ matcher, path, shown }) => {
    const events = reach.named.get(matcher) ?? [];
    if (events.length === 0 || !events.every((event) => isReadOnly(event) === true)) return [];
    const message = `${shown} is read-only: EventBridge sends it only to rules with "read-only-events: true"`;
    return [{ path, message }];
  });
}

function readOnlyFlag({ branch, placed, events }: Reach): Note[] {
  const flag = leafAt(branch, 'detail.readOnly');
  if (!flag || !requiresValue(flag) || events?.some(isDataEvent)) return [];
  const values = [true, false, 'true', 'false'].filter(acceptorOf(flag));
  if (values.length === 0 || values.some((value) => String(value) === 'false')) return [];
  const message = 'asks for read-only events, which EventBridge sends only to rules with "read-only-events: true"';
  return [{ path: placeOf(flag, placed), message }];
}

function needless({ rule, reaches }: Subject): Note[] {
  const asksForSome = reaches.some(({ branch, events }) => {
    if (!accepts(leafAt(branch, 'detail.readOnly'), true)) return false;
    return events === undefined || events.length === 0 || events.some((event) => isReadOnly(event) !== false);
  });
  if (!rule.readOnlyEvents || asksForSome) return [];
  return [
    {
      path: ['read-only-events'],
      message: 'costs a delivery for every read-only call, and none of the events here is one',
    },
  ];
}

function isDataEvent({ eventSource, eventName }: KnownEvent): boolean {
  return dataResourceType(eventSource, eventName) !== undefined;
}

function isReadOnly({ eventSource, eventName }: KnownEvent): boolean | 'unclear' {
  return isReadOnlyManagement(eventSource, eventName);
}
