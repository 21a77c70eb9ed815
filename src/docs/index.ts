import type { Rule } from '../rule/rule.ts';
import { attackLayer } from './attack-layer.ts';
import { coveragePicture } from './coverage-picture.ts';
import { rulesPage } from './rules-page.ts';

/** Every page and picture about the rules, by the name of its file under docs/. */
export function ruleDocs(rules: readonly Rule[]): Readonly<Record<string, string>> {
  return {
    'rules.md': rulesPage(rules),
    'attack-layer.json': `${JSON.stringify(attackLayer(rules), null, 2)}\n`,
    'attack-coverage.svg': coveragePicture(rules),
  };
}
