import { nearest } from '../rule/nearest.ts';
import { type Rule, SEVERITIES } from '../rule/rule.ts';
import { UsageError } from './usage.ts';

/**
 * The enabled rules that alarms are wanted for, the gravest first.
 * @param names `cis`, severities, themes or ids; if left out `cis`, then `critical` and `high` but for `self`
 * @throws UsageError for a name that no rule has
 */
export function chooseRules(rules: readonly Rule[], names?: readonly string[]): Rule[] {
  const enabled = rules.filter((rule) => rule.enabled);
  const known = new Set(['cis', ...SEVERITIES, ...enabled.flatMap(({ id }) => [id, themeOf(id)])]);
  const unknown = names?.find((name) => !known.has(name));
  if (unknown !== undefined) {
    const meant = nearest(unknown, known);
    throw new UsageError(
      `--only: no enabled rule, theme or severity is called "${unknown}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
    );
  }
  if (names) return byGravity(enabled.filter((rule) => names.some((name) => isCalled(rule, name))));
  const cis = byGravity(enabled.filter((rule) => isCalled(rule, 'cis')));
  // Those of the theme self guard a deployment of Trailbell, and here is none.
  const grave = byGravity(enabled.filter((rule) => isCalled(rule, 'critical') || isCalled(rule, 'high'))).filter(
    ({ id }) => themeOf(id) !== 'self',
  );
  return [...new Set([...cis, ...grave])];
}

function isCalled({ id, severity, cis }: Rule, name: string): boolean {
  return name === id || name === themeOf(id) || name === severity || (name === 'cis' && cis.length > 0);
}

function themeOf(id: string): string {
  return id.split('/')[0] ?? id;
}

function byGravity(rules: readonly Rule[]): Rule[] {
  return rules.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}
