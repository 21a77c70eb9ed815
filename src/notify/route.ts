import type { Finding } from '../finding/finding.ts';
import { compilePattern } from '../pattern/index.ts';
import type { Rule } from '../rule/rule.ts';
import type { Settings } from '../settings/settings.ts';

/** Names of the destinations a finding goes to: the rule's own, else those of the first route that matches. */
export function compileRoutes({ routes }: Settings): (rule: Rule, finding: Finding) => readonly string[] {
  const compiled = routes.map(({ when, notify }) => ({ matches: when ? compilePattern(when) : () => true, notify }));
  return (rule, finding) => rule.notify ?? compiled.find(({ matches }) => matches(finding))?.notify ?? [];
}
