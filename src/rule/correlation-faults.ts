import type { Fault } from './fault.ts';
import { nearest } from './nearest.ts';
import type { Rule } from './rule.ts';
import type { RuleFile } from './rule-file.ts';
import type { YamlFile } from './yaml-file.ts';

const ALTERNATIVES = ['threshold', 'first-seen', 'sequence'] as const;

/** What a schema cannot say of the keys that tie findings together. */
export function correlationFaults(yaml: YamlFile, rule: RuleFile): Fault[] {
  const [, ...second] = ALTERNATIVES.filter((key) => rule[key] !== undefined);
  const { sequence } = rule;
  return [
    ...second.map((key) =>
      yaml.faultAt(
        [key],
        'schema',
        `a rule has one of ${ALTERNATIVES.join(', ')}; tie two rules together with sequence`,
      ),
    ),
    ...(sequence && sequence.after.by.length !== sequence.by.length
      ? [
          yaml.faultAt(
            ['sequence', 'after', 'by'],
            'schema',
            'must name as many paths as "by", as they are compared in order',
          ),
        ]
      : []),
  ];
}

/** Faults of rules that wait for another rule in vain. */
export function sequenceFaults(rules: readonly Rule[]): Fault[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return rules.flatMap((rule) => {
    const message = sequenceFault(rule, byId);
    return message ? [{ file: rule.file, path: 'sequence.after.rule', code: 'reference' as const, message }] : [];
  });
}

function sequenceFault({ id, enabled, sequence }: Rule, byId: ReadonlyMap<string, Rule>): string | undefined {
  if (!sequence) return undefined;
  const awaited = byId.get(sequence.after.rule);
  if (!awaited) {
    const meant = nearest(sequence.after.rule, [...byId.keys()]);
    return `no rule "${sequence.after.rule}"${meant ? `; did you mean "${meant}"?` : ''}`;
  }
  if (enabled && !awaited.enabled) return `rule "${awaited.id}" is off, so this one would never ring`;
  const passed = new Set<string>();
  for (
    let next: Rule | undefined = awaited;
    next && !passed.has(next.id);
    next = byId.get(next.sequence?.after.rule ?? '')
  ) {
    if (next.id === id) return 'the rules of a sequence go round in a circle';
    passed.add(next.id);
  }
  return undefined;
}
