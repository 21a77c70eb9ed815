import { labelOf } from './event-catalogue.ts';
import { type Feed, feedsOf, keyOf } from './feeds.ts';
import { GLOBAL_SERVICES } from './global-services.ts';
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

/**
 * Where CloudTrail writes console sign-ins of IAM users; regional sign-in endpoints write where they are.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 */
const SIGN_IN_REGIONS = ['us-east-1', 'us-east-2', 'eu-north-1', 'ap-southeast-2'];

interface Fed {
  readonly subject: Subject;
  readonly feeds: readonly Feed[];
}

/** What rules need to be sent. */
export function needsOf(subjects: readonly Subject[]): Needs {
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
    regions: regionsOf(fed),
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
      return `a trail with a data event selector for ${of}`;
    case 'network':
      return `a trail with a network activity selector${of ? ` for ${of}` : ''}, and calls through VPC endpoints`;
    case 'insight':
      return 'a trail with Insights on, of the call rate and of the error rate';
  }
}

function regionsOf(fed: readonly Fed[]): RegionNeed[] {
  const global = fed.filter((each) => globalLabels(each).length > 0);
  const signIn = fed.filter(({ feeds }) => feeds.some(({ kind }) => kind === 'sign-in'));
  const needs = [
    {
      regions: ['us-east-1'],
      rules: global.length,
      holds: [...new Set(global.flatMap(globalLabels))].sort().join(', '),
    },
    {
      regions: SIGN_IN_REGIONS,
      rules: signIn.length,
      holds: 'console sign-ins; regional sign-in endpoints have their own',
    },
    { regions: ['*'], rules: fed.length - new Set([...global, ...signIn]).size, holds: 'all else' },
  ];
  return needs.filter(({ rules }) => rules > 0);
}

/** The global services of a rule that has no others. */
function globalLabels({ subject }: Fed): string[] {
  const labels = subject.reaches.flatMap(({ eventSources }) => eventSources.map(labelOf));
  return labels.every((label) => GLOBAL_SERVICES.includes(label)) ? labels : [];
}
