import { isObject, type JsonObject } from '../cloudtrail/json.ts';
import { type LazyCopy, lazyCopy } from './lazy.ts';
import { isSecretKey, REDACTED, redactText } from './secrets.ts';

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
  const secretKey = compileSecretKey(record);
  return copy(record, (key) => redactField(key, record[key], secretKey(key), copy), '');
}

/** A field of the record itself. */
function redactField(name: string, value: unknown, secret: boolean, copy: LazyCopy): unknown {
  if (!isObject(value) || Object.keys(value).length > MOST_LAZY)
    return redactValue(value, secret, 0, { values: MAX_VALUES });
  const secretKey = compileSecretKey(value);
  const derive = (key: string): unknown => redactValue(value[key], secret || secretKey(key), 1, { values: MAX_VALUES });
  return copy(value, derive, `.${name}`);
}

/** Whether the value under a key of an object is secret. */
function compileSecretKey(object: JsonObject): (key: string) => boolean {
  const pairIsSecret = isSecretPair(object);
  return (key) => isSecretKey(key) || (pairIsSecret && /value$/i.test(key));
}

interface Budget {
  values: number;
}

function redactValue(value: unknown, secret: boolean, depth: number, budget: Budget): unknown {
  budget.values -= 1;
  if (budget.values < 0 || depth > MAX_DEPTH) return '[cut]';
  if (typeof value === 'string') return secret ? hidden(value) : redactText(shortened(value));
  if (typeof value === 'number') return secret ? REDACTED : value;
  if (Array.isArray(value)) {
    return value.slice(0, Math.max(budget.values, 0)).map((each) => redactValue(each, secret, depth + 1, budget));
  }
  return isObject(value) ? redactObject(value, secret, depth + 1, budget) : value;
}

/** Own entries only, and defined as own ones again, so that a key such as `__proto__` stays a key. */
function redactObject(value: JsonObject, secret: boolean, depth: number, budget: Budget): JsonObject {
  const secretKey = compileSecretKey(value);
  const redacted: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (budget.values <= 0) break;
    const shown = redactValue(value[key], secret || secretKey(key), depth, budget);
    if (key === '__proto__') Object.defineProperty(redacted, key, { value: shown, enumerable: true });
    else redacted[key] = shown;
  }
  return redacted;
}

/** `{name: DB_PASSWORD, value: …}`, `{ParameterKey: DbPassword, ParameterValue: …}`, as in ECS and CloudFormation. */
function isSecretPair(value: JsonObject): boolean {
  return ['name', 'Name', 'key', 'Key', 'parameterKey', 'ParameterKey'].some((key) => {
    const name = Object.hasOwn(value, key) ? value[key] : undefined;
    return typeof name === 'string' && isSecretKey(name);
  });
}

/** An empty value and CloudTrail's own notes ("HIDDEN_DUE_TO_SECURITY_REASONS") say that nothing is there to hide. */
function hidden(value: string): string {
  return value === '' || value.startsWith('HIDDEN_DUE_TO') ? value : REDACTED;
}

function shortened(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  // The cut may be in the middle of a surrogate pair.
  return `${text.slice(0, MAX_TEXT).toWellFormed()}… (${text.length - MAX_TEXT} characters cut)`;
}
