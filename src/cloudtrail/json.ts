/** A JSON object whose fields are not yet trusted. */
export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Half of a surrogate pair as JSON escapes it. What no escape is cannot be half: JSON arrives as UTF-8. */
const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;
/** A pair, a half alone, or any other escape, so that `\\ud800` (a backslash and five letters) is none. */
const ESCAPE = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(\\u[dD][89a-fA-F][\da-fA-F]{2})|\\./g;

/**
 * Parses JSON that others have written: all texts and keys of the value are well-formed. A half of a surrogate pair, which
 * `\ud800` makes, becomes U+FFFD; it cannot be encoded as a URL, and DynamoDB refuses it. @throws SyntaxError
 */
export function parseJson(json: string): unknown {
  const text = json.toWellFormed();
  // Looking for two letters is much faster, and most records have no such escape.
  if (!text.includes('\\u') || !ESCAPED_SURROGATE.test(text)) return JSON.parse(text);
  return JSON.parse(text.replace(ESCAPE, (each, half: string | undefined) => (half ? '\\ufffd' : each)));
}

/**
 * The value at a path of keys, or undefined where any step is missing or not an object. Array elements are reached by index.
 * Only own properties count, so `__proto__` and `constructor` are ordinary keys: an event may carry them.
 */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as JsonObject)[key];
  }
  return current;
}

/** The non-empty string at a path, else undefined. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The object at a path, else undefined. */
export function objectAt(value: unknown, ...path: readonly string[]): JsonObject | undefined {
  const found = valueAt(value, ...path);
  return isObject(found) ? found : undefined;
}

/** The array at a path, else an empty one. */
export function arrayAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}
