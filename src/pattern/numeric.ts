import { PatternError } from './error.ts';
import type { JsonReader } from './json-reader.ts';
import type { NumericMatcher } from './matcher.ts';
import { comparableNumber } from './number.ts';

/**
 * Reads what follows the name `numeric`: `[op, number]`, or `[> or >=, number, < or <=, number]`.
 * @throws {PatternError}
 */
export function readNumeric(reader: JsonReader): NumericMatcher {
  if (reader.next() !== '[') reader.fail('bad-operand', 'Value of numeric must be an array.');
  if (reader.next() !== 'string') reader.fail('bad-operand', `Invalid member in numeric match: ${reader.text()}`);
  const operator = reader.text();
  const pointer = reader.pointer();
  reader.next();
  switch (operator) {
    case '=': {
      const bound = { value: readLast(reader, 'equals'), included: true };
      return { kind: 'numeric', low: bound, high: bound };
    }
    case '<':
    case '<=':
      return { kind: 'numeric', high: { value: readLast(reader, operator), included: operator === '<=' } };
    case '>':
    case '>=':
      return readFromBelow(reader, operator);
    default:
      throw new PatternError('bad-operand', pointer, `Unrecognized numeric range operator: ${operator}`);
  }
}

function readLast(reader: JsonReader, operator: string): number {
  const text = numberText(reader, operator);
  if (reader.next() !== ']') reader.fail('bad-operand', 'Too many elements in numeric expression');
  return readComparable(text, reader);
}

function readFromBelow(reader: JsonReader, operator: '>' | '>='): NumericMatcher {
  const lowText = numberText(reader, operator);
  const included = operator === '>=';
  if (reader.next() === ']') return { kind: 'numeric', low: { value: readComparable(lowText, reader), included } };
  if (reader.token !== 'string') reader.fail('bad-operand', `Bad value in numeric range: ${reader.text()}`);
  const upper = reader.text();
  if (upper !== '<' && upper !== '<=') reader.fail('bad-operand', `Bad numeric range operator: ${upper}`);
  reader.next();
  const highText = numberText(reader, upper);
  if (reader.next() !== ']') reader.fail('bad-operand', 'Too many terms in numeric range expression');
  const low = { value: readComparable(lowText, reader), included };
  const high = { value: readComparable(highText, reader), included: upper === '<=' };
  if (low.value >= high.value) reader.fail('bad-operand', 'Bottom must be less than top');
  return { kind: 'numeric', low, high };
}

function numberText(reader: JsonReader, operator: string): string {
  if (reader.token !== 'number') reader.fail('bad-operand', `Value of ${operator} must be numeric`);
  return reader.text();
}

/**
 * The value of a number's text.
 * @throws {PatternError} at the reader's token, where EventBridge cannot compare it.
 */
export function readComparable(text: string, reader: JsonReader): number {
  return comparableNumber(text) ?? reader.fail('bad-number', `Cannot compare number : ${text}`);
}
