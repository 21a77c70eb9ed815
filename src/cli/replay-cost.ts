import { estimate, footprintOf, loadPrices, monthOfLogs, Usage } from '../cost/index.ts';
import { handlerNames } from '../deploy/handlers.ts';
import type { Outcome, Site } from '../pipeline.ts';
import type { Census } from '../replay/census.ts';
import type { Match, ReadTotals } from '../replay/read-matches.ts';
import type { ReportCost } from '../report/index.ts';
import { totalText } from './cost-output.ts';
import { homePath } from './site.ts';

const DAY_MS = 24 * 3600 * 1000;
/** As `trailbell cost` takes them where nobody says otherwise. */
const TRAILS = 1;
const LOG_DAYS = 365;

/** Counts beside a replay what it would cost. */
export class ReplayCost {
  readonly #site: Site;
  readonly #usage: Usage;

  constructor(site: Site) {
    this.#site = site;
    this.#usage = new Usage(site);
  }

  countMatches(matches: AsyncIterable<Match>): AsyncIterable<Match> {
    return this.#usage.countMatches(matches);
  }

  addOutcome(outcome: Outcome): void {
    this.#usage.addOutcome(outcome);
  }

  /** What a report shows of it; nothing where the logs span less than a day, of which nobody can tell a month. */
  async cost(totals: ReadTotals): Promise<ReportCost | undefined> {
    const { census } = totals;
    if (!census || !(Date.parse(totals.last) - Date.parse(totals.first) >= DAY_MS)) return undefined;
    const footprint = footprintOf(this.#site, await handlerNames(homePath('handlers')));
    const logs = { totals, census, usage: this.#usage };
    const month = monthOfLogs(this.#site.rules, logs, { trails: TRAILS, logDays: LOG_DAYS, footprint });
    const prices = loadPrices(busiestRegion(census));
    const found = estimate(month, prices);
    return {
      region: prices.region,
      date: prices.date,
      sentence: totalText(found),
      parts: found.lines.map(({ group, item, dollars, unverified }) => ({ group, item, dollars, unverified })),
    };
  }
}

function busiestRegion({ rows }: Census): string {
  const events = new Map<string, number>();
  for (const row of rows) events.set(row.region, (events.get(row.region) ?? 0) + row.events);
  return [...events].reduce(
    ([best, most], [region, count]) => (count > most ? [region, count] : [best, most]),
    ['', 0],
  )[0];
}
