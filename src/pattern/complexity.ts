import { PatternError } from './error.ts';
import type { Branch, Matcher } from './matcher.ts';
import { WildcardAutomaton } from './wildcard-automaton.ts';

const MOST_ALIVE = 10;
const REASON =
  'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character';

/** Where EventBridge stands between two fields: all ways that lead here go on alike. */
interface State {
  readonly fields: Map<string, Field>;
}

interface Field {
  readonly automaton: WildcardAutomaton;
  /** Where an alternative leads, by its content. */
  readonly known: Map<string, State>;
  /** All that a value can lead to; what only `exists: false` leads to is not judged. */
  readonly next: Set<State>;
  /** JSON pointer to the first wildcard. */
  firstWildcard: string;
}

/**
 * Judges the wildcards of each field together, over all branches that share the way to it.
 * @throws {PatternError} where some input could keep more than 10 beginnings of wildcards alive at once
 */
export function checkComplexity(branches: readonly Branch[]): void {
  const start: State = { fields: new Map() };
  for (const branch of branches) {
    if (branch.some(({ matchers }) => matchers.some((matcher) => wildcardsOf(matcher).length > 0)))
      add(branch, 0, start);
  }
  const states = new Set([start]);
  for (const { fields } of states) {
    for (const { automaton, next, firstWildcard } of fields.values()) {
      if (automaton.mostAlive(MOST_ALIVE) > MOST_ALIVE) throw new PatternError('too-complex', firstWildcard, REASON);
      for (const state of next) states.add(state);
    }
  }
}

function add(branch: Branch, at: number, state: State): void {
  const leaf = branch[at];
  if (leaf === undefined) return;
  const field = state.fields.get(leaf.path) ?? {
    automaton: new WildcardAutomaton(),
    known: new Map(),
    next: new Set(),
    firstWildcard: '',
  };
  state.fields.set(leaf.path, field);
  let target: State | undefined;
  const targets = new Set<State>();
  for (const [index, matcher] of leaf.matchers.entries()) {
    target = addMatcher(field, matcher, target, `${leaf.pointer}/${index}`);
    targets.add(target);
  }
  for (const next of targets) add(branch, at + 1, next);
}

/** Adds an alternative, which leads where it leads already, else where the one before it in the list does. */
function addMatcher(field: Field, matcher: Matcher, previous: State | undefined, pointer: string): State {
  const key = JSON.stringify(matcher);
  const wildcards = wildcardsOf(matcher);
  if (wildcards.length > 0) field.firstWildcard ||= pointer;
  const added = wildcards.map(({ parts = [] }) => field.automaton.add(parts, key)).includes(true);
  const known = added ? undefined : field.known.get(key);
  const state = known ?? previous ?? { fields: new Map() };
  field.known.set(key, state);
  if (!(matcher.kind === 'exists' && !matcher.value)) field.next.add(state);
  return state;
}

function wildcardsOf(matcher: Matcher) {
  if (matcher.kind === 'wildcard') return [matcher];
  return matcher.kind === 'anything-but-text' ? matcher.operands.filter(({ kind }) => kind === 'wildcard') : [];
}
