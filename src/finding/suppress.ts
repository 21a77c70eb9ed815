import { compilePattern } from '../pattern/index.ts';
import type { Rule } from '../rule/rule.ts';
import type { Suppression } from '../rule/suppression.ts';
import { suppressionLists } from '../settings/overrides.ts';
import type { Settings } from '../settings/settings.ts';
import type { Finding } from './finding.ts';

/** Until which day (`YYYY-MM-DD`, UTC, that included) some suppressions hold for a finding; undefined where none does. */
export function compileSuppressions(suppressions: readonly Suppression[]): (finding: Finding) => string | undefined {
  const compiled = suppressions.map(({ until, when }) => ({ until, matches: compilePattern(when) }));
  return (finding) =>
    compiled.reduce<string | undefined>(
      (last, { until, matches }) => ((last === undefined || until > last) && matches(finding) ? until : last),
      undefined,
    );
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
export function isExpired({ until }: Pick<Suppression, 'until'>, nowMs: number): boolean {
  return new Date(nowMs).toISOString().slice(0, 10) > until;
}
