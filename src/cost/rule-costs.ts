import { estimate } from './estimate.ts';
import { analysedEvents, dataTypesOf, type Feed, type Month, type RuleMonth, sumOf } from './month.ts';
import type { Prices } from './prices.ts';

/** What one rule adds to a month. */
export interface RuleCost {
  readonly id: string;
  readonly matched: number;
  readonly alerts: number;
  /** What would be saved without it, at list prices; what other rules need as well stays. */
  readonly dollars: number;
  readonly needs: readonly Need[];
}

/** A stream of events that is charged for, or for which the rule has a state of its own. */
export interface Need extends Feed {
  /** How many other rules need it too. */
  readonly others: number;
}

const CHARGED: readonly Feed['kind'][] = ['data', 'network', 'insight', 'management-read'];

/** A stream of events that rules need, and what it comes to. */
export interface NeedCost extends Feed {
  readonly rules: number;
  /** How many there are: of Insights, those that are analysed. */
  readonly events: number;
  /** What would be saved without it, at list prices. */
  readonly dollars: number;
}

/** What each rule adds, the dearest first; those that add and need nothing are left out. */
export function ruleCosts(month: Month, prices: Prices): readonly RuleCost[] {
  const whole = estimate(month, prices).dollars;
  const needed = new Map<string, number>();
  for (const { feeds } of month.rules) {
    for (const key of new Set(feeds.map(keyOf))) needed.set(key, (needed.get(key) ?? 0) + 1);
  }
  return month.rules
    .map((rule) => ({
      id: rule.id,
      matched: rule.matched,
      alerts: rule.alerts,
      dollars: Math.max(0, whole - estimate(without(month, rule), prices).dollars),
      needs: rule.feeds
        .filter(({ kind }) => CHARGED.includes(kind))
        .map((feed) => ({ ...feed, others: (needed.get(keyOf(feed)) ?? 1) - 1 })),
    }))
    .filter(({ matched, needs }) => matched > 0 || needs.length > 0)
    .sort((a, b) => b.dollars - a.dollars || b.matched - a.matched || (a.id < b.id ? -1 : 1));
}

/** What each stream of events that is charged for comes to, with all rules that need it. */
export function needCosts(month: Month, prices: Prices): readonly NeedCost[] {
  const whole = estimate(month, prices).dollars;
  const feeds = month.rules.flatMap(({ feeds }) => feeds).filter(({ kind }) => CHARGED.includes(kind));
  return [...new Map(feeds.map((feed) => [keyOf(feed), feed])).values()]
    .map(({ kind, of }): Feed => (kind === 'data' && of !== undefined ? { kind, of } : { kind }))
    .map((feed) => ({
      ...feed,
      rules: month.rules.filter((rule) => rule.feeds.some((other) => keyOf(other) === keyOf(feed))).length,
      events: eventsOf(month, feed),
      dollars: Math.max(0, whole - estimate(withoutFeed(month, feed), prices).dollars),
    }))
    .sort((a, b) => b.dollars - a.dollars || b.rules - a.rules);
}

function eventsOf(month: Month, { kind, of = '' }: Feed): number {
  switch (kind) {
    case 'data':
      return month.dataEvents[of] ?? 0;
    case 'network':
      return month.networkEvents;
    case 'insight':
      return analysedEvents(month);
    default:
      return sumOf(month, ({ readOnly }) => readOnly);
  }
}

function withoutFeed(month: Month, feed: Feed): Month {
  const withoutIt = (rule: RuleMonth): RuleMonth => ({
    ...rule,
    feeds: rule.feeds.filter((other) => keyOf(other) !== keyOf(feed)),
  });
  switch (feed.kind) {
    case 'data':
      return { ...month, dataEvents: { ...month.dataEvents, [feed.of ?? '']: 0 } };
    case 'network':
      return { ...month, networkEvents: 0 };
    case 'insight':
      return { ...month, rules: month.rules.map(withoutIt) };
    default:
      return {
        ...month,
        rules: month.rules.map((rule) => ({ ...rule, matched: rule.matched - rule.readOnly, readOnly: 0 })),
      };
  }
}

/** A month without a rule, and without the data events that a trail would record for no other. */
function without(month: Month, rule: RuleMonth): Month {
  const rules = month.rules.filter((other) => other !== rule);
  const alone = dataTypesOf(rule).filter((type) => !rules.some((other) => dataTypesOf(other).includes(type)));
  const dataEvents = Object.fromEntries(Object.entries(month.dataEvents).filter(([type]) => !alone.includes(type)));
  return { ...month, rules, dataEvents };
}

/** Network activity is counted as one, as logs do not say for whom it was recorded. */
function keyOf({ kind, of = '' }: Feed): string {
  return kind === 'data' ? `${kind} ${of}` : kind;
}
