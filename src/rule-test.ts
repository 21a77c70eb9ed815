import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CloudTrailEvent, parseEvent } from './cloudtrail/event.ts';
import { isObject, parseJson } from './cloudtrail/json.ts';
import type { FindingContext } from './finding/index.ts';
import { createLocalPipeline } from './local-pipeline.ts';
import { compilePatternSet } from './pattern/index.ts';
import type { Outcome, Site } from './pipeline.ts';
import type { Rule, RuleTest, RuleTestStep } from './rule/rule.ts';
import { NO_SETTINGS } from './settings/load.ts';
import { BusyError } from './state/busy.ts';
import { memoryStore } from './state/memory.ts';

export interface TestResult {
  readonly rule: Rule;
  readonly test: RuleTest;
  readonly passed: boolean;
  /** Why it failed, in words. */
  readonly reason?: string;
}

export interface TestOptions {
  /** Folders that hold sample events; the first that has a sample wins. */
  readonly eventFolders: readonly string[];
  readonly locate: FindingContext['locate'];
}

/** For tests whose caller counts as automation. */
const ANYBODY = { name: 'automation of the test', when: { identity: { principal: [{ exists: true }] } } };

/** What became of one event of a test. */
export interface Step {
  readonly event: CloudTrailEvent;
  /** Rules whose patterns it matches. */
  readonly ids: readonly string[];
  readonly outcomes: readonly Outcome[];
}

/** Lets events come to a rule in the order given. Nothing is remembered from one call to the next. */
export type Player = (events: readonly CloudTrailEvent[]) => Promise<readonly Step[]>;

/**
 * Runs the `tests:` of one rule through the pipeline, with the rules that it follows: each step of a test is an event at its time,
 * and the test says whether the rule rings for the last one. Rules learn nothing beforehand, and signals are told too.
 */
export async function runRuleTests(rule: Rule, site: Site, options: TestOptions): Promise<TestResult[]> {
  const playerOf = createPlayers(rule, site, options);
  const results: TestResult[] = [];
  for (const test of rule.tests) {
    const events = await readEvents(test, options.eventFolders);
    const reason = typeof events === 'string' ? events : faultOf(rule, test, (await playerOf(test)(events)).at(-1));
    results.push({ rule, test, passed: reason === undefined, ...(reason !== undefined && { reason }) });
  }
  return results;
}

/** What lets events come to a rule, and to those that it follows, at the site that a test asks for; compiled once for each such site. */
export function createPlayers(
  rule: Rule,
  site: Site,
  { locate }: Pick<TestOptions, 'locate'>,
): (test: Pick<RuleTest, 'automation' | 'accounts'>) => Player {
  const rules = withPredecessors(rule, site.rules).map(({ notify: _, ...each }) => ({ ...each, enabled: true }));
  const match = compilePatternSet(Object.fromEntries(rules.map(({ id, pattern }) => [id, pattern])));
  const players = new Map<string, Player>();
  return (test) => {
    const key = JSON.stringify([test.automation, test.accounts]);
    const automation = test.automation ? [ANYBODY] : [];
    const accounts = Object.fromEntries(test.accounts.map((account) => [account, 'account of the test']));
    const asked = { suppressions: [], vouched: NO_SETTINGS.vouched, automation, accounts };
    const player = players.get(key) ?? createPlayer({ rules, settings: { ...site.settings, ...asked } }, match, locate);
    players.set(key, player);
    return player;
  };
}

