import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CloudTrailEvent, parseEvent } from './cloudtrail/event.ts';
import { isObject, parseJson } from './cloudtrail/json.ts';
import type { FindingContext } from './finding/index.ts';
import { createLocalPipeline } from './local-pipeline.ts';
import { compilePatternSet } from './pattern/index.ts';
import type { Site } from './pipeline.ts';
import type { Rule, RuleTest, RuleTestStep } from './rule/rule.ts';
import { NO_SETTINGS } from './settings/load.ts';

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

/**
 * Runs the `tests:` of one rule through the pipeline, with the rules that it follows: each step of a test is an event at its time,
 * and the test says whether the rule rings for the last one. Rules learn nothing beforehand, and signals are told too.
 */
export async function runRuleTests(rule: Rule, site: Site, options: TestOptions): Promise<TestResult[]> {
  const rules = withPredecessors(rule, site.rules).map(({ notify: _, ...each }) => ({ ...each, enabled: true }));
  const settings = { ...site.settings, suppressions: [], vouched: NO_SETTINGS.vouched };
  const match = compilePatternSet(Object.fromEntries(rules.map(({ id, pattern }) => [id, pattern])));
  return Promise.all(
    rule.tests.map(async (test) => {
      const events = await readEvents(test, options.eventFolders);
      if (typeof events === 'string') return { rule, test, passed: false, reason: events };
      let nowMs = 0;
      const automation = test.automation ? [ANYBODY] : [];
      const accounts = Object.fromEntries(test.accounts.map((account) => [account, 'account of the test']));
      const tested = { rules, settings: { ...settings, automation, accounts } };
      const pipeline = createLocalPipeline(tested, () => nowMs, options);
      let answer = '';
      let severity = rule.severity;
      for (const event of events) {
        nowMs = Math.max(nowMs, Date.parse(event.time) || 0);
        const ids = match(event);
        const outcomes = (await Promise.all(ids.map((id) => pipeline(id, event)))).flat();
        const own = outcomes.find(({ finding }) => finding.rule.id === rule.id);
        severity = own?.finding.severity ?? rule.severity;
        answer =
          own?.delivery ??
          (ids.includes(rule.id)
            ? 'its "where" does not hold, or "unless" leaves the caller out'
            : 'its pattern does not match');
        if (answer === 'held') answer = 'held back by its threshold, first-seen or sequence (see "events" in a test)';
      }
      const rings = answer === 'message' || answer === 'thread';
      const isAsGrave = !rings || severity === (test.severity ?? severity);
      if (rings === (test.expect === 'match') && isAsGrave) return { rule, test, passed: true };
      if (!isAsGrave) return { rule, test, passed: false, reason: `is ${severity}, not ${test.severity}` };
      return { rule, test, passed: false, reason: rings ? 'rings, though it should not' : `does not ring: ${answer}` };
    }),
  );
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
async function readEvents({ steps }: RuleTest, folders: readonly string[]): Promise<CloudTrailEvent[] | string> {
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
