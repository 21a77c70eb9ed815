export { MOST_RULES, MOST_WILDCARD_RULES } from './checks/quotas.ts';
export { dataResourceType } from './data-events.ts';
export { FEED_NAMES, feedsOf } from './feeds.ts';
export { LINT_CODES, type LintFinding, lint } from './lint.ts';
export { type FeedNeed, type Needs, needsOf, type RegionNeed, type Whereabouts } from './needs.ts';
export { namesOf } from './reach.ts';
export { planRegions, type RegionPlan, type RegionReason } from './region-plan.ts';
export { PARTITION_OF, type Partition, REGIONS, REGIONS_DATE } from './regions.ts';
export {
  DENIED_BY_ENDPOINT,
  dataEventsOf,
  INSIGHT_TYPES,
  insightTypesOf,
  type NetworkEvents,
  networkEventsOf,
} from './selected-events.ts';
export { type Subject, toSubject } from './subject.ts';
