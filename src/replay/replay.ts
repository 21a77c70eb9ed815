import { setImmediate } from 'node:timers/promises';
import { createLocalPipeline, type LocalOptions } from '../local-pipeline.ts';
import { compileRoutes } from '../notify/route.ts';
import type { Outcome, Site } from '../pipeline.ts';
import { remember } from '../remember.ts';
import type { Rule } from '../rule/rule.ts';
import type { Match } from './read-matches.ts';
import { ruleOf } from './search.ts';
import { Tally } from './tally.ts';

/** Between looks at what happens outside. */
const EVENTS_AT_ONCE = 100;

/** Patterns of both sites of a comparison, and more. */
const MOST_NAMES = 10_000;
const siteRuleOf = remember(ruleOf, MOST_NAMES);
/** Many events come in the same second. */
const MOST_TIMES = 100;
const msOf = remember((time) => Date.parse(time) || 0, MOST_TIMES);

/** A site, and what is done with what a replay finds for it. */
export interface Run extends LocalOptions {
  readonly site: Site;
  /** Called for each finding, in event order, after its message. */
  readonly onOutcome: (outcome: Outcome) => void;
}

/**
 * Runs sites over the events that `readMatches` found for them, in order of event time, through the pipeline that the Lambda
 * handlers run. In place of EventBridge stands the same pattern language, in place of the clock the time of the event, in place of
 * DynamoDB memory, and in place of Slack one channel that always takes everything.
 * @param runs in the order in which `searchFor` had their sites
 * @param signal ends it early
 */
export async function replay(
  matches: AsyncIterable<Match>,
  runs: readonly Run[],
  signal?: AbortSignal,
): Promise<readonly Tally[]> {
  const tallies = runs.map(() => new Tally());
  const runners = runs.map((run, index) => createRunner(run, tallies[index] ?? new Tally()));
  let events = 0;
  for await (const match of matches) {
    // What awaits nothing from outside keeps interrupts waiting.
    if (events++ % EVENTS_AT_ONCE === 0) await setImmediate();
    if (signal?.aborted) break;
    for (const { name, assessment } of match.meetings) {
      const { site, ruleId } = siteRuleOf(name);
      const runner = runners[site];
      const rule = runner?.meet(ruleId, match.time);
      if (rule && assessment) runner?.take(await runner.settle(rule, assessment, match.event));
    }
  }
  return tallies;
}

/** Runs a site on events, which must come in order of their time. */
function createRunner({ site, onOutcome, ...local }: Run, tally: Tally) {
  let nowMs = 0;
  const { settle } = createLocalPipeline(site, () => nowMs, local);
  const route = compileRoutes(site.settings);
  const rules = new Map(site.rules.map((rule) => [rule.id, rule]));
  return {
    /** Counts an event for a rule that it met, and lets its time be now. */
    meet: (ruleId: string, time: string): Rule | undefined => {
      nowMs = Math.max(nowMs, msOf(time));
      tally.addMatch(ruleId);
      return rules.get(ruleId);
    },
    settle,
    take: (outcomes: readonly Outcome[]): void => {
      for (const outcome of outcomes) {
        tally.addOutcome(outcome, ({ finding }) => route(outcome.rule, finding));
        onOutcome(outcome);
      }
    },
  };
}
