import { coverOf } from '../cover/index.ts';
import { type CensusOrder, orderOf } from '../replay/census.ts';
import type { Rule } from '../rule/rule.ts';

/** What logs are counted by: where there is a hub, by what forwarders would send to it. */
export function censusOrder(rules: readonly Rule[], hasHub: boolean): CensusOrder {
  const cover = hasHub ? coverOf(rules.filter(({ enabled }) => enabled)) : [];
  return orderOf(cover.map((part, index) => ({ ...part, name: `cover ${index}` })));
}