function createPlayer(
  site: Site,
  match: (event: CloudTrailEvent) => string[],
  locate: FindingContext['locate'],
): Player {
  let nowMs = 0;
  const now = () => nowMs;
  const store = memoryStore(now);
  const pipeline = createLocalPipeline(site, now, { locate, store });
  const handle = async (id: string, event: CloudTrailEvent): Promise<readonly Outcome[]> => {
    try {
      return await pipeline(id, event);
    } catch (error) {
      if (!(error instanceof BusyError)) throw error;
      // It comes again, as from the queue.
      nowMs += error.retryAfterSeconds * 1000;
      return handle(id, event);
    }
  };
  return async (events) => {
    store.clear();
    nowMs = 0;
    const steps: Step[] = [];
    for (const event of events) {
      nowMs = Math.max(nowMs, Date.parse(event.time) || 0);
      const ids = match(event);
      steps.push({ event, ids, outcomes: (await Promise.all(ids.map((id) => handle(id, event)))).flat() });
    }
    return steps;
  };
}

/** What is wrong with what a rule answers to the last event of a test, in words; undefined where it is as expected. */
function faultOf(rule: Rule, { expect, severity }: RuleTest, step: Step | undefined): string | undefined {
  const own = step?.outcomes.find(({ finding }) => finding.rule.id === rule.id);
  const rings = own?.delivery === 'message' || own?.delivery === 'thread';
  if (rings && severity && own.finding.severity !== severity) return `is ${own.finding.severity}, not ${severity}`;
  if (rings === (expect === 'match')) return undefined;
  return rings ? 'rings, though it should not' : `does not ring: ${whyNot(own, step?.ids.includes(rule.id) ?? false)}`;
}

function whyNot(own: Outcome | undefined, isMatched: boolean): string {
  if (own?.delivery === 'held') return 'held back by its threshold, first-seen or sequence (see "events" in a test)';
  if (own) return own.delivery;
  return isMatched ? 'its "where" does not hold, or "unless" leaves the caller out' : 'its pattern does not match';
}

/** A rule and those that its sequence waits for. */
function withPredecessors(rule: Rule, rules: readonly Rule[]): Rule[] {
  const chain = new Set([rule]);
  for (const { sequence } of chain) {
    const before = rules.find(({ id }) => id === sequence?.after.rule);
    if (before) chain.add(before);
  }
  return [...chain];
}

/** The events of a test, in order, each with an eventID of its own; or which sample cannot be used. */
export async function readEvents({ steps }: RuleTest, folders: readonly string[]): Promise<CloudTrailEvent[] | string> {
  const events: CloudTrailEvent[] = [];
  let timeMs: number | undefined;
  for (const step of steps) {
    const sample = await readSample(step, folders);
    if (typeof sample === 'string') return sample;
    timeMs = timeMs === undefined ? Date.parse(sample.time) : timeMs + step.afterSeconds * 1000;
    for (let count = 0; count < step.times; count += 1) {
      if (count > 0) timeMs += step.everySeconds * 1000;
      const time = new Date(timeMs).toISOString();
      const eventID = `${step.event}#${events.length}`;
      events.push({ ...sample, time, detail: { ...sample.detail, eventTime: time, eventID } });
    }
  }
  return events;
}

/** The event of a step, with the step's changes; or why there is none, in words. */
export async function readSample(step: RuleTestStep, folders: readonly string[]): Promise<CloudTrailEvent | string> {
  for (const folder of folders) {
    const file = join(folder, `${step.event}.json`);
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch {
      continue;
    }
    const sample: unknown = parseJson(text);
    return parseEvent(merge(sample, step.with ?? {})) ?? `${file} is no CloudTrail event as EventBridge delivers it`;
  }
  return `no sample event ${step.event}.json`;
}

/** A sample with changes laid over it: objects merge, everything else replaces, `{ $delete: true }` removes. */
export function merge(base: unknown, changes: unknown): unknown {
  if (!isObject(base) || !isObject(changes)) return changes;
  const merged = new Map(Object.entries(base));
  for (const [key, change] of Object.entries(changes)) {
    if (isObject(change) && change.$delete === true) merged.delete(key);
    else merged.set(key, isObject(change) ? merge(merged.get(key) ?? {}, change) : change);
  }
  return Object.fromEntries(merged);
}
