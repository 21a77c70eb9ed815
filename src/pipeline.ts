import { type Assessment, createAssess, findingContext, type Site } from './assess.ts';
import { type CloudTrailEvent, isReadOnlyManagement, toEvent } from './cloudtrail/event.ts';
import type { Delivered } from './delivery/deliver.ts';
import { isCorrelated, type Met, type Ringing } from './delivery/ringing.ts';
import type { Finding } from './finding/finding.ts';
import { deriveFinding, type FindingContext } from './finding/index.ts';
import { lazy, lazyObject } from './finding/lazy.ts';
import { isExpired } from './finding/suppress.ts';
import type { LookUp } from './lookup/index.ts';
import { compilePatternSet } from './pattern/index.ts';
import type { Sequence } from './rule/correlation.ts';
import type { Rule } from './rule/rule.ts';
import type { Correlator } from './state/correlate.ts';
import { hitOf } from './state/hit.ts';
import type { Clock } from './state/store.ts';

export { type Assessment, findingContext, type Site, UnknownRuleError } from './assess.ts';

/**
 * `message`: a new message; `thread`: joined an open one; `suppressed`; `held`: below a threshold, seen before, waiting for what
 * must come first, or a signal that is told to nobody.
 */
export type Delivery = Delivered | 'suppressed' | 'held';

export interface Outcome {
  readonly rule: Rule;
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

export interface Pipeline {
  /**
   * The way of an event that met a rule's pattern: its finding, and findings of other rules that waited for it. None where the
   * rule's `where` does not hold. @throws UnknownRuleError
   */
  (ruleId: string, event: CloudTrailEvent): Promise<readonly Outcome[]>;
  /** The rest of the way of an event that was assessed before. It is asked for only if it rings, or if its finding is read. */
  readonly settle: (rule: Rule, assessment: Assessment, event: () => CloudTrailEvent) => Promise<readonly Outcome[]>;
}

/** A rule that was met, before anything is looked up. */
type Judged = Omit<Met, 'told'>;

/** What made a finding ring. */
type Rung = Pick<Ringing, 'hits' | 'overflowed'> & { readonly event: CloudTrailEvent };

type Follower = Rule & { readonly sequence: Sequence };

/** Compiles a site once into the function that handlers and replay both call for each event. */
export function createPipeline(
  site: Site,
  { locate, now, lookUp = async (finding) => finding, correlator, route, deliver }: Ports,
): Pipeline {
  const { rules, settings } = site;
  const context = findingContext(settings, locate);
  const assess = createAssess(site, context);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const enabled = rules.filter((rule) => rule.enabled && !isCorrelated(rule));
  const match = lazy(() => compilePatternSet(Object.fromEntries(enabled.map(({ id, pattern }) => [id, pattern]))));

  const isSuppressed = ({ suppressedUntil: until }: Assessment): boolean =>
    until !== undefined && !isExpired({ until }, now());

  /** The other rules that ring for an event by themselves, whatever was before, if EventBridge shows it to them. */
  const othersOf = (event: CloudTrailEvent, { id: handled }: Rule): Judged[] =>
    match()(event).flatMap((id): Judged[] => {
      const rule = byId.get(id);
      if (!rule || id === handled || (isReadOnlyManagement(event) && !rule.readOnlyEvents)) return [];
      const assessment = assess(id, event);
      if (!assessment || isSuppressed(assessment)) return [];
      const finding = deriveFinding(rule, event, context);
      return [{ rule, finding, destinations: route(rule, finding) }];
    });

  /** After `where`, suppressions, correlation and routes: nothing that decides may rest on an answer that may not come. */
  const lookedUp = async (judged: Judged): Promise<Met> => ({ ...judged, told: await lookUp(judged.finding) });

  const tell = async (judged: Judged, event: CloudTrailEvent, verdict: Omit<Rung, 'event'>): Promise<Outcome> => {
    const { rule } = judged;
    const [met, others] = await Promise.all([lookedUp(judged), Promise.all(othersOf(event, rule).map(lookedUp))]);
    const peers = isCorrelated(rule) ? others : [met, ...others];
    return { rule, finding: met.told, delivery: await deliver({ ...met, peers, ...verdict }) };
  };

  /** The findings that waited for one that rings. It is remembered before anything is told, which may fail for hours. */
  const followersThatWait = async (rule: Rule, finding: Finding): Promise<{ rule: Rule; finding: Finding }[]> => {
    const waited: { rule: Rule; finding: Finding }[] = [];
    for (const follower of followersOf(rule, rules)) {
      const released = await correlator.release(follower, finding);
      waited.push(...released.map((each) => ({ rule: follower, finding: each })));
    }
    return waited;
  };

  /** Tells a finding that rings, and the findings that waited for it. */
  const ring = async (rule: Rule, finding: Finding, { event, ...verdict }: Rung): Promise<Outcome[]> => {
    const judged = { rule, finding, destinations: route(rule, finding) };
    const isSilent = rule.notify?.length === 0;
    const waited = await followersThatWait(rule, finding);
    const outcomes = [isSilent ? untold(rule, () => finding, 'held') : await tell(judged, event, verdict)];
    for (const each of waited) {
      const rung = { event: toEvent(each.finding.event), hits: [hitOf(each.finding, now)] };
      outcomes.push(...(await ring(each.rule, each.finding, rung)));
    }
    return outcomes;
  };

  const settle: Pipeline['settle'] = async (rule, assessment, event) => {
    const finding = lazy(() => deriveFinding(rule, event(), context));
    if (isSuppressed(assessment)) return [untold(rule, finding, 'suppressed')];
    const { rings, ...verdict } = await correlator.judge(rule, assessment.evidence, finding);
    return rings ? ring(rule, finding(), { event: event(), ...verdict }) : [untold(rule, finding, 'held')];
  };

  const handle = async (ruleId: string, event: CloudTrailEvent): Promise<readonly Outcome[]> => {
    const assessment = assess(ruleId, event);
    const rule = byId.get(ruleId);
    return rule && assessment ? settle(rule, assessment, () => event) : [];
  };
  return Object.assign(handle, { settle });
}

/** Few ask for a finding that nobody was told. */
function untold(rule: Rule, finding: () => Finding, delivery: Delivery): Outcome {
  return Object.assign(lazyObject<Pick<Outcome, 'finding'>>({ finding }), { rule, delivery });
}

/** The rules that ring only after a rule. */
function followersOf({ id }: Rule, rules: readonly Rule[]): Follower[] {
  return rules.filter((rule): rule is Follower => rule.enabled && rule.sequence?.after.rule === id);
}
