import { compilePattern } from '../pattern/index.ts';
import type { Rule, Severity } from '../rule/rule.ts';
import type { CallerFacts } from './automation.ts';

/** What deploys, by what its user agent says: anybody can say that. */
const DEPLOYING_CLIENTS: readonly string[] = ['terraform', 'pulumi', 'cdk', 'cloudformation', 'ansible'];

/** Whether a client calls itself a tool that deploys. */
export function callsItselfAutomation({ network }: Pick<CallerFacts, 'network'>): boolean {
  return DEPLOYING_CLIENTS.includes(network.client?.kind ?? '');
}

/**
 * How grave a rule's findings are: as the rule says, or as the first of its `lower` that matches. A rule that spares automation is one
 * step less grave for a client that merely calls itself Terraform, but only from medium to low: what a caller can say of itself softens
 * nothing graver.
 */
export function compileSeverity(rule: Rule): (facts: CallerFacts) => Severity {
  const { severity, lower = [], unless = [] } = rule;
  const compiled = lower.map((each) => ({ severity: each.severity, matches: compilePattern(each.when) }));
  const sparesAutomation = unless.includes('automation');
  return (facts) => {
    const lowered = compiled.find(({ matches }) => matches(facts))?.severity ?? severity;
    return lowered === 'medium' && sparesAutomation && callsItselfAutomation(facts) ? 'low' : lowered;
  };
}
