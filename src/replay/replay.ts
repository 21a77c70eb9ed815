import { setImmediate } from 'node:timers/promises';
import type { CloudTrailEvent } from '../cloudtrail/event.ts';
import { createLocalPipeline, type LocalOptions } from '../local-pipeline.ts';
import { compileRoutes } from '../notify/route.ts';
import type { Outcome, Site } from '../pipeline.ts';
import type { Match } from './read-matches.ts';
import { ruleIdsOf } from './search.ts';
import { Tally } from './tally.ts';

/** Between looks at what happens outside. */
const EVENTS_AT_ONCE = 100;

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
  for await (const { event, names } of matches) {
    // What awaits nothing from outside keeps interrupts waiting.
    if (events++ % EVENTS_AT_ONCE === 0) await setImmediate();
    if (signal?.aborted) break;
    for (const [index, runOn] of runners.entries()) await runOn(event, ruleIdsOf(index, names));
  }
  return tallies;
}

/** Runs a site on events, which must come in order of their time, and the ids of the rules that each matched. */
function createRunner({ site, onOutcome, ...local }: Run, tally: Tally) {
  let nowMs = 0;
  const pipeline = createLocalPipeline(site, () => nowMs, local);
  const route = compileRoutes(site.settings);
  const rules = new Map(site.rules.map((rule) => [rule.id, rule]));
  return async (event: CloudTrailEvent, ruleIds: readonly string[]): Promise<void> => {
    nowMs = Math.max(nowMs, Date.parse(event.time) || 0);
    for (const ruleId of ruleIds) {
      tally.addMatch(ruleId);
      for (const outcome of await pipeline(ruleId, event)) {
        const rule = rules.get(outcome.finding.rule.id);
        tally.addOutcome(outcome, rule ? route(rule, outcome.finding) : []);
        onOutcome(outcome);
      }
    }
  };
}
