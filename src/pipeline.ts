import { type CloudTrailEvent, toEvent } from './cloudtrail/event.ts';
import type { Delivered } from './delivery/deliver.ts';
import { isCorrelated, type Met, type Ringing } from './delivery/ringing.ts';
import type { Finding } from './finding/finding.ts';
import { deriveFinding, type FindingContext } from './finding/index.ts';
import { compileSuppressions } from './finding/suppress.ts';
import type { LookUp } from './lookup/index.ts';
import { compilePattern, compilePatternSet } from './pattern/index.ts';
import type { Sequence } from './rule/correlation.ts';
import type { Rule } from './rule/rule.ts';
import { suppressionsOf } from './settings/overrides.ts';
import type { Settings } from './settings/settings.ts';
import type { Correlator } from './state/correlate.ts';
import { hitOf } from './state/hit.ts';
import type { Clock } from './state/store.ts';

/** Everything a site has declared: its rules and its settings. */
export interface Site {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
}

/**
 * `message`: a new message; `thread`: joined an open one; `suppressed`; `held`: below a threshold, seen before, waiting for what
 * must come first, or a signal that is told to nobody.
 */
export type Delivery = Delivered | 'suppressed' | 'held';

export interface Outcome {
  readonly finding: Finding;
  readonly delivery: Delivery;
}

/** What the pipeline asks of its surroundings. */
export interface Ports {
  readonly locate: FindingContext['locate'];
  readonly now: Clock;
  /** Adds what people want to read and the record does not hold; adds nothing if left out. */
  readonly lookUp?: LookUp;
  readonly correlator: Correlator;
  /** Names of the destinations of a finding. */
  readonly route: (rule: Rule, finding: Finding) => readonly string[];
  /** Tells a finding to its destinations; rejects if any did not take it. */
  readonly deliver: (ringing: Ringing) => Promise<Delivered>;
}

/**
 * The way of an event that met a rule's pattern: its finding, and findings of other rules that waited for it. None where the
 * rule's `where` does not hold.
 */
export type Pipeline = (ruleId: string, event: CloudTrailEvent) => Promise<readonly Outcome[]>;

/** A message names a rule that this deployment does not have: it was removed or renamed while the message was under way. */
export class UnknownRuleError extends Error {
  constructor(ruleId: string) {
    super(`no rule "${ruleId}" in this deployment; deploy it again, or delete the message`);
    this.name = 'UnknownRuleError';
  }
}

/** A rule that was met, before anything is looked up. */
type Judged = Omit<Met, 'told'>;

type Follower = Rule & { readonly sequence: Sequence };

/** Compiles a site once into the function that handlers and replay both call for each event. */
export function createPipeline(
  { rules, settings }: Site,
  { locate, now, lookUp = async (finding) => finding, correlator, route, deliver }: Ports,
): Pipeline {
  const context = findingContext(settings, locate);
  const siteSuppression = compileSuppressions(settings.suppressions);
  const compiled = new Map(rules.map((rule) => [rule.id, compileRule(rule, settings)]));
  const enabled = rules.filter((rule) => rule.enabled && !isCorrelated(rule));
  const match = compilePatternSet(Object.fromEntries(enabled.map(({ id, pattern }) => [id, pattern])));

  const isSuppressed = ({ suppression }: CompiledRule, finding: Finding): boolean =>
    (suppression(finding, now()) ?? siteSuppression(finding, now())) !== undefined;

  /** The other rules that ring for an event by themselves, whatever was before. */
  const othersOf = (event: CloudTrailEvent, { id: handled }: Rule): Judged[] =>
    match(event).flatMap((id): Judged[] => {
      const entry = compiled.get(id);
      if (!entry || id === handled) return [];
      const finding = deriveFinding(entry.rule, event, context);
      if (!entry.holds(finding) || isSuppressed(entry, finding)) return [];
      return [{ rule: entry.rule, finding, destinations: route(entry.rule, finding) }];
    });

  /** After `where`, suppressions, correlation and routes: nothing that decides may rest on an answer that may not come. */
  const lookedUp = async (judged: Judged): Promise<Met> => ({ ...judged, told: await lookUp(judged.finding) });

  const tell = async (judged: Judged, event: CloudTrailEvent, hits: Ringing['hits']): Promise<Outcome> => {
    const { rule } = judged;
    const [met, others] = await Promise.all([lookedUp(judged), Promise.all(othersOf(event, rule).map(lookedUp))]);
    const peers = isCorrelated(rule) ? others : [met, ...others];
    return { finding: met.told, delivery: await deliver({ ...met, peers, hits }) };
  };

  /** Tells a finding that rings, and the findings that waited for it. */
  const ring = async (
    rule: Rule,
    finding: Finding,
    { event, hits }: { event: CloudTrailEvent; hits: Ringing['hits'] },
  ): Promise<Outcome[]> => {
    const judged = { rule, finding, destinations: route(rule, finding) };
    const isSilent = rule.notify?.length === 0;
    const outcomes: Outcome[] = [isSilent ? { finding, delivery: 'held' } : await tell(judged, event, hits)];
    for (const follower of followersOf(rule, rules)) {
      for (const released of await correlator.release(follower, finding)) {
        outcomes.push(
          ...(await ring(follower, released, { event: toEvent(released.event), hits: [hitOf(released, now)] })),
        );
      }
    }
    return outcomes;
  };

  return async (ruleId, event) => {
    const entry = compiled.get(ruleId);
    if (!entry) throw new UnknownRuleError(ruleId);
    const finding = deriveFinding(entry.rule, event, context);
    if (!entry.holds(finding)) return [];
    if (isSuppressed(entry, finding)) return [{ finding, delivery: 'suppressed' }];
    const { rings, hits } = await correlator.judge(entry.rule, finding);
    return rings ? ring(entry.rule, finding, { event, hits }) : [{ finding, delivery: 'held' }];
  };
}

type CompiledRule = ReturnType<typeof compileRule>;

function compileRule(rule: Rule, settings: Settings) {
  return {
    rule,
    holds: rule.where ? compilePattern(rule.where) : () => true,
    suppression: compileSuppressions([...(rule.suppress ?? []), ...suppressionsOf(rule.id, settings.rules)]),
  };
}

/** The rules that ring only after a rule. */
function followersOf({ id }: Rule, rules: readonly Rule[]): Follower[] {
  return rules.filter((rule): rule is Follower => rule.enabled && rule.sequence?.after.rule === id);
}

/** What findings of this site are enriched with. */
export function findingContext(settings: Settings, locate: FindingContext['locate']): FindingContext {
  return { accounts: new Map(Object.entries(settings.accounts)), trustedNetworks: settings.networks, locate };
}
