import type { Rule } from '../rule/rule.ts';
import { groupBy } from './group-by.ts';

/**
 * A layer of MITRE's ATT&CK Navigator, as JSON: each technique below each tactic scored by the rules for it that are on.
 * @see https://github.com/mitre-attack/attack-navigator/blob/master/layers/spec/v4.5/layerformat.md
 */
export function attackLayer(rules: readonly Rule[]): object {
  const enabled = rules.filter((rule) => rule.enabled);
  const entries = enabled.flatMap(({ id, attack }) => attack.map((entry) => ({ id, ...entry })));
  const techniques = [...groupBy(entries, ({ tactic, technique }) => `${technique} ${tactic}`).values()]
    .map(([first, ...more]) => ({
      techniqueID: first.technique,
      tactic: first.tactic,
      score: more.length + 1,
      comment: [first, ...more].map(({ id }) => id).join(', '),
      showSubtechniques: true,
    }))
    .sort((a, b) => a.techniqueID.localeCompare(b.techniqueID) || a.tactic.localeCompare(b.tactic));
  return {
    name: 'Trailbell',
    versions: {
      attack: String(Math.max(0, ...entries.map(({ version }) => version))),
      navigator: '5.1.0',
      layer: '4.5',
    },
    domain: 'enterprise-attack',
    description: 'Rules of Trailbell that are on, by technique and tactic; the comment names them.',
    sorting: 3,
    hideDisabled: false,
    techniques,
    gradient: {
      colors: ['#fff3d6', '#f2b134', '#c0392b'],
      minValue: 1,
      maxValue: Math.max(2, ...techniques.map(({ score }) => score)),
    },
  };
}
