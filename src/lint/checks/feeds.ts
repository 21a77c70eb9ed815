import type { Note, RuleCheck } from '../check.ts';
import { dataResourceType } from '../data-events.ts';
import { NETWORK_ACTIVITY } from '../detail-type.ts';
import { accepts, alternativesOf, isSpecific, leafAt, shownAt } from '../leaf.ts';
import { eventsNamedBy, inEveryBranch, type KnownEvent, type Reach } from '../reach.ts';
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
    return [...readOnlyNames(rule.pattern, reach), ...readOnlyFlag(reach)];
  });
}

function readOnlyNames(pattern: unknown, { branch, eventSources }: Reach): Note[] {
  const names = leafAt(branch, 'detail.eventName');
  return (names ? alternativesOf(names) : []).flatMap(({ matcher, path }) => {
    const events = isSpecific(matcher) ? eventsNamedBy(matcher, eventSources) : [];
    if (events.length === 0 || !events.every((event) => isReadOnly(event) === true)) return [];
    const message = `${shownAt(pattern, path)} is read-only: EventBridge sends it only to rules with "read-only-events: true"`;
    return [{ path: ['pattern', ...path], message }];
  });
}

function readOnlyFlag({ branch, events }: Reach): Note[] {
  const flag = leafAt(branch, 'detail.readOnly');
  if (!flag || accepts(flag, false) || accepts(flag, 'false') || !(accepts(flag, true) || accepts(flag, 'true')))
    return [];
  if (events?.some(isDataEvent)) return [];
  const path = ['pattern', ...(alternativesOf(flag)[0]?.path ?? [])];
  return [
    { path, message: 'asks for read-only events, which EventBridge sends only to rules with "read-only-events: true"' },
  ];
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
