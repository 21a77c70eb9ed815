import { type CloudTrailEvent, isReadOnlyManagement } from '../cloudtrail/event.ts';
import { compileRoutes } from '../notify/index.ts';
import type { Outcome, Site } from '../pipeline.ts';
import type { Match } from '../replay/read-matches.ts';
import { ruleIdsOf } from '../replay/search.ts';
import type { Rule } from '../rule/rule.ts';

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
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #site: Site;
  readonly #route: ReturnType<typeof compileRoutes>;

  constructor(site: Site) {
    this.#site = site;
    this.#rules = new Map(site.rules.map((rule) => [rule.id, rule]));
    this.#route = compileRoutes(site.settings);
  }

  /** The same matches, counted as they go by. */
  async *countMatches(matches: AsyncIterable<Match>): AsyncGenerator<Match> {
    for await (const match of matches) {
      this.addMatch(match.event, ruleIdsOf(0, match.names));
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

  addOutcome({ finding, delivery }: Outcome): void {
    const usage = this.#of(finding.rule.id);
    const rule = this.#rules.get(finding.rule.id);
    if (!rule || delivery === 'suppressed') return;
    if (rule.threshold || rule.firstSeen || rule.sequence) usage.correlated += 1;
    if (delivery === 'held') return;
    usage.alerts += 1;
    for (const name of this.#route(rule, finding)) {
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
