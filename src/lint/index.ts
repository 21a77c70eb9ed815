export { LINT_CODES, type LintFinding, lint } from './lint.ts';
export type { FeedNeed, Needs, RegionNeed } from './needs.ts';
