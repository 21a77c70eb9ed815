import { setImmediate } from 'node:timers/promises';
import { createLocalPipeline, type LocalOptions } from '../local-pipeline.ts';
import { compileRoutes } from '../notify/route.ts';
import type { Outcome, Site } from '../pipeline.ts';
import { remember } from '../remember.ts';
import type { Match, NamedMeeting } from './read-matches.ts';
import { ruleOf } from './search.ts';
import { Tally } from './tally.ts';

/** Between looks at what happens outside. */
const EVENTS_AT_ONCE = 100;

/** Patterns of both sites of a comparison, and more. */
const MOST_NAMES = 10_000;
const siteRuleOf = remember(ruleOf, MOST_NAMES);

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
    for (const meeting of match.meetings) {
      const { site, ruleId } = siteRuleOf(meeting.name);
      await runners[site]?.(ruleId, match, meeting);
    }
  }
  return tallies;
}

/** Runs a site on events, which must come in order of their time, for one rule that each met after the other. */
function createRunner({ site, onOutcome, ...local }: Run, tally: Tally) {
  let nowMs = 0;
  const { settle } = createLocalPipeline(site, () => nowMs, local);
  const route = compileRoutes(site.settings);
  const rules = new Map(site.rules.map((rule) => [rule.id, rule]));
  return async (ruleId: string, { time, event }: Match, { assessment }: NamedMeeting): Promise<void> => {
    nowMs = Math.max(nowMs, Date.parse(time) || 0);
    tally.addMatch(ruleId);
    const rule = rules.get(ruleId);
    if (!rule || !assessment) return;
    for (const outcome of await settle(rule, assessment, event)) {
      tally.addOutcome(outcome, ({ finding }) => route(outcome.rule, finding));
      onOutcome(outcome);
    }
  };
}
