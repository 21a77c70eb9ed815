import type { ParsedPattern } from '../pattern/index.ts';
import type { Site } from '../pipeline.ts';
import { type Rule, SEVERITIES } from '../rule/rule.ts';
import { type CensusOrder, orderOf } from './census.ts';
import type { LogFilter } from './layout.ts';

/** What is looked for in logs. Plain data: it goes to other threads. */
export interface Search {
  /** By names of their own: see `searchFor`. */
  readonly patterns: Readonly<Record<string, ParsedPattern>>;
  /** Those of them that are shown read-only management events, as EventBridge shows these to no other. */
  readonly readOnlyToo: readonly string[];
  readonly filter: LogFilter;
  /** The sites that the patterns are of, for what can be said of an event without the memory of others. */
  readonly sites: readonly Site[];
  /** The file of a database of countries for that. */
  readonly countryDatabase?: string;
  /** All events are counted too; without it those that concern nobody are passed over unread. */
  readonly census?: CensusOrder;
}

/** What concerns the enabled rules of sites, to be read from logs at once. */
export function searchFor(
  sites: readonly Site[],
  { countryDatabase, filter = {} }: { readonly countryDatabase?: string; readonly filter?: LogFilter } = {},
): Search {
  const named = sites.flatMap(({ rules }, index) => {
    // The gravest first: of the rules that share a message, the one that it shows then has it.
    const enabled = rules.filter((rule) => rule.enabled).sort((a, b) => gravity(b) - gravity(a));
    return enabled.map(({ id, pattern, readOnlyEvents }) => ({ name: `${index} ${id}`, pattern, readOnlyEvents }));
  });
  return {
    ...orderOf(named),
    filter,
    sites,
    ...(countryDatabase !== undefined && { countryDatabase }),
  };
}

/** The site and the rule that a pattern is of, by its name. */
export function ruleOf(name: string): { readonly site: number; readonly ruleId: string } {
  const space = name.indexOf(' ');
  return { site: Number(name.slice(0, space)), ruleId: name.slice(space + 1) };
}

function gravity({ severity }: Rule): number {
  return SEVERITIES.indexOf(severity);
}
