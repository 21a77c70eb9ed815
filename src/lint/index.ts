export { FEED_NAMES, feedsOf } from './feeds.ts';
export { LINT_CODES, type LintFinding, lint } from './lint.ts';
export type { FeedNeed, Needs, RegionNeed } from './needs.ts';
export { namesOf } from './reach.ts';
export { type Subject, toSubject } from './subject.ts';
