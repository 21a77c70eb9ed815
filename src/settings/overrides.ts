import type { Fault } from '../rule/fault.ts';
import { nearest } from '../rule/nearest.ts';
import type { Rule } from '../rule/rule.ts';
import type { Suppression } from '../rule/suppression.ts';
import type { Path, YamlFile } from '../rule/yaml-file.ts';
import type { Settings } from './settings.ts';

type Overrides = Settings['rules'];
type Override = Overrides[string];

/** Rules as `rules` of trailbell.yml wants them. Suppressions are not laid over: see `suppressionsOf`. */
export function overrideRules(rules: readonly Rule[], overrides: Overrides): Rule[] {
  return rules.map((rule) => overridesOf(rule.id, overrides).reduce(overrideRule, rule));
}

/** The suppressions that trailbell.yml has for one rule. */
export function suppressionsOf(ruleId: string, overrides: Overrides): Suppression[] {
  return overridesOf(ruleId, overrides).flatMap(({ suppress }) => suppress);
}

/** All lists of suppressions of trailbell.yml, with the path of each. */
export function suppressionLists({
  suppressions,
  rules,
}: Settings): { readonly path: Path; readonly suppressions: readonly Suppression[] }[] {
  return [
    { path: ['suppressions'], suppressions },
    ...Object.entries(rules).map(([selector, { suppress }]) => ({
      path: ['rules', selector, 'suppress'],
      suppressions: suppress,
    })),
  ];
}

/** Faults of overrides that no rule is for, or that change a threshold where none is. */
export function overrideFaults(yaml: YamlFile, rules: readonly Rule[], overrides: Overrides): Fault[] {
  return Object.entries(overrides).flatMap(([selector, { threshold }]) => {
    const selected = rules.filter(({ id }) => selects(selector, id));
    if (selected.length === 0) return [yaml.faultAt(['rules', selector], 'reference', unknownRule(selector, rules))];
    if (!threshold || selected.some((rule) => rule.threshold)) return [];
    const message = selector.endsWith('/*') ? 'no rule of this theme has a threshold' : 'this rule has no threshold';
    return [yaml.faultAt(['rules', selector, 'threshold'], 'reference', message)];
  });
}

/** The overrides of a rule, the most specific last: `iam/*` before `iam/user-created`. */
function overridesOf(ruleId: string, overrides: Overrides): Override[] {
  return Object.entries(overrides)
    .filter(([selector]) => selects(selector, ruleId))
    .sort(([a], [b]) => prefixOf(a).length - prefixOf(b).length)
    .map(([, override]) => override);
}

function selects(selector: string, ruleId: string): boolean {
  return selector.endsWith('/*') ? ruleId.startsWith(prefixOf(selector)) : ruleId === selector;
}

function prefixOf(selector: string): string {
  return selector.replace(/\*$/, '');
}

function overrideRule(rule: Rule, { enabled, severity, notify, threshold }: Override): Rule {
  return {
    ...rule,
    ...(enabled !== undefined && { enabled }),
    ...(severity && { severity }),
    ...(notify && { notify }),
    ...(threshold && overrideThreshold(rule, threshold)),
  };
}

/** A thread that lasts as long as the threshold's window goes on to do so. */
function overrideThreshold(
  { threshold, group }: Rule,
  { count, window }: NonNullable<Override['threshold']>,
): Pick<Rule, 'threshold' | 'group'> {
  if (!threshold) return {};
  const windowSeconds = window ?? threshold.windowSeconds;
  return {
    threshold: { ...threshold, count: count ?? threshold.count, windowSeconds },
    ...(group?.windowSeconds === threshold.windowSeconds && { group: { ...group, windowSeconds } }),
  };
}

function unknownRule(selector: string, rules: readonly Rule[]): string {
  const themes = new Set(rules.flatMap(({ id }) => (id.includes('/') ? [`${id.split('/', 1)[0]}/*`] : [])));
  const meant = themes.has(`${selector}/*`)
    ? `${selector}/*`
    : nearest(selector, [...themes, ...rules.map(({ id }) => id)]);
  return `no rule "${selector}"; ${meant ? `did you mean "${meant}"?` : 'it takes the id of a rule, or a theme such as iam/*'}`;
}
