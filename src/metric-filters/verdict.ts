import type { Rule } from '../rule/rule.ts';
import { compileFilterPatterns } from './compile.ts';
import type { Shapes } from './shapes.ts';
import { UnsayableError } from './unsayable-error.ts';

/** Whether a rule can be said in metric filters. */
export type Verdict = SaidRule | { readonly rule: Rule; readonly reason: string };

export interface SaidRule {
  readonly rule: Rule;
  /** Filter patterns; what one of them matches, the rule's pattern does. */
  readonly patterns: readonly string[];
  /** Whether the rule leaves out the automation of trailbell.yml, for which its alarm rings. */
  readonly withAutomation: boolean;
}

export interface JudgeOptions {
  /** Whether to say a rule that only leaves out changes by automation by its pattern alone. */
  readonly withAutomation: boolean;
  readonly shapes: Shapes;
}

/** What becomes of a rule; it must be enabled. */
export function judgeRule(rule: Rule, { withAutomation, shapes }: JudgeOptions): Verdict {
  const sparesAutomation = rule.unless?.includes('automation') ?? false;
  const reason = reasonOf(rule, sparesAutomation && !withAutomation);
  if (reason !== undefined) return { rule, reason };
  try {
    return { rule, patterns: compileFilterPatterns(rule.pattern, shapes), withAutomation: sparesAutomation };
  } catch (error) {
    if (!(error instanceof UnsayableError)) throw error;
    return { rule, reason: error.message };
  }
}

/** What of a rule comes after its pattern, for which CloudWatch has nothing. */
function reasonOf(rule: Rule, isMissingAutomation: boolean): string | undefined {
  if (rule.notify?.length === 0) return 'is silent, a signal for other rules';
  if (rule.threshold) return `counts by ${rule.threshold.by.join(', ')}; a metric counts all together`;
  if (rule.firstSeen) return 'rings for what was not seen before (first-seen)';
  if (rule.sequence) return 'rings for what follows another rule (sequence)';
  if (rule.suppress?.length) return 'has suppressions, which look at the finding';
  if (rule.where) return 'has a "where", which looks at the finding';
  return isMissingAutomation ? 'leaves out automation; see --with-automation' : undefined;
}
