import { only, wildcardMatcher } from './expression-parts.ts';
import type { JsonReader } from './json-reader.ts';
import type { Matcher, TextMatcher } from './matcher.ts';
import { readComparable } from './numeric.ts';

const TOO_MANY = 'Too many elements in numeric expression';
const NOT_TEXT = 'prefix/suffix match pattern must be a string';

type Operator = 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard';

/** What AWS says of an operand that is no string. */
const OPERAND_REASONS: Readonly<Record<Operator, string>> = {
  prefix: NOT_TEXT,
  suffix: NOT_TEXT,
  'equals-ignore-case': 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  wildcard: 'wildcard match pattern must be a string',
};

/**
 * Reads what follows the name `anything-but`, up to the brace that ends the expression.
 * @throws {PatternError}
 */
export function readAnythingBut(reader: JsonReader): Matcher {
  if (reader.next() !== '{') return only(reader, readValues(reader), TOO_MANY);
  if (reader.next() !== 'name') reader.fail('empty', 'Anything-But expression name not found');
  const operator = reader.text();
  if (!isOperator(operator)) reader.fail('unknown-operator', `Unsupported anything-but pattern: ${operator}`);
  reader.next();
  const operands = readList(reader, () => readOperand(reader, operator));
  return only(reader, only(reader, { kind: 'anything-but-text', operands }, TOO_MANY), TOO_MANY);
}

function isOperator(name: string): name is Operator {
  return Object.hasOwn(OPERAND_REASONS, name);
}

function readValues(reader: JsonReader): Matcher {
  const values = readList(reader, () => readValue(reader));
  if (new Set(values.map((value) => typeof value)).size !== 1) {
    reader.fail(
      'bad-operand',
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  return { kind: 'anything-but', values };
}

function readList<Item>(reader: JsonReader, readItem: () => Item): Item[] {
  if (reader.token === 'string' || reader.token === 'number') return [readItem()];
  if (reader.token !== '[') {
    reader.fail('bad-operand', 'Value of anything-but must be an array or single string/number value.');
  }
  const items: Item[] = [];
  while (reader.next() !== ']') items.push(readItem());
  return items;
}

function readValue(reader: JsonReader): string | number {
  if (reader.token === 'string') return reader.text();
  if (reader.token === 'number') return readComparable(reader.text(), reader);
  return reader.fail('bad-operand', 'Inside anything but list, start|null|boolean is not supported.');
}

function readOperand(reader: JsonReader, operator: Operator): TextMatcher {
  if (reader.token !== 'string') reader.fail('bad-operand', OPERAND_REASONS[operator]);
  const text = reader.text();
  if (text === '' && OPERAND_REASONS[operator] === NOT_TEXT)
    reader.fail('bad-operand', 'Null prefix/suffix not allowed');
  return operator === 'wildcard' ? wildcardMatcher(reader, text) : { kind: operator, text };
}
