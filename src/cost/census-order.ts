import { coverOf } from '../cover/index.ts';
import { parsePattern } from '../pattern/index.ts';
import type { CensusOrder } from '../replay/census.ts';
import type { Rule } from '../rule/rule.ts';

/** What logs are counted by: where there is a hub, by what forwarders would send to it. */
export function censusOrder(rules: readonly Rule[], hasHub: boolean): CensusOrder {
  const cover = hasHub ? coverOf(rules.filter(({ enabled }) => enabled)) : [];
  const named = cover.map(({ pattern, readOnlyEvents }, index) => ({
    name: `cover ${index}`,
    pattern,
    readOnlyEvents,
  }));
  return {
    patterns: Object.fromEntries(named.map(({ name, pattern }) => [name, parsePattern(pattern)])),
    readOnlyToo: named.filter(({ readOnlyEvents }) => readOnlyEvents).map(({ name }) => name),
  };
}
