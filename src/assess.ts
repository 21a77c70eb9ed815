import type { CloudTrailEvent } from './cloudtrail/event.ts';
import { isExempt } from './finding/automation.ts';
import { type FindingContext, findingsInTurn, type Judged } from './finding/index.ts';
import { lazy } from './finding/lazy.ts';
import { compileSuppressions } from './finding/suppress.ts';
import { compilePattern, parsePattern } from './pattern/index.ts';
import type { EventPattern, Rule } from './rule/rule.ts';
import { whereOf } from './rule/where.ts';
import { suppressionsOf } from './settings/overrides.ts';
import type { Settings } from './settings/settings.ts';
import { type Evidence, evidenceOf } from './state/evidence.ts';

/** Everything a site has declared: its rules and its settings. */
export interface Site {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
}

/**
 * What can be said of an event that met a rule's pattern, whatever was before and whatever the clock shows. Plain JSON: replay has
 * it from other threads.
 */
export interface Assessment {
  readonly evidence: Evidence;
  /** The last day (`YYYY-MM-DD`, UTC) on which a suppression holds for it, where one does. */
  readonly suppressedUntil?: string;
}

/** Nothing where the rule's `where` does not hold, or its `unless` does. @throws UnknownRuleError */
export type Assess = (ruleId: string, event: CloudTrailEvent) => Assessment | undefined;

/** A message names a rule that this deployment does not have: it was removed or renamed while the message was under way. */
export class UnknownRuleError extends Error {
  constructor(ruleId: string) {
    super(`no rule "${ruleId}" in this deployment; deploy it again, or delete the message`);
    this.name = 'UnknownRuleError';
  }
}

/** What the rules of a site say of an event alone: `where`, suppressions, and what their memory goes by. A rule is compiled for its first. */
export function createAssess({ rules, settings }: Site, context: FindingContext): Assess {
  const ofSite = compileSuppressions(settings.suppressions);
  const compiled = new Map(rules.map((rule) => [rule.id, lazy(() => compileRule(rule, settings))]));
  const findingOf = findingsInTurn(context);
  return (ruleId, event) => {
    const entry = compiled.get(ruleId);
    if (!entry) throw new UnknownRuleError(ruleId);
    const { rule, holds, suppression } = entry();
    const judged = findingOf(rule, event);
    const { finding } = judged;
    if (!holds(judged) || isExempt(rule, finding)) return undefined;
    const suppressedUntil = later(suppression(finding), ofSite(finding));
    return { evidence: evidenceOf(rule, finding), ...(suppressedUntil !== undefined && { suppressedUntil }) };
  };
}

function compileRule(rule: Rule, settings: Settings) {
  return {
    rule,
    holds: compileWhere(whereOf(rule)),
    suppression: compileSuppressions([...(rule.suppress ?? []), ...suppressionsOf(rule.id, settings.rules)]),
  };
}

/** A text such as `token='` in a record has redaction take what follows it, which a condition must see nevertheless. */
function compileWhere(where: EventPattern | undefined): (judged: Judged) => boolean {
  if (!where) return () => true;
  const matches = compilePattern(where);
  const readsRecord = parsePattern(where).some((branch) => branch.some(({ path }) => path.startsWith('event.')));
  return readsRecord ? ({ unredacted }) => matches(unredacted()) : ({ finding }) => matches(finding);
}

function later(day: string | undefined, other: string | undefined): string | undefined {
  if (day === undefined || other === undefined) return day ?? other;
  return day > other ? day : other;
}

/** What findings of this site are enriched with. */
export function findingContext(settings: Settings, locate: FindingContext['locate']): FindingContext {
  const { accounts, automation, networks, vouched } = settings;
  return {
    accounts: new Map(Object.entries(accounts)),
    automation,
    vouchedSessions: { sourceIdentity: vouched['source-identity'], roles: vouched.sessions },
    trustedNetworks: networks,
    locate,
  };
}
