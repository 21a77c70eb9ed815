import type { Rule } from '../rule/rule.ts';
import { dataResourceType } from './data-events.ts';
import { carries, INSIGHT, NETWORK_ACTIVITY, SIGN_IN_SPELLINGS } from './detail-type.ts';
import type { KnownEvent, Reach } from './reach.ts';
import { isReadOnlyManagement } from './read-only.ts';
import type { Subject } from './subject.ts';

/** A stream of CloudTrail events that has to be switched on somewhere; `of`: the resource type or the event source. */
export interface Feed {
  readonly kind: 'management-write' | 'management-read' | 'sign-in' | 'service' | 'data' | 'network' | 'insight';
  readonly of?: string;
}

/** What each kind of feed is called. */
export const FEED_NAMES: Readonly<Record<Feed['kind'], string>> = {
  'management-write': 'management, write',
  'management-read': 'management, read-only',
  'sign-in': 'console sign-in',
  service: 'service events',
  data: 'data events',
  network: 'network activity',
  insight: 'Insights',
};

/** The feeds that a rule lives from; a rule of any event names those that a plain trail gives. */
export function feedsOf({ rule, reaches }: Subject): Feed[] {
  const feeds = reaches.flatMap((reach) => [
    ...(reach.detailTypes.includes(INSIGHT) && !reach.events ? [{ kind: 'insight' as const }] : []),
    ...callFeeds(rule, reach),
    ...(comes(reach, SIGN_IN_SPELLINGS[0]) ? [{ kind: 'sign-in' as const }] : []),
    ...(comes(reach, 'AWS Service Event via CloudTrail') ? [{ kind: 'service' as const }] : []),
    ...networkFeeds(reach),
  ]);
  return [...new Map(feeds.map((feed) => [keyOf(feed), feed])).values()];
}

export function keyOf({ kind, of = '' }: Feed): string {
  return `${kind} ${of}`;
}

function comes({ detailTypes, events, eventSources }: Reach, detailType: string): boolean {
  if (!detailTypes.includes(detailType)) return false;
  if (events) return events.some(({ carriers }) => carries(detailType, carriers));
  return detailType !== SIGN_IN_SPELLINGS[0] || eventSources.includes('signin.amazonaws.com');
}

function callFeeds(rule: Rule, { detailTypes, events }: Reach): Feed[] {
  if (!detailTypes.some((type) => type !== NETWORK_ACTIVITY && carries(type, new Set(['call'])))) return [];
  if (!events) {
    return [{ kind: 'management-write' }, ...(rule.readOnlyEvents ? [{ kind: 'management-read' as const }] : [])];
  }
  return events.filter(({ carriers }) => carriers.has('call')).flatMap((event) => feedsOfCall(rule, event));
}

function feedsOfCall(rule: Rule, { eventSource, eventName }: KnownEvent): Feed[] {
  const type = dataResourceType(eventSource, eventName);
  if (type !== undefined) return [{ kind: 'data', of: type }];
  const isReadOnly = isReadOnlyManagement(eventSource, eventName);
  return [
    ...(isReadOnly === true ? [] : [{ kind: 'management-write' as const }]),
    ...(isReadOnly !== false && rule.readOnlyEvents ? [{ kind: 'management-read' as const }] : []),
  ];
}

function networkFeeds({ detailTypes, eventSources, events }: Reach): Feed[] {
  if (!detailTypes.includes(NETWORK_ACTIVITY)) return [];
  const sources = events ? events.map(({ eventSource }) => eventSource) : eventSources;
  return sources.length > 20 ? [{ kind: 'network' }] : sources.map((of) => ({ kind: 'network', of }));
}
