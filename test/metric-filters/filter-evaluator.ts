import { isObject, valueAt } from '../../src/cloudtrail/json.ts';
import { type Filter, type Operand, type Operator, parseFilter, type Selector, type State } from './filter-parser.ts';

/** Undefined where AWS's documentation does not say. */
export type FilterVerdict = boolean | undefined;

type Scalar = string | number | boolean | null;

/** A JSON filter pattern of CloudWatch Logs as a function of one log event. */
export function compileFilter(pattern: string): (record: unknown) => FilterVerdict {
  const filter = parseFilter(pattern);
  return (record) => evaluate(filter, record);
}

/** Kleene's logic: what is not documented decides nothing that is decided without it. */
function evaluate(filter: Filter, record: unknown): FilterVerdict {
  switch (filter.kind) {
    case 'all':
      return combined(filter.parts, record, false);
    case 'any':
      return combined(filter.parts, record, true);
    case 'state':
      return hasState(valueAt(record, ...keys(filter.selector)), filter.state);
    case 'compare':
      return compare(valueAt(record, ...keys(filter.selector)), filter.operator, filter.operand);
  }
}

/** @param deciding the verdict of one part that decides for all */
function combined(parts: readonly Filter[], record: unknown, deciding: boolean): FilterVerdict {
  const verdicts = parts.map((part) => evaluate(part, record));
  if (verdicts.includes(deciding)) return deciding;
  return verdicts.includes(undefined) ? undefined : !deciding;
}

function keys(selector: Selector): string[] {
  return selector.map(String);
}

function hasState(value: unknown, state: State): FilterVerdict {
  switch (state) {
    case 'EXISTS':
      return value !== undefined;
    case 'NOT EXISTS':
      return value === undefined;
    case 'NULL':
      return value === null;
    default:
      return typeof value === 'string' && value.toUpperCase() === state ? undefined : value === (state === 'TRUE');
  }
}

/** Nothing is true of a field that is missing, nor of a list or an object: the filter does not apply. */
function compare(value: unknown, operator: Operator, operand: Operand): FilterVerdict {
  if (value === undefined || Array.isArray(value) || isObject(value)) return false;
  const scalar = value as Scalar;
  if (operand.kind === 'number') {
    return typeof scalar === 'number'
      ? compareNumbers(scalar, operator, operand.value)
      : unlike(scalar, operator, operand);
  }
  if (typeof scalar === 'string') return isLike(scalar, operand) === (operator === '=');
  // AWS's own example takes any number with `= *`.
  if (typeof scalar === 'number' && operand.start && operand.text === '') return operator === '=';
  return unlike(scalar, operator, operand);
}

/**
 * A value compared with an operand of another type. AWS does not say whether it is compared as a text, as a number or not at all;
 * the verdict is known only where all of these come to the same.
 */
function unlike(value: Scalar, operator: Operator, operand: Operand): FilterVerdict {
  if (operator === '!=') return undefined;
  const alike =
    operand.kind === 'text' ? isLike(String(value), operand) : compareNumbers(Number(value), operator, operand.value);
  return alike ? undefined : false;
}

function isLike(value: string, { start, text, end }: Extract<Operand, { kind: 'text' }>): boolean {
  if (start && end) return value.includes(text);
  if (start) return value.endsWith(text);
  return end ? value.startsWith(text) : value === text;
}

function compareNumbers(value: number, operator: Operator, operand: number): boolean {
  switch (operator) {
    case '=':
      return value === operand;
    case '!=':
      return value !== operand;
    case '<':
      return value < operand;
    case '>':
      return value > operand;
    case '<=':
      return value <= operand;
    case '>=':
      return value >= operand;
  }
}
