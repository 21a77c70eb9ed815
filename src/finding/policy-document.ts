import { isObject, type JsonObject, parseJson } from '../cloudtrail/json.ts';

/** IAM takes 131,072 characters, of which it counts no blanks; CloudTrail keeps 100 kB of parameters. */
const MAX_TEXT = 262_144;

/** The statements of a policy that could be read, and what could not be read of it, in words. */
export interface PolicyDocument {
  readonly statements: readonly JsonObject[];
  readonly fault?: string;
}

/**
 * The statements of a policy: an object, or its JSON text, plain or URL-encoded. Nothing is thrown. What AWS may read otherwise than
 * we do, such as a key that comes twice, is a fault, not a guess.
 */
export function readPolicyDocument(value: unknown): PolicyDocument {
  if (typeof value !== 'string') return statementsOf(value);
  if (value.length > MAX_TEXT) return unread('is too long');
  try {
    const text = /^\s*%7b/i.test(value) ? decodeURIComponent(value) : value;
    const document = parseJson(text);
    // Of two equal keys JSON.parse keeps the last: the first would be hidden from us.
    return keysIn(text) === ownKeysOf(document) ? statementsOf(document) : unread('has a key twice');
  } catch {
    return unread('is no JSON');
  }
}

function statementsOf(document: unknown): PolicyDocument {
  const object = isObject(document) ? document : {};
  if (Object.keys(object).filter((key) => key.toLowerCase() === 'statement').length > 1)
    return unread('has a key twice');
  const found = fieldOf(object, 'Statement');
  if (found === undefined) return unread('has no statements');
  const listed = Array.isArray(found) ? found : [found];
  const statements = listed.filter(isObject);
  return { statements, ...(statements.length < listed.length && { fault: 'has a statement that is none' }) };
}

function unread(fault: string): PolicyDocument {
  return { statements: [], fault };
}

/** The value under a key in any case: CloudTrail prints some policies in lower case. */
export function fieldOf(object: JsonObject, name: string): unknown {
  const lower = name.toLowerCase();
  const key = Object.hasOwn(object, name) ? name : Object.keys(object).find((each) => each.toLowerCase() === lower);
  return key === undefined ? undefined : object[key];
}

/** How many keys stand in a JSON text: texts with a colon behind them. */
function keysIn(text: string): number {
  let count = 0;
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) count += colon === undefined ? 0 : 1;
  return count;
}

/** How many keys a JSON value has, at all depths. Without recursion, which a deep one would end. */
function ownKeysOf(value: unknown): number {
  let count = 0;
  const open = [value];
  while (open.length > 0) {
    const each = open.pop();
    if (typeof each !== 'object' || each === null) continue;
    const values = Object.values(each);
    if (!Array.isArray(each)) count += values.length;
    for (const below of values) open.push(below);
  }
  return count;
}
