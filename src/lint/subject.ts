import { INSIGHT_SHAPE, RECORD_SHAPE } from '../cloudtrail/record-shape.ts';
import type { Fields } from '../cloudtrail/shape.ts';
import { type Branch, parsePattern } from '../pattern/index.ts';
import { FINDING_SHAPE } from '../rule/finding-shape.ts';
import type { EventPattern, Rule } from '../rule/rule.ts';
import type { Suppression } from '../rule/suppression.ts';
import type { Path } from '../rule/yaml-file.ts';
import { INSIGHT } from './detail-type.ts';
import type { PlacedPattern } from './leaf.ts';
import { type Reach, reachOf } from './reach.ts';

/** A rule as the checks look at it. */
export interface Subject {
  readonly rule: Rule;
  /** What each branch of the event pattern can meet. */
  readonly reaches: readonly Reach[];
  /** The event pattern, `where`, `lower` and the suppressions, each branch with the shape of what it is matched against. */
  readonly patterns: readonly ShapedPattern[];
  /** The fields that its events and its findings can have. */
  readonly shapes: { readonly event: Fields; readonly finding: Fields };
}

export interface ShapedPattern extends PlacedPattern {
  readonly branches: readonly { readonly branch: Branch; readonly shape: Fields }[];
}

export function toSubject(rule: Rule): Subject {
  const placed = { root: ['pattern'], pattern: rule.pattern };
  const reaches = parsePattern(rule.pattern).map((branch) => reachOf(branch, placed));
  const detailTypes = reaches.flatMap((reach) => reach.detailTypes);
  const finding = findingShape(detailTypes);
  const event: ShapedPattern = {
    ...placed,
    branches: reaches.map(({ branch, detailTypes }) => ({ branch, shape: eventShape(detailTypes) })),
  };
  const where = rule.where ? [onFinding(['where'], rule.where, finding)] : [];
  const lower = (rule.lower ?? []).map(({ when }, index) => onFinding(['lower', index, 'when'], when, finding));
  const suppressions = suppressionPatterns(['suppress'], rule.suppress, finding);
  return {
    rule,
    reaches,
    patterns: [event, ...where, ...lower, ...suppressions],
    shapes: { event: eventShape(detailTypes), finding },
  };
}

/** A pattern on findings. */
export function onFinding(root: Path, pattern: EventPattern, shape: Fields = FINDING_SHAPE): ShapedPattern {
  return { root, pattern, branches: parsePattern(pattern).map((branch) => ({ branch, shape })) };
}

export function suppressionPatterns(
  root: Path,
  suppressions: readonly Suppression[] = [],
  shape: Fields = FINDING_SHAPE,
): ShapedPattern[] {
  return suppressions.map(({ when }, index) => onFinding([...root, index, 'when'], when, shape));
}

/** An event as EventBridge delivers it. */
function eventShape(detailTypes: readonly string[]): Fields {
  return {
    version: 'text',
    id: 'text',
    'detail-type': 'text',
    source: 'text',
    account: 'text',
    time: 'text',
    region: 'text',
    resources: { '[]': 'text' },
    detail: recordShape(detailTypes),
  };
}

function findingShape(detailTypes: readonly string[]): Fields {
  const { insight, ...others } = FINDING_SHAPE;
  return { ...others, ...(detailTypes.includes(INSIGHT) && { insight }), event: recordShape(detailTypes) };
}

/** Insights have other records than everything else. */
function recordShape(detailTypes: readonly string[]): Fields {
  return {
    ...(detailTypes.some((detailType) => detailType !== INSIGHT) && RECORD_SHAPE),
    ...(detailTypes.includes(INSIGHT) && INSIGHT_SHAPE),
  };
}
