import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parseEvent } from '../../src/cloudtrail/event.ts';
import { isObject } from '../../src/cloudtrail/json.ts';
import { type Fields, lookUp, type Shape } from '../../src/cloudtrail/shape.ts';
import type { Finding } from '../../src/finding/finding.ts';
import { deriveFinding, NOTHING_KNOWN } from '../../src/finding/index.ts';
import { FINDING_SHAPE } from '../../src/rule/finding-shape.ts';
import { rule } from './cases.ts';

/** The shape that a type must have: a field that the type gains and the shape lacks does not compile. */
type ShapeOf<T> = T extends string | number | boolean
  ? Shape
  : T extends readonly (infer Element)[]
    ? { '[]': ShapeOf<Element> }
    : string extends keyof T
      ? Fields
      : { [Field in keyof Required<T>]: ShapeOf<NonNullable<T[Field]>> };

const shape: ShapeOf<Finding> = FINDING_SHAPE;

const EVENTS = new URL('../../events/', import.meta.url);
const samples = readdirSync(EVENTS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));

const locate = () => ({ country: 'RO', countryName: 'Romania' });

test.each(samples)('the shape of findings holds for %s', (file) => {
  const event = parseEvent(JSON.parse(readFileSync(new URL(file, EVENTS), 'utf8')));
  if (!event) throw new Error(`${file} is no event`);
  const finding = deriveFinding(rule, event, { ...NOTHING_KNOWN, locate });
  expect(pathsOf(finding).filter((path) => 'unknown' in lookUp(shape, path))).toEqual([]);
  expect(strangeValues(finding)).toEqual([]);
});

/** Paths to all values that are no objects or lists. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (isObject(value) || Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, below]) => pathsOf(below, [...path, key]));
  }
  return [[...path]];
}

/** Texts that are not in the closed set of their field. */
function strangeValues(finding: Finding): string[] {
  return pathsOf(finding).flatMap((path) => {
    const found = lookUp(shape, path);
    const value = path.reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>>)[key], finding);
    const closed = 'shape' in found && Array.isArray(found.shape) ? (found.shape as readonly unknown[]) : undefined;
    return closed && !closed.includes(value) ? [`${path.join('.')}: ${String(value)}`] : [];
  });
}
