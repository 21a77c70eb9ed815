import { isObject } from '../../cloudtrail/json.ts';
import { type Fields, isFields, lookUp } from '../../cloudtrail/shape.ts';
import { nearest } from '../../rule/nearest.ts';
import type { RuleTest } from '../../rule/rule.ts';
import type { Path } from '../../rule/yaml-file.ts';
import { compileTemplate } from '../../template/index.ts';
import type { Note, RuleCheck } from '../check.ts';
import { placeOf } from '../leaf.ts';
import type { ShapedPattern, Subject } from '../subject.ts';

/** Whether the fields that patterns and templates name exist. */
export const FIELD_CHECKS: readonly RuleCheck[] = [
  { code: 'unknown-field', severity: 'error', run: unknownFields },
  { code: 'object-for-value', severity: 'error', run: ({ patterns }) => patterns.flatMap(objectsForValues) },
];

const WHY_NOT: Readonly<Record<string, string>> = {
  eventContext: 'CloudTrail adds it only in event data stores: it never reaches EventBridge',
  insight: 'only Insights have it',
  insightDetails: 'only Insights have it',
};

function unknownFields({ rule, patterns, shapes }: Subject): Note[] {
  const templates: [Path, string][] = [
    [['alert', 'summary'], rule.alert.summary],
    ...Object.entries(rule.alert.fields).map(([label, text]): [Path, string] => [['alert', 'fields', label], text]),
    ...rule.runbook.map((text, index): [Path, string] => [['runbook', index], text]),
  ];
  return [
    ...patterns.flatMap(unknownPatternFields),
    ...templates.flatMap(([path, text]) =>
      compileTemplate(text).paths.flatMap((read) => {
        const message = unknownField(shapes.finding, read, 'indexed');
        return message ? [{ path, message }] : [];
      }),
    ),
    ...rule.tests.flatMap((test, index) => unknownChanges(test, ['tests', index], shapes.event)),
  ];
}

/** A near miss that changes no field of a record proves nothing. */
function unknownChanges({ steps }: RuleTest, path: Path, event: Fields): Note[] {
  return steps.flatMap((step, index) =>
    changedBy(step.with ?? {}).flatMap((keys) => {
      const message = unknownField(event, keys.join('.'), 'transparent');
      const place = steps.length > 1 ? ['events', index, 'with'] : ['with'];
      return message ? [{ path: [...path, ...place, ...keys], message }] : [];
    }),
  );
}

/** The fields that the changes of a sample reach. */
function changedBy(changes: unknown, keys: readonly string[] = []): (readonly string[])[] {
  if (!isObject(changes) || changes.$delete === true) return [keys];
  return Object.entries(changes).flatMap(([key, below]) => changedBy(below, [...keys, key]));
}

/** Fields of a pattern that nothing it is matched against has. */
export function unknownPatternFields(shaped: ShapedPattern): Note[] {
  return shaped.branches.flatMap(({ branch, shape }) =>
    branch.flatMap((leaf) => {
      const message = unknownField(shape, leaf.path, 'transparent');
      return message ? [{ path: placeOf(leaf, shaped), message }] : [];
    }),
  );
}

function unknownField(shape: Fields, path: string, lists: 'indexed' | 'transparent'): string | undefined {
  const keys = path.split('.');
  const found = lookUp(shape, keys, lists);
  if (!('unknown' in found)) return undefined;
  const { unknown, known } = found;
  if (Object.hasOwn(WHY_NOT, unknown)) return `there is no field "${path}": ${WHY_NOT[unknown]}`;
  const above = keys.slice(0, keys.indexOf(unknown));
  const meant = elsewhere(unknown, shape) ?? prefixed(above, nearest(unknown, known));
  return `there is no field "${path}"${meant ? `; did you mean "${meant}"?` : `; known here: ${shown(known)}`}`;
}

/** Where a field of the record stands, if somebody forgot what stands above it. */
function elsewhere(field: string, shape: Fields): string | undefined {
  const record = Object.hasOwn(shape, 'event') ? 'event' : 'detail';
  if (field === 'detail') return 'event';
  if (Object.hasOwn(shape, field)) return undefined;
  const places = [record, `${record}.insightDetails`].map((above) => `${above}.${field}`);
  return places.find((place) => !('unknown' in lookUp(shape, place.split('.'))));
}

function prefixed(above: readonly string[], field: string | undefined): string | undefined {
  return field && [...above, field].join('.');
}

function shown(known: readonly string[]): string {
  const names = known.filter((name) => name !== '*');
  return names.length > 0 ? names.join(', ') : 'none';
}

/** An object has no value of its own: `exists: false` always holds for it, `exists: true` and values never do. */
export function objectsForValues(shaped: ShapedPattern): Note[] {
  return shaped.branches.flatMap(({ branch, shape }) =>
    branch.flatMap((leaf) => {
      const found = lookUp(shape, leaf.path.split('.'), 'transparent');
      if ('unknown' in found || !isFields(found.shape)) return [];
      // CloudTrail writes null where a call has no parameters or no response: that is a value.
      if (leaf.matchers.every((matcher) => matcher.kind === 'literal' && matcher.value === null)) return [];
      const message = `"${leaf.path}" is an object, of which "exists" and values tell nothing: name a field below it, or match [null]`;
      return [{ path: placeOf(leaf, shaped), message }];
    }),
  );
}
