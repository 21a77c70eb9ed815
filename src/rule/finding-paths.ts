import { z } from 'zod';
import { isFields, lookUp } from '../cloudtrail/shape.ts';
import { FINDING_SHAPE } from './finding-shape.ts';
import { nearest } from './nearest.ts';

/** What is wrong with a path such as `identity.arn` to one value of a finding; undefined if nothing is. */
export function findingPathFault(path: string): string | undefined {
  const found = lookUp(FINDING_SHAPE, path.split('.'));
  if ('unknown' in found) return unknown(path, found.unknown, found.known);
  if (!isFields(found.shape)) return undefined;
  const fields = Object.keys(found.shape).filter((field) => field !== '*' && field !== '[]');
  const such = fields.length > 0 ? `, such as ${path}.${fields[0]}` : '';
  return `"${path}" is not one value: name a field below it${such}`;
}

/** What is wrong with a field that a pattern on findings names; undefined if findings have it. Lists vanish from such paths. */
export function unknownFindingField(path: string): string | undefined {
  const found = lookUp(FINDING_SHAPE, path.split('.'), 'transparent');
  return 'unknown' in found ? unknown(path, found.unknown, found.known) : undefined;
}

function unknown(path: string, key: string, known: readonly string[]): string {
  if (known.length === 0) return `a finding has no "${path}": there are no fields below ${path.split(`.${key}`, 1)[0]}`;
  // In event patterns the record stands under `detail`, in findings under `event`.
  const meant = key === 'detail' ? 'event' : nearest(key, known);
  return `a finding has no "${path}"; ${meant ? `did you mean "${meant}"?` : `known: ${known.join(', ')}`}`;
}

/** A path to one value of a finding, as rules name it. */
export const findingPathSchema = z.string().superRefine((path, context) => {
  const message = findingPathFault(path);
  if (message) context.addIssue({ code: 'custom', message });
});
