import { compilePattern } from '../pattern/index.ts';
import type { Rule } from '../rule/rule.ts';
import type { Suppression } from '../rule/suppression.ts';
import { suppressionLists } from '../settings/overrides.ts';
import type { Settings } from '../settings/settings.ts';
import type { Finding } from './finding.ts';

/** The first suppression of some that holds for a finding; one that has expired holds for none. */
export function compileSuppressions(
  suppressions: readonly Suppression[],
): (finding: Finding, nowMs: number) => Suppression | undefined {
  const compiled = suppressions.map((suppression) => ({ suppression, matches: compilePattern(suppression.when) }));
  return (finding, nowMs) =>
    compiled.find(({ suppression, matches }) => !isExpired(suppression, nowMs) && matches(finding))?.suppression;
}

/** The suppressions of a site that have expired, with where they stand. */
export function expiredSuppressions(
  { rules, settings }: { readonly rules: readonly Rule[]; readonly settings: Settings },
  nowMs: number,
): { readonly file: string; readonly suppression: Suppression }[] {
  const all = [
    ...suppressionLists(settings).flatMap(({ suppressions }) =>
      suppressions.map((suppression) => ({ file: 'trailbell.yml', suppression })),
    ),
    ...rules.flatMap(({ file, suppress = [] }) => suppress.map((suppression) => ({ file, suppression }))),
  ];
  return all.filter(({ suppression }) => isExpired(suppression, nowMs));
}

/** Whether the last day of a suppression has passed, in UTC. */
export function isExpired({ until }: Suppression, nowMs: number): boolean {
  return new Date(nowMs).toISOString().slice(0, 10) > until;
}
