import { addressDigits } from './address.ts';
import { readAnythingBut } from './anything-but.ts';
import { parseCidr } from './cidr.ts';
import { only, readText, wildcardMatcher } from './expression-parts.ts';
import type { JsonReader } from './json-reader.ts';
import type { Matcher } from './matcher.ts';
import { comparableNumber } from './number.ts';
import { readNumeric } from './numeric.ts';

/**
 * Reads one alternative of a leaf: the reader stands on its first token, afterwards on its last.
 * @throws {PatternError}
 */
export function readMatcher(reader: JsonReader): Matcher {
  switch (reader.token) {
    case '{':
      return readExpression(reader);
    case 'string':
      return exact(reader.text());
    case 'number': {
      const text = reader.text();
      const value = comparableNumber(text);
      return { kind: 'number', text, ...(value !== undefined && { value }) };
    }
    case 'null':
      return { kind: 'literal', value: null };
    case 'true':
    case 'false':
      return { kind: 'literal', value: reader.token === 'true' };
    default:
      return reader.fail('bad-value', 'Match value must be String, number, true, false, or null');
  }
}

function exact(text: string): Matcher {
  const digits = addressDigits(text);
  return digits === undefined ? { kind: 'string', text } : { kind: 'address', text, digits };
}

function readExpression(reader: JsonReader): Matcher {
  if (reader.next() !== 'name') reader.fail('empty', 'Match expression name not found');
  const operator = reader.text();
  switch (operator) {
    case 'prefix':
    case 'suffix':
      return readAffix(reader, operator);
    case 'equals-ignore-case':
      return only(reader, { kind: operator, text: readText(reader, `${operator} match pattern must be a string`) });
    case 'wildcard':
      return only(reader, wildcardMatcher(reader, readText(reader, 'wildcard match pattern must be a string')));
    case 'numeric':
      return only(reader, readNumeric(reader), 'Too many elements in numeric expression');
    case 'anything-but':
      return readAnythingBut(reader);
    case 'exists':
      return only(reader, readExists(reader));
    case 'cidr':
      return only(reader, readCidr(reader));
    case 'exactly':
      return only(reader, { kind: 'string', text: readText(reader, 'exact match pattern must be a string') });
    default:
      return reader.fail('unknown-operator', `Unrecognized match type ${operator}`);
  }
}

function readAffix(reader: JsonReader, operator: 'prefix' | 'suffix'): Matcher {
  if (reader.next() !== '{') {
    if (reader.token !== 'string') reader.fail('bad-operand', `${operator} match pattern must be a string`);
    return only(reader, { kind: operator, text: reader.text() });
  }
  const capitalised = operator === 'prefix' ? 'Prefix' : 'Suffix';
  if (reader.next() !== 'name') reader.fail('empty', `${capitalised} expression name not found`);
  const nested = reader.text();
  if (nested !== 'equals-ignore-case') reader.fail('unknown-operator', `Unsupported ${operator} pattern: ${nested}`);
  const text = readText(reader, 'equals-ignore-case match pattern must be a string');
  return only(reader, only(reader, { kind: `${operator}-ignore-case`, text }));
}

function readExists(reader: JsonReader): Matcher {
  const token = reader.next();
  if (token !== 'true' && token !== 'false') {
    reader.fail('bad-operand', 'exists match pattern must be either true or false.');
  }
  return { kind: 'exists', value: token === 'true' };
}

function readCidr(reader: JsonReader): Matcher {
  const hint = 'cidr takes a string such as "10.0.0.0/8"';
  const text = readText(reader, 'prefix match pattern must be a string', hint);
  try {
    return { kind: 'cidr', text, range: parseCidr(text) };
  } catch (error) {
    if (error instanceof RangeError) reader.fail('bad-cidr', error.message, cidrHint(text));
    throw error;
  }
}

function cidrHint(text: string): string | undefined {
  const [address = ''] = text.split('/');
  return /\/(?:32|128)$/.test(text) ? `a single address is written without cidr, as "${address}"` : undefined;
}
