import { carries, SERVICE_EVENT } from './detail-type.ts';
import { labelOf } from './event-catalogue.ts';
import { type Feed, feedsOf, keyOf } from './feeds.ts';
import { GLOBAL_SERVICES } from './global-services.ts';
import { type Partition, REGIONS } from './regions.ts';
import type { Subject } from './subject.ts';

/** What has to be switched on for rules to see anything. */
export interface Needs {
  readonly feeds: readonly FeedNeed[];
  readonly regions: readonly RegionNeed[];
}

export interface FeedNeed extends Feed {
  /** How many rules live from it. */
  readonly rules: number;
  /** Of the rules in EventBridge. */
  readonly state: string;
  /** What has to be set up, in words. */
  readonly takes: string;
}

export interface RegionNeed {
  readonly kind: 'global' | 'sts' | 'sign-in' | 'identity-center' | 'any';
  /** Where rules have to be deployed; `*` is every region in use. */
  readonly regions: readonly string[];
  readonly rules: number;
  /** Whose events stand there, in words. */
  readonly holds: string;
}

const WIDE_STATE = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

const ORDER: readonly Feed['kind'][] = [
  'management-write',
  'management-read',
  'sign-in',
  'service',
  'data',
  'network',
  'insight',
];

/** Where rules may be deployed. */
export interface Whereabouts {
  readonly partition: Partition;
  /** The region of Identity Center, if that is known. */
  readonly identityCenter?: string;
}

/** First labels of the event sources whose events stand in the region of Identity Center. */
const IDENTITY_CENTER = ['identitystore', 'sso', 'sso-directory'];

interface Fed {
  readonly subject: Subject;
  readonly feeds: readonly Feed[];
}

/** What rules need to be sent, and where it can be seen. */
export function needsOf(subjects: readonly Subject[], whereabouts: Whereabouts = { partition: 'aws' }): Needs {
  const fed: Fed[] = subjects.map((subject) => ({ subject, feeds: feedsOf(subject) }));
  const feeds = new Map(fed.flatMap(({ feeds }) => feeds).map((feed) => [keyOf(feed), feed]));
  return {
    feeds: [...feeds]
      .map(([key, feed]) => ({
        ...feed,
        rules: fed.filter((each) => each.feeds.some((other) => keyOf(other) === key)).length,
        state: feed.kind === 'management-read' ? WIDE_STATE : 'ENABLED',
        takes: setupOf(feed),
      }))
      .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || (a.of ?? '').localeCompare(b.of ?? '')),
    regions: regionNeedsOf(subjects, whereabouts),
  };
}

function setupOf({ kind, of }: Feed): string {
  switch (kind) {
    case 'management-write':
      return 'a trail that logs write management events';
    case 'management-read':
      return `a trail that logs read management events; rule state ${WIDE_STATE} (read-only-events)`;
    case 'sign-in':
    case 'service':
      return 'a trail that logs management events';
    case 'data':
      return `a trail with a data event selector for ${of} (of what data-events in trailbell.yml names)`;
    case 'network':
      return `a trail with a network activity selector${of ? ` for ${of}` : ''} (network-activity in trailbell.yml), and calls through VPC endpoints`;
    case 'insight':
      return 'a trail with Insights on, of the call rate and of the error rate';
  }
}

function regionNeedsOf(subjects: readonly Subject[], { partition, identityCenter }: Whereabouts): RegionNeed[] {
  const { global, signIn } = REGIONS[partition];
  const places = subjects.map(placesOf);
  const need = (kind: RegionNeed['kind'], regions: readonly string[], holds: string): RegionNeed => ({
    kind,
    regions,
    rules: places.filter((place) => place.has(kind)).length,
    holds,
  });
  return [
    need('global', global, [...new Set(subjects.flatMap(labelsOf).filter(isGlobal))].sort().join(', ')),
    need('sts', global, 'calls of sts by its global endpoint'),
    need('sign-in', signIn, 'console sign-ins; regional sign-in endpoints have their own'),
    need(
      'identity-center',
      [identityCenter ?? '*'],
      'Identity Center and sign-ins to it, in the one region where it is',
    ),
    need('any', ['*'], 'all else'),
  ].filter(({ rules }) => rules > 0);
}

/** The kinds of places where what a rule waits for stands. */
function placesOf({ reaches }: Subject): Set<RegionNeed['kind']> {
  return new Set(
    reaches.flatMap(({ eventSources, detailTypes }) =>
      eventSources.map(labelOf).flatMap((label) => {
        if (isGlobal(label)) return ['global' as const];
        if (IDENTITY_CENTER.includes(label)) return ['identity-center' as const];
        if (label === 'signin') return detailTypes.map(placeOfSignIn);
        return label === 'sts' ? ['any' as const, 'sts' as const] : ['any' as const];
      }),
    ),
  );
}

/** Sign-ins to Identity Center come as service events. */
function placeOfSignIn(detailType: string): RegionNeed['kind'] {
  if (detailType === SERVICE_EVENT) return 'identity-center';
  return carries(detailType, new Set(['sign-in'])) ? 'sign-in' : 'any';
}

function labelsOf({ reaches }: Subject): string[] {
  return reaches.flatMap(({ eventSources }) => eventSources.map(labelOf));
}

function isGlobal(label: string): boolean {
  return GLOBAL_SERVICES.includes(label);
}
