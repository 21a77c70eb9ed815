import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CloudTrailEvent, parseEvent } from './cloudtrail/event.ts';
import { isObject } from './cloudtrail/json.ts';
import { deriveFinding, type FindingContext } from './finding/index.ts';
import { compilePattern } from './pattern/index.ts';
import type { Rule, RuleTest } from './rule/rule.ts';

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
  readonly context: FindingContext;
}

/** Runs the `tests:` of one rule: its pattern on each sample event, and its `where` on the finding made of it. */
export async function runRuleTests(rule: Rule, options: TestOptions): Promise<TestResult[]> {
  const matches = compilePattern(rule.pattern);
  const holds = rule.where ? compilePattern(rule.where) : () => true;
  return Promise.all(
    rule.tests.map(async (test) => {
      const event = await readSample(test, options.eventFolders);
      if (typeof event === 'string') return { rule, test, passed: false, reason: event };
      const patternMatches = matches(event);
      const matched = patternMatches && holds(deriveFinding(rule, event, options.context));
      if (matched === (test.expect === 'match')) return { rule, test, passed: true };
      const reason = matched
        ? 'matches, though no match was expected'
        : `does not match: the ${patternMatches ? '"where"' : 'pattern'} does not hold`;
      return { rule, test, passed: false, reason };
    }),
  );
}

async function readSample(test: RuleTest, folders: readonly string[]): Promise<CloudTrailEvent | string> {
  for (const folder of folders) {
    const file = join(folder, `${test.event}.json`);
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch {
      continue;
    }
    const sample: unknown = JSON.parse(text);
    return parseEvent(merge(sample, test.with ?? {})) ?? `${file} is no CloudTrail event as EventBridge delivers it`;
  }
  return `no sample event ${test.event}.json`;
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
