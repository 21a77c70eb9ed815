import type { Finding } from '../finding/finding.ts';
import type { Rule } from '../rule/rule.ts';
import { plainText } from '../template/index.ts';
import { eventOf, valuesAt } from './hit.ts';
import { shortId, stateKey } from './key.ts';

/** What a rule's memory has to know of a finding. Plain JSON, so that a thread may find it out that remembers nothing. */
export interface Evidence {
  /** The event, by its short id. */
  readonly event: string;
  /** When it happened; absent where the record does not say. */
  readonly timeMs?: number;
  /** Where the rule's memory of it stands; absent for a rule without one, and where a sequence has nothing to go by. */
  readonly key?: string;
  /** Of a threshold that counts values. */
  readonly value?: string;
  /** For a threshold: nothing else is ever counted at its key. Said by who knows all that will come. */
  readonly isAlone?: true;
  /** Of a sequence, in which findings wait. */
  readonly findingId?: string;
}

const MAX_VALUE = 64;

/** What the memory of a rule has to know of one of its findings. */
export function evidenceOf(rule: Rule, finding: Finding): Evidence {
  return { ...eventOf(finding), ...ofMemory(rule, finding) };
}

function ofMemory(rule: Rule, finding: Finding): Omit<Evidence, 'event' | 'timeMs' | 'isAlone'> {
  const { threshold, firstSeen, sequence } = rule;
  if (threshold) {
    const { by, distinct } = threshold;
    const key = memoryKey('threshold', rule, valuesAt(finding, by));
    return distinct === undefined ? { key } : { key, value: valueName(finding, distinct) };
  }
  if (firstSeen) return { key: memoryKey('first-seen', rule, valuesAt(finding, firstSeen.by)) };
  if (!sequence) return {};
  const values = valuesAt(finding, sequence.by);
  return values.includes(null) ? {} : { key: memoryKey('sequence', rule, values), findingId: finding.id };
}

/** Where a rule's memory of some values stands. */
export function memoryKey(
  kind: 'threshold' | 'first-seen' | 'sequence',
  { id }: Rule,
  values: readonly unknown[],
): string {
  return stateKey(kind, id, values);
}

function valueName(finding: Finding, path: string): string {
  const [value] = valuesAt(finding, [path]);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const shown = plainText(text, MAX_VALUE);
  // What is not whole keeps a hash of the whole: ARNs differ at their ends.
  return shown === text ? text : `${shown} ${shortId(text)}`;
}
