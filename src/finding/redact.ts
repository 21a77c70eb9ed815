import { isObject, type JsonObject } from '../cloudtrail/json.ts';
import { remember } from '../remember.ts';
import { isSecretKey, REDACTED, redactText } from './secrets.ts';

/** CloudTrail's own records are at most 1 MB and shallow; what lies beyond these bounds is hostile or of no use in an alert. */
const MAX_DEPTH = 40;
const MAX_VALUES = 20_000;
const MAX_TEXT = 32_768;
/** More than CloudTrail's records have at the top. */
const MOST_FIELDS = 1000;

/**
 * A record without its secrets: values under keys that look secret, values of name-value pairs whose name does, and secrets
 * that can be told by their form. Bounded in depth (40), in values (20,000) and in the length of a text (32 kB). Each field is
 * redacted when it is first read, as most are not.
 */
export function redact(record: JsonObject): JsonObject {
  return new RedactedRecord(record) as unknown as JsonObject;
}

/** Its own properties are the record's fields; what they hide is private, so that nothing that shows an object shows it. */
class RedactedRecord {
  readonly #record: JsonObject;
  readonly #pairIsSecret: boolean;
  /** What is left of the bound in values where a field's turn comes. */
  readonly #budgets = new Map<string, number>();
  readonly #redacted = new Map<string, unknown>();

  constructor(record: JsonObject) {
    this.#record = record;
    this.#pairIsSecret = isSecretPair(record);
    let left = MAX_VALUES;
    for (const key of Object.keys(record)) {
      if (left <= 0) break;
      Object.defineProperty(this, key, RedactedRecord.#field(key));
      this.#budgets.set(key, left);
      left -= countValues(record[key], 0, left);
    }
  }

  /** The same for all records, which V8 then sees as objects of one shape. */
  static readonly #field = remember(
    (key) => ({
      enumerable: true,
      get(this: RedactedRecord) {
        return this.#valueOf(key);
      },
    }),
    MOST_FIELDS,
  );

  #valueOf(key: string): unknown {
    if (!this.#redacted.has(key)) {
      const budget = { values: this.#budgets.get(key) ?? 0 };
      this.#redacted.set(key, redactValue(this.#record[key], isSecretIn(key, this.#pairIsSecret), 0, budget));
    }
    return this.#redacted.get(key);
  }
}

/** How many values `redactValue` visits in one, which may be more than it may. */
function countValues(value: unknown, depth: number, most: number): number {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return 1;
  let count = 1;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    if (count >= most) break;
    count += countValues(inner, depth + 1, most - count);
  }
  return count;
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
  const pairIsSecret = isSecretPair(value);
  const entries: [string, unknown][] = [];
  for (const key of Object.keys(value)) {
    if (budget.values <= 0) break;
    const isSecret = secret || isSecretIn(key, pairIsSecret);
    entries.push([key, redactValue(value[key], isSecret, depth, budget)]);
  }
  return Object.fromEntries(entries);
}

function isSecretIn(key: string, pairIsSecret: boolean): boolean {
  return isSecretKey(key) || (pairIsSecret && /value$/i.test(key));
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
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length - MAX_TEXT} characters cut)`;
}
