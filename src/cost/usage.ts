import { type CloudTrailEvent, isReadOnlyManagement } from '../cloudtrail/event.ts';
import { compileRoutes } from '../notify/index.ts';
import type { Outcome, Site } from '../pipeline.ts';
import type { Match } from '../replay/read-matches.ts';
import { ruleOf } from '../replay/search.ts';

/** What a replay made of the events of one rule. */
export interface RuleUsage {
  matched: number;
  readOnly: number;
  correlated: number;
  alerts: number;
  readonly told: Record<'slack' | 'sns' | 'eventbridge', number>;
}

/** Counts what a replay makes work for: of the first of its sites. */
export class Usage {
  readonly byRule = new Map<string, RuleUsage>();
  readonly #site: Site;
  readonly #route: ReturnType<typeof compileRoutes>;

  constructor(site: Site) {
    this.#site = site;
    this.#route = compileRoutes(site.settings);
  }

  /** The same matches, counted as they go by. */
  async *countMatches(matches: AsyncIterable<Match>): AsyncGenerator<Match> {
    for await (const match of matches) {
      const rules = match.meetings.map(({ name }) => ruleOf(name)).filter(({ site }) => site === 0);
      this.addMatch(
        match.event(),
        rules.map(({ ruleId }) => ruleId),
      );
      yield match;
    }
  }

  addMatch(event: CloudTrailEvent, ruleIds: readonly string[]): void {
    const isReadOnly = isReadOnlyManagement(event);
    for (const id of ruleIds) {
      const usage = this.#of(id);
      usage.matched += 1;
      if (isReadOnly) usage.readOnly += 1;
    }
  }

  addOutcome(outcome: Outcome): void {
    const { rule, delivery } = outcome;
    const usage = this.#of(rule.id);
    if (delivery === 'suppressed') return;
    if (rule.threshold || rule.firstSeen || rule.sequence) usage.correlated += 1;
    if (delivery === 'held') return;
    usage.alerts += 1;
    for (const name of this.#route(rule, outcome.finding)) {
      const destination = this.#site.settings.destinations[name];
      if (destination) usage.told[destination.type] += 1;
    }
  }

  #of(id: string): RuleUsage {
    const known = this.byRule.get(id);
    if (known) return known;
    const usage = { matched: 0, readOnly: 0, correlated: 0, alerts: 0, told: { slack: 0, sns: 0, eventbridge: 0 } };
    this.byRule.set(id, usage);
    return usage;
  }
}
