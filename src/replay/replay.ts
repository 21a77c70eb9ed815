import { createLocalPipeline, type LocalOptions } from '../local-pipeline.ts';
import { compileRoutes } from '../notify/index.ts';
import type { Outcome, Site } from '../pipeline.ts';
import { type Rule, SEVERITIES } from '../rule/rule.ts';
import type { LogFilter } from './layout.ts';
import type { LogFile } from './log-file.ts';
import { type Match, type ReadOptions, type ReadTotals, readMatches } from './read-matches.ts';
import type { Search } from './scan.ts';
import { Tally } from './tally.ts';

export interface ReplayOptions extends LocalOptions, ReadOptions {
  readonly filter?: LogFilter;
  /** Called for each finding, in event order, after its message. */
  readonly onOutcome: (outcome: Outcome) => void;
  /** Called when all files were read, before the first finding. */
  readonly onRead?: () => void;
}

export interface ReplayTotals extends ReadTotals {
  readonly tally: Tally;
}

/**
 * Runs a site's enabled rules over log files, in order of event time, through the pipeline that the Lambda handlers run. In
 * place of EventBridge stands the same pattern language, in place of the clock the time of the event, in place of DynamoDB
 * memory, and in place of Slack one channel that always takes everything.
 */
export async function replay(files: readonly LogFile[], site: Site, options: ReplayOptions): Promise<ReplayTotals> {
  const { totals, matches } = await readMatches(files, searchFor(site, options.filter), options);
  options.onRead?.();
  const run = createRunner(site, options);
  const route = compileRoutes(site.settings);
  const rules = new Map(site.rules.map((rule) => [rule.id, rule]));
  const tally = new Tally();
  for await (const match of matches) {
    for (const ruleId of match.ruleIds) tally.addMatch(ruleId);
    for (const outcome of await run(match)) {
      const rule = rules.get(outcome.finding.rule.id);
      tally.addOutcome(outcome, rule ? route(rule, outcome.finding) : []);
      options.onOutcome(outcome);
    }
  }
  return { ...totals, tally };
}

/** What of log files concerns a site's enabled rules. */
export function searchFor({ rules }: Site, filter: LogFilter = {}): Search {
  // The gravest first: of the rules that share a message, the one that it shows then has it.
  const enabled = rules.filter((rule) => rule.enabled).sort((a, b) => gravity(b) - gravity(a));
  return { patterns: Object.fromEntries(enabled.map(({ id, pattern }) => [id, pattern])), filter };
}

/** Runs matches, which must come in order of event time, through a site's pipeline. */
export function createRunner(site: Site, options: LocalOptions): (match: Match) => Promise<readonly Outcome[]> {
  let nowMs = 0;
  const pipeline = createLocalPipeline(site, () => nowMs, options);
  return async ({ event, ruleIds }) => {
    nowMs = Math.max(nowMs, Date.parse(event.time) || 0);
    const outcomes: Outcome[] = [];
    for (const ruleId of ruleIds) outcomes.push(...(await pipeline(ruleId, event)));
    return outcomes;
  };
}

function gravity({ severity }: Rule): number {
  return SEVERITIES.indexOf(severity);
}
