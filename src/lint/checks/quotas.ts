import type { Matcher } from '../../pattern/index.ts';
import type { Note, PackCheck, RuleCheck } from '../check.ts';
import type { Subject } from '../subject.ts';

/**
 * EventBridge's quotas of a bus and of a pattern.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
export const MOST_RULES = 300;
export const MOST_WILDCARD_RULES = 30;
const MOST_CHARACTERS = 4096;
const DEFAULT_CHARACTERS = 2048;

export const PATTERN_QUOTA_CHECKS: readonly RuleCheck[] = [
  { code: 'pattern-too-long', severity: 'error', run: tooLong },
  { code: 'long-pattern', severity: 'warning', run: long },
];

export const BUS_QUOTA_CHECKS: readonly PackCheck[] = [
  { code: 'too-many-rules', severity: 'warning', run: tooManyRules },
  { code: 'too-many-wildcards', severity: 'error', run: tooManyWildcards },
];

function tooLong({ rule }: Subject): Note[] {
  const { length } = JSON.stringify(rule.pattern);
  if (length <= MOST_CHARACTERS) return [];
  return [{ path: ['pattern'], message: `has ${length} characters; EventBridge takes ${MOST_CHARACTERS} at most` }];
}

function long({ rule }: Subject): Note[] {
  const { length } = JSON.stringify(rule.pattern);
  if (length <= DEFAULT_CHARACTERS || length > MOST_CHARACTERS) return [];
  const message = `has ${length} characters; EventBridge takes ${DEFAULT_CHARACTERS} until the account's quota is raised`;
  return [{ path: ['pattern'], message }];
}

function tooManyRules(subjects: readonly Subject[]): Note[] {
  if (subjects.length <= MOST_RULES) return [];
  const message = `${subjects.length} rules are on; a bus takes ${MOST_RULES} until the account's quota is raised`;
  return [{ path: [], message }];
}

function tooManyWildcards(subjects: readonly Subject[]) {
  const beyond = subjects.filter(hasWildcard).slice(MOST_WILDCARD_RULES);
  return beyond.map(({ rule }) => ({
    rule,
    path: ['pattern'],
    message: `is one of ${MOST_WILDCARD_RULES + beyond.length} rules with wildcards; a bus takes ${MOST_WILDCARD_RULES}, and that is fixed`,
  }));
}

function hasWildcard({ reaches }: Subject): boolean {
  return reaches.some(({ branch }) => branch.some(({ matchers }) => matchers.some(isWildcard)));
}

function isWildcard(matcher: Matcher): boolean {
  return matcher.kind === 'anything-but-text'
    ? matcher.operands.some(({ kind }) => kind === 'wildcard')
    : matcher.kind === 'wildcard';
}
