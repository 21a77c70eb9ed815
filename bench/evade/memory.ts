import type { Rule } from '../../src/rule/rule.ts';

/** Paths that a rule's memory goes by. */
export function memoryPaths({ threshold, firstSeen, sequence }: Rule): readonly string[] {
  return [
    ...(threshold?.by ?? []),
    ...(threshold?.distinct ? [threshold.distinct] : []),
    ...(firstSeen?.by ?? []),
    ...(sequence ? [...sequence.by, ...sequence.after.by] : []),
  ];
}

/** Whether what others did may not count for a caller: the rule has no memory, or one that tells them apart. */
export function tellsApart(rule: Rule, by: 'caller' | 'account'): boolean {
  const paths = memoryPaths(rule);
  const own = by === 'caller' ? /^identity\.|userIdentity/ : /^identity\.|userIdentity|^account\.|^network\./;
  return paths.length === 0 || paths.some((path) => own.test(path));
}
