import { type CloudTrailEvent, isCloudTrailRecord, parseEvent, toEvent } from './event.ts';
import { isObject, parseJson } from './json.ts';

/** The elements of a list, or of the list in an object that holds one as CloudTrail's files and `lookup-events` do; else the value. */
export function elementsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isObject(value)) {
    if (Array.isArray(value.Records)) return value.Records;
    if (Array.isArray(value.Events)) return value.Events;
  }
  return [value];
}

/** An event as it is, a record in an envelope, or either from a field one level down (as JSON, or as JSON text). */
export function unwrapEvent(value: unknown): CloudTrailEvent | undefined {
  const direct = asEvent(value);
  if (direct || !isObject(value)) return direct;
  for (const key of Object.keys(value)) {
    const field = value[key];
    const inner = asEvent(typeof field === 'string' && field.startsWith('{') ? tryParse(field) : field);
    if (inner) return inner;
  }
  return undefined;
}

/** Whether a value is what CloudTrail writes to prove that its log files are whole. */
export function isDigest(value: unknown): boolean {
  return isObject(value) && 'digestS3Object' in value && 'logFiles' in value;
}

function asEvent(value: unknown): CloudTrailEvent | undefined {
  return parseEvent(value) ?? (isCloudTrailRecord(value) ? toEvent(value) : undefined);
}

function tryParse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
