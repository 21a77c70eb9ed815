import type { JsonReader } from './json-reader.ts';
import type { TextMatcher } from './matcher.ts';
import { parseWildcard } from './wildcard.ts';

/**
 * Reads the brace that must end a match expression, and returns what was read before it.
 * @throws {PatternError} where another key follows.
 */
export function only<Read>(reader: JsonReader, read: Read, reason = 'Only one key allowed in match expression'): Read {
  if (reader.next() !== '}') reader.fail('extra-key', reason, 'a match expression holds exactly one operator');
  return read;
}

/**
 * Reads an operand that must be a string.
 * @throws {PatternError} with the reason given.
 */
export function readText(reader: JsonReader, reason: string, hint?: string): string {
  if (reader.next() !== 'string') reader.fail('bad-operand', reason, hint);
  return reader.text();
}

/**
 * The matcher of a wildcard that the reader has just read.
 * @throws {PatternError}
 */
export function wildcardMatcher(reader: JsonReader, text: string): TextMatcher {
  try {
    return { kind: 'wildcard', text, parts: parseWildcard(text) };
  } catch (error) {
    if (error instanceof RangeError) reader.fail('bad-wildcard', error.message);
    throw error;
  }
}
