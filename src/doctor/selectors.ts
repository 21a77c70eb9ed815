import type { AdvancedEventSelector, AdvancedFieldSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import { selectorsFor, type EventSelector as WantedSelector } from '../deploy/trail/selectors.ts';
import { FEED_NAMES, type FeedNeed } from '../lint/index.ts';
import { broken, type Check, counted, fine, warning } from './check.ts';
import type { Deployment } from './deployment.ts';
import type { SeenTrail, Selectors } from './trails.ts';

/** An event as selectors look at it, by field; ARNs stand for all that begin with them. */
type Point = Readonly<Record<string, string>>;
type Place = Pick<SeenTrail, 'arn' | 'home' | 'name'>;

/** Whether trails select what the rules live from. */
export function judgeSelectors(selectors: Selectors, trail: Place, deployment: Deployment): Check[] {
  const all = [...selectors.advanced, ...selectors.basic.flatMap(toAdvanced)];
  const found = [
    ...judgeManagement(all, trail, deployment),
    ...judgeNamed(all, trail, deployment),
    ...judgeUnnamed(all, deployment),
  ];
  return found.length > 0 ? found : [fine('trail/selectors', 'its selectors have all that the rules live from')];
}

/** Management events, without which nearly every rule is blind, and those of services that selectors leave out. */
function judgeManagement(all: readonly AdvancedEventSelector[], trail: Place, deployment: Deployment): Check[] {
  const { needs, subjects } = deployment;
  const isLogged = (point: Point): boolean => isSelected(all, { eventCategory: 'Management', ...point });
  const missing = needs.feeds.filter(
    ({ kind }) => !EXTRA.includes(kind) && !isLogged({ readOnly: String(kind === 'management-read') }),
  );
  const mend = addSelector(trail, MANAGEMENT, deployment);
  if (missing.length > 0) {
    return missing.map((feed) =>
      broken('trail/selectors', { text: `no trail logs ${nameOf(feed)}: ${blind(feed.rules)}`, mend }),
    );
  }
  const deaf = subjects
    .filter(({ reaches }) =>
      reaches.every(
        ({ eventSources }) =>
          eventSources.length > 0 && eventSources.every((eventSource) => !isLogged({ eventSource })),
      ),
    )
    .map(({ rule }) => rule.id);
  if (deaf.length === 0) return [];
  const text = `selectors leave out services on which there ${deaf.length === 1 ? 'is' : 'are'} ${counted(deaf, 'rule')}`;
  return [broken('trail/selectors', { text, mend, of: deaf })];
}

/** Data events and network activity of what trailbell.yml names. */
function judgeNamed(all: readonly AdvancedEventSelector[], trail: Place, deployment: Deployment): Check[] {
  return selectorsFor(deployment.rules, deployment.settings)
    .events.slice(1)
    .flatMap((wanted) => {
      const missing = pointsOf(wanted).filter((point) => !isSelected(all, point));
      if (missing.length === 0) return [];
      const of = [...new Set(missing.map((point) => point['resources.ARN'] ?? point.eventSource ?? ''))];
      return broken('trail/selectors', {
        text: `no trail logs what trailbell.yml wants of "${wanted.Name}": ${counted(of, 'resource')}`,
        mend: addSelector(trail, wanted, deployment),
        of,
      });
    });
}

/** What costs extra, and of which trailbell.yml names nothing. */
function judgeUnnamed(all: readonly AdvancedEventSelector[], { needs, settings }: Deployment): Check[] {
  const isNamed = ({ kind, of }: FeedNeed): boolean =>
    kind === 'data'
      ? // An empty list says that none is wanted.
        Object.hasOwn(settings['data-events'], of ?? '')
      : settings['network-activity'].some((source) => of === undefined || source === of);
  return needs.feeds
    .filter(
      (feed) => (feed.kind === 'data' || feed.kind === 'network') && !isNamed(feed) && !isSelected(all, pointOf(feed)),
    )
    .map((feed) => {
      const key = feed.kind === 'data' ? 'data-events' : 'network-activity';
      return warning('trail/selectors', {
        text: `no trail logs ${nameOf(feed)}: ${blind(feed.rules)}`,
        mend: `name what they are about under "${key}" of trailbell.yml and let the trail log it, or switch them off there`,
      });
    });
}

const EXTRA: readonly FeedNeed['kind'][] = ['data', 'network', 'insight'];

function blind(rules: number): string {
  return `${rules} ${rules === 1 ? 'rule is' : 'rules are'} blind for it`;
}

/** `put-event-selectors` replaces all selectors, so it is no command to be copied. */
function addSelector({ arn, home, name }: Place, selector: unknown, { stage }: Deployment): string {
  if (name === `trailbell-trail-${stage}`) {
    return `npx serverless deploy --config serverless.trail.yml --stage ${stage} --region ${home}`;
  }
  return (
    `add to the selectors that "aws cloudtrail get-event-selectors --trail-name ${arn} --region ${home}" shows, ` +
    `and put all of them with put-event-selectors: ${JSON.stringify(selector)}`
  );
}

const MANAGEMENT = { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] };

