import { compilePattern } from '../pattern/index.ts';
import type { EventPattern, Rule } from '../rule/rule.ts';
import type { Finding } from './finding.ts';

/** Who deploys, from `automation:` of trailbell.yml. */
export interface AutomationEntry {
  readonly name: string;
  /** A pattern on the finding that rests on what no caller chooses. */
  readonly when: EventPattern;
}

/** What of a finding is known whatever the rule. */
export type CallerFacts = Omit<Finding, 'id' | 'rule' | 'severity' | 'summary' | 'fields' | 'automation'>;

/** The name of the first entry that a caller meets. */
export function compileAutomation(entries: readonly AutomationEntry[]): (facts: CallerFacts) => string | undefined {
  const compiled = entries.map(({ name, when }) => ({ name, matches: compilePattern(when) }));
  return (facts) => compiled.find(({ matches }) => matches(facts))?.name;
}

/** Whether a rule leaves its caller out (`unless`). */
export function isExempt({ unless = [] }: Pick<Rule, 'unless'>, finding: Finding): boolean {
  return unless.some((kind) => EXEMPTIONS[kind](finding));
}

const EXEMPTIONS: Readonly<Record<NonNullable<Rule['unless']>[number], (finding: Finding) => boolean>> = {
  automation: ({ automation }) => automation !== undefined,
  'aws-service': ({ identity }) => identity.credential === 'service',
};
