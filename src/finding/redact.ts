import { isObject, type JsonObject } from '../cloudtrail/json.ts';
import { type LazyCopy, lazyCopy } from './lazy.ts';
import { compileSecrecy, hasSecretValues, type Secrecy, saysNothing } from './secret-keys.ts';
import { REDACTED } from './secret-replacement.ts';
import { redactText } from './secrets.ts';

/** CloudTrail's own records are at most 1 MB and shallow; what lies beyond these bounds is hostile or of no use in an alert. */
const MAX_DEPTH = 40;
const MAX_VALUES = 20_000;
const MAX_TEXT = 32_768;
/** Fields of an object in a field; one with more is gone through at once. */
const MOST_LAZY = 100;

/**
 * A record without its secrets: values under keys that look secret, values of name-value pairs whose name does, and secrets
 * that can be told by their form. Bounded in depth (40), in the values of each field (20,000; of each field of one that is an object
 * of few) and in the length of a text (32 kB). The record, and the objects in its fields, are gone through when they are read: most
 * never are.
 */
export function redact(record: JsonObject, copy = lazyCopy): JsonObject {
  const secrecy = compileSecrecy(record, false);
  const secretValues = hasSecretValues(record);
  return copy(record, (key) => redactField(key, record[key], { secrecy: secrecy(key), secretValues, copy }), '');
}

interface Field {
  readonly secrecy: Secrecy;
  readonly secretValues: boolean;
  readonly copy: LazyCopy;
}

/** A field of the record itself. */
function redactField(name: string, value: unknown, { secrecy, secretValues, copy }: Field): unknown {
  const walk = (): Walk => ({ values: MAX_VALUES, secretValues });
  if (!isObject(value) || Object.keys(value).length > MOST_LAZY)
    return redactValue(value, { secrecy, depth: 0 }, walk());
  const within = compileSecrecy(value, secretValues);
  const derive = (key: string): unknown =>
    redactValue(value[key], { secrecy: secrecy === 'all' ? secrecy : within(key), depth: 1 }, walk());
  return copy(value, derive, `.${name}`);
}

interface Walk {
  /** How many values may still be gone through. */
  values: number;
  readonly secretValues: boolean;
}

interface Place {
  readonly secrecy: Secrecy;
  readonly depth: number;
}

function redactValue(value: unknown, { secrecy, depth }: Place, walk: Walk): unknown {
  walk.values -= 1;
  if (walk.values < 0 || depth > MAX_DEPTH) return '[cut]';
  const isSecret = secrecy !== 'nothing';
  if (typeof value === 'string') return isSecret && !saysNothing(value) ? REDACTED : redactText(shortened(value));
  if (typeof value === 'number') return isSecret ? REDACTED : value;
  if (Array.isArray(value)) {
    const entries = value.slice(0, Math.max(walk.values, 0));
    return entries.map((each) => redactValue(each, { secrecy, depth: depth + 1 }, walk));
  }
  return isObject(value) ? redactObject(value, { secrecy, depth: depth + 1 }, walk) : value;
}

/** Own entries only, and defined as own ones again, so that a key such as `__proto__` stays a key. */
function redactObject(value: JsonObject, { secrecy, depth }: Place, walk: Walk): JsonObject {
  const within = compileSecrecy(value, walk.secretValues);
  const redacted: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (walk.values <= 0) break;
    const shown = redactValue(value[key], { secrecy: secrecy === 'all' ? secrecy : within(key), depth }, walk);
    if (key === '__proto__') Object.defineProperty(redacted, key, { value: shown, enumerable: true });
    else redacted[key] = shown;
  }
  return redacted;
}

function shortened(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  // The cut may be in the middle of a surrogate pair.
  return `${text.slice(0, MAX_TEXT).toWellFormed()}… (${text.length - MAX_TEXT} characters cut)`;
}
