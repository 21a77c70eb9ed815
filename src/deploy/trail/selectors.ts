import {
  DENIED_BY_ENDPOINT,
  dataEventsOf,
  type INSIGHT_TYPES,
  insightTypesOf,
  type NetworkEvents,
  networkEventsOf,
  toSubject,
} from '../../lint/index.ts';
import type { Rule } from '../../rule/rule.ts';
import type { Settings } from '../../settings/settings.ts';

/** One condition; what its lists hold is an "or", also between two of them. */
export interface FieldSelector {
  readonly Field: 'eventCategory' | 'resources.type' | 'eventName' | 'resources.ARN' | 'eventSource' | 'errorCode';
  readonly Equals?: readonly string[];
  readonly StartsWith?: readonly string[];
}

/** As CloudTrail and CloudFormation write it: all conditions hold of an event that it logs. */
export interface EventSelector {
  readonly Name: string;
  readonly FieldSelectors: readonly FieldSelector[];
}

export interface TrailSelectors {
  /** A trail logs what any of them selects. */
  readonly events: readonly EventSelector[];
  readonly insights: readonly (typeof INSIGHT_TYPES)[number][];
}

/** What of trailbell.yml names the resources that are looked at. */
export type SelectedResources = Pick<Settings, 'data-events' | 'network-activity'>;

/**
 * What a trail has to be asked for, so that the enabled rules see what they wait for: all management events; of the resources
 * that the settings name, the data events and calls through VPC endpoints that some rule takes, by name; the kinds of Insights.
 * Nothing that no rule takes, and nothing of resources that are not named.
 *
 * Management events are logged whole, the first copy of them costing nothing: what no rule looks at is what an investigation asks for.
 */
export function selectorsFor(rules: readonly Rule[], settings: SelectedResources): TrailSelectors {
  const subjects = rules.filter(({ enabled }) => enabled).map(toSubject);
  const insights = subjects.flatMap(insightTypesOf);
  return {
    events: [
      { Name: 'Management events', FieldSelectors: [equals('eventCategory', ['Management'])] },
      ...dataSelectors(namesByType(subjects.map(dataEventsOf)), settings['data-events']),
      ...networkSelectors(subjects.flatMap(networkEventsOf), settings['network-activity']),
    ],
    insights: [...new Set(insights)].sort(),
  };
}

function namesByType(maps: readonly Map<string, Set<string>>[]): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  for (const [type, names] of maps.flatMap((map) => [...map])) {
    all.set(type, new Set([...(all.get(type) ?? []), ...names]));
  }
  return all;
}

function dataSelectors(
  names: ReadonlyMap<string, ReadonlySet<string>>,
  resources: Settings['data-events'],
): EventSelector[] {
  return Object.entries(resources).flatMap(([type, arns]) => {
    const wanted = names.get(type);
    if (!wanted || arns.length === 0) return [];
    return {
      Name: `Data events of ${type}`,
      FieldSelectors: [
        equals('eventCategory', ['Data']),
        equals('resources.type', [type]),
        equals('eventName', [...wanted]),
        arnSelector(type, arns),
      ],
    };
  });
}

/** Objects are selected by the beginning of their ARN. `arn:aws:s3:::logs` alone would also begin those of a bucket `logs-2`. */
function arnSelector(type: string, arns: readonly string[]): FieldSelector {
  const whole: string[] = [];
  const beginnings: string[] = [];
  for (const arn of arns) {
    if (arn.endsWith('*')) beginnings.push(arn.slice(0, -1));
    else if (type === 'AWS::S3::Object') beginnings.push(arn.includes('/') ? arn : `${arn}/`);
    else if (type === 'AWS::S3Express::Object') beginnings.push(arn);
    else whole.push(arn);
  }
  return {
    Field: 'resources.ARN',
    ...(whole.length > 0 && { Equals: sorted(whole) }),
    ...(beginnings.length > 0 && { StartsWith: sorted(beginnings) }),
  };
}

/** Of each source one selector of all that is wanted, or one of refused calls and one of the calls wanted by name. */
function networkSelectors(wanted: readonly NetworkEvents[], sources: readonly string[]): EventSelector[] {
  return [...new Set(sources)].flatMap((source) => {
    const ofSource = wanted.filter(({ eventSource }) => eventSource === source);
    const base = [equals('eventCategory', ['NetworkActivity']), equals('eventSource', [source])];
    const name = `Network activity of ${source}`;
    if (ofSource.some(({ eventNames, isDeniedOnly }) => !eventNames && !isDeniedOnly)) {
      return [{ Name: name, FieldSelectors: base }];
    }
    const names = ofSource.filter(({ isDeniedOnly }) => !isDeniedOnly).flatMap(({ eventNames = [] }) => eventNames);
    return [
      ...(ofSource.some(({ isDeniedOnly }) => isDeniedOnly)
        ? [{ Name: `${name}, refused`, FieldSelectors: [...base, equals('errorCode', [DENIED_BY_ENDPOINT])] }]
        : []),
      ...(names.length > 0 ? [{ Name: name, FieldSelectors: [...base, equals('eventName', names)] }] : []),
    ];
  });
}

function equals(Field: FieldSelector['Field'], values: readonly string[]): FieldSelector {
  return { Field, Equals: sorted(values) };
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
