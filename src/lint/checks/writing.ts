import { compileTemplate } from '../../template/index.ts';
import type { Note, RuleCheck } from '../check.ts';
import type { Subject } from '../subject.ts';

/** What whoever answers the alert, or changes the rule, will miss. */
export const WRITING_CHECKS: readonly RuleCheck[] = [
  { code: 'no-match-test', severity: 'error', run: noMatchTest },
  { code: 'no-near-miss', severity: 'error', run: noNearMiss },
  { code: 'summary-without-value', severity: 'warning', run: summaryWithoutValue },
  { code: 'short-runbook', severity: 'warning', run: shortRunbook },
  { code: 'no-reference', severity: 'warning', run: noReference },
];

function noMatchTest({ rule }: Subject): Note[] {
  if (rule.tests.some(({ expect }) => expect === 'match')) return [];
  return [{ path: ['tests'], message: 'needs a test that expects match, or nobody knows that the rule ever fires' }];
}

function noNearMiss({ rule }: Subject): Note[] {
  if (rule.tests.some(({ expect }) => expect === 'no-match')) return [];
  return [{ path: ['tests'], message: 'needs a near miss: a test that expects no-match' }];
}

function summaryWithoutValue({ rule }: Subject): Note[] {
  if (compileTemplate(rule.alert.summary).paths.length > 0) return [];
  return [
    { path: ['alert', 'summary'], message: 'says the same every time; name who or what, such as {identity.name}' },
  ];
}

function shortRunbook({ rule }: Subject): Note[] {
  if (rule.runbook.length >= 2 || rule.severity === 'informational') return [];
  return [{ path: ['runbook'], message: 'has one step; say also what to do when the answer is bad' }];
}

function noReference({ rule }: Subject): Note[] {
  if (rule.references.length > 0) return [];
  return [{ path: ['references'], message: 'has none; name a page that explains the event or the technique' }];
}
