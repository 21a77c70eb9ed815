import type { CoverPattern } from '../../src/cover/index.ts';
import { compilePattern } from '../../src/pattern/index.ts';
import type { EventPattern, Rule } from '../../src/rule/rule.ts';
import { example } from '../lint/site.ts';

/** Rules of these patterns, every other one with read-only events. */
export function rulesOf(patterns: readonly object[], isReadOnly = (at: number): boolean => at % 2 === 1): Rule[] {
  const { rule } = example();
  return patterns.map((pattern, at) => ({
    ...rule,
    id: `example/rule-${at}`,
    pattern: pattern as EventPattern,
    readOnlyEvents: isReadOnly(at),
  }));
}

/** Whether a cover forwards an event, and whether it does even if that is a read-only management event. */
export function compileCover(cover: readonly CoverPattern[]): (event: unknown) => { write: boolean; read: boolean } {
  const compiled = cover.map(({ pattern, readOnlyEvents }) => ({ match: compilePattern(pattern), readOnlyEvents }));
  return (event) => {
    const matching = compiled.filter(({ match }) => match(event));
    return { write: matching.length > 0, read: matching.some(({ readOnlyEvents }) => readOnlyEvents) };
  };
}
