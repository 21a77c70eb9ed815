import type { CloudTrailEvent } from './cloudtrail/event.ts';
import type { Finding } from './finding/finding.ts';
import { deriveFinding, type FindingContext } from './finding/index.ts';
import { compileRoutes } from './notify/route.ts';
import { compilePattern } from './pattern/index.ts';
import type { Rule } from './rule/rule.ts';
import type { Settings } from './settings/settings.ts';

/** Everything a site has declared: its rules and its settings. */
export interface Site {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
}

/** `message`: a new message; `thread`: joined an open one; `suppressed`; `held`: below a threshold or seen before. */
export type Delivery = 'message' | 'thread' | 'suppressed' | 'held';

export interface Outcome {
  readonly finding: Finding;
  readonly delivery: Delivery;
}

/** What the pipeline asks of its surroundings. */
export interface Ports {
  readonly locate: FindingContext['locate'];
  /** Tells a finding to the destinations named; rejects if any did not take it. */
  readonly deliver: (finding: Finding, destinations: readonly string[]) => Promise<void>;
}

/** The way of an event that met a rule's pattern; undefined where the rule's `where` does not hold. */
export type Pipeline = (ruleId: string, event: CloudTrailEvent) => Promise<Outcome | undefined>;

/** A message names a rule that this deployment does not have: it was removed or renamed while the message was under way. */
export class UnknownRuleError extends Error {
  constructor(ruleId: string) {
    super(`no rule "${ruleId}" in this deployment; deploy it again, or delete the message`);
    this.name = 'UnknownRuleError';
  }
}

/** Compiles a site once into the function that handlers and replay both call for each event. */
export function createPipeline({ rules, settings }: Site, { locate, deliver }: Ports): Pipeline {
  const compiled = new Map(
    rules.map((rule) => [rule.id, { rule, holds: rule.where ? compilePattern(rule.where) : () => true }]),
  );
  const context = findingContext(settings, locate);
  const route = compileRoutes(settings);

  return async (ruleId, event) => {
    const entry = compiled.get(ruleId);
    if (!entry) throw new UnknownRuleError(ruleId);
    const finding = deriveFinding(entry.rule, event, context);
    if (!entry.holds(finding)) return undefined;
    await deliver(finding, route(entry.rule, finding));
    return { finding, delivery: 'message' };
  };
}

/** What findings of this site are enriched with. */
export function findingContext(settings: Settings, locate: FindingContext['locate']): FindingContext {
  return { accounts: new Map(Object.entries(settings.accounts)), trustedNetworks: settings.networks, locate };
}