function nameOf({ kind, of }: FeedNeed): string {
  const name = FEED_NAMES[kind];
  return `${kind.startsWith('management') ? `${name} events` : name}${of ? ` of ${of}` : ''}`;
}

function pointOf({ kind, of }: FeedNeed): Point {
  if (kind === 'data') return { eventCategory: 'Data', ...(of && { 'resources.type': of }) };
  return { eventCategory: 'NetworkActivity', ...(of && { eventSource: of }) };
}

/** Every combination of the values of a selector. */
function pointsOf({ FieldSelectors }: WantedSelector): Point[] {
  return FieldSelectors.reduce<Point[]>(
    (points, { Field, Equals = [], StartsWith = [] }) =>
      points.flatMap((point) => [...Equals, ...StartsWith].map((value) => ({ ...point, [Field]: value }))),
    [{}],
  );
}

/** Whether some selector takes an event, as far as its fields are known. */
function isSelected(all: readonly AdvancedEventSelector[], point: Point): boolean {
  return all.some(({ FieldSelectors = [] }) => FieldSelectors.every((condition) => isMet(condition, point)));
}

function isMet({ Field = '', ...condition }: AdvancedFieldSelector, point: Point): boolean {
  const value = point[Field];
  if (value === undefined) return true;
  const { Equals, StartsWith, EndsWith, NotEquals, NotStartsWith, NotEndsWith } = condition;
  const taken = [
    ...(Equals ? [Equals.includes(value)] : []),
    ...(StartsWith ? [StartsWith.some((each) => value.startsWith(each))] : []),
    ...(EndsWith ? [EndsWith.some((each) => value.endsWith(each))] : []),
  ];
  const isRefused =
    NotEquals?.includes(value) ||
    NotStartsWith?.some((each) => value.startsWith(each)) ||
    NotEndsWith?.some((each) => value.endsWith(each));
  return !isRefused && (taken.length === 0 || taken.includes(true));
}

/** The older form of a selector in the words of the newer one. */
function toAdvanced(selector: EventSelector): AdvancedEventSelector[] {
  const { ReadWriteType = 'All', IncludeManagementEvents = true, DataResources = [] } = selector;
  const { ExcludeManagementEventSources: excluded = [] } = selector;
  const readOnly =
    ReadWriteType === 'All' ? [] : [{ Field: 'readOnly', Equals: [String(ReadWriteType === 'ReadOnly')] }];
  const category = (name: string) => [{ Field: 'eventCategory', Equals: [name] }, ...readOnly];
  return [
    ...(IncludeManagementEvents
      ? [
          {
            FieldSelectors: [
              ...category('Management'),
              ...(excluded.length > 0 ? [{ Field: 'eventSource', NotEquals: excluded }] : []),
            ],
          },
        ]
      : []),
    ...DataResources.map(({ Type = '', Values = [] }) => ({
      FieldSelectors: [
        ...category('Data'),
        { Field: 'resources.type', Equals: [Type] },
        { Field: 'resources.ARN', StartsWith: Values },
      ],
    })),
  ];
}
