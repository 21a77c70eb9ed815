import { type CloudTrailEvent, isCloudTrailRecord, parseEvent, toEvent } from './event.ts';
import { isObject, type JsonObject } from './json.ts';

/** What of a text was no event. `skipped` is known and harmless, such as a digest file. */
export interface LogNote {
  readonly message: string;
  readonly skipped: boolean;
}

/**
 * The events in a text, in whatever form people have them: a log file of CloudTrail (`{"Records":[…]}`), an EventBridge event,
 * a record, the answer of `aws cloudtrail lookup-events`, a list of such, one to a line (JSON Lines), or each in the field
 * of another object (`{"record":{…}}`). Nothing throws; what could not be read is noted.
 */
export function parseLogText(text: string): { events: CloudTrailEvent[]; notes: LogNote[] } {
  const values = parseJson(text);
  if (typeof values === 'string') return { events: [], notes: [{ message: values, skipped: false }] };
  const events: CloudTrailEvent[] = [];
  let digests = 0;
  const strange: number[] = [];
  for (const [index, value] of values.entries()) {
    const found = unwrap(value);
    if (found) events.push(found);
    else if (isDigest(value)) digests += 1;
    else strange.push(index + 1);
  }
  const notes: LogNote[] = [];
  if (digests > 0) notes.push({ message: 'is a digest file of CloudTrail, not a log: skipped', skipped: true });
  if (strange.length > 0) {
    const where =
      strange.length === 1 ? `record ${strange[0]}` : `${strange.length} records, the first at ${strange[0]},`;
    const verb = strange.length === 1 ? 'is' : 'are';
    notes.push({ message: `${where} of ${values.length} ${verb} not from CloudTrail`, skipped: false });
  }
  return { events, notes };
}

/** The candidate events of a text, or why there are none. */
function parseJson(text: string): readonly unknown[] | string {
  const trimmed = text.trim();
  if (trimmed === '') return 'is empty';
  try {
    return recordsOf(JSON.parse(trimmed));
  } catch (error) {
    const lines = trimmed.split('\n').filter((line) => line.trim() !== '');
    // One broken line must not hide the others; a file that is no JSON Lines has no parsable first line.
    if (lines.length < 2 || tryParse(lines[0] ?? '') === undefined) return `is not JSON: ${(error as Error).message}`;
    return lines.flatMap((line) => recordsOf(tryParse(line)));
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function recordsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isObject(value)) {
    if (Array.isArray(value.Records)) return value.Records;
    if (Array.isArray(value.Events)) return value.Events;
  }
  return [value];
}

/** An event as it is, a record in an envelope, or either from a field one level down (as JSON, or as JSON text). */
function unwrap(value: unknown): CloudTrailEvent | undefined {
  const direct = asEvent(value);
  if (direct || !isObject(value)) return direct;
  for (const key of Object.keys(value)) {
    const field = value[key];
    const inner = asEvent(typeof field === 'string' && field.startsWith('{') ? tryParse(field) : field);
    if (inner) return inner;
  }
  return undefined;
}

function asEvent(value: unknown): CloudTrailEvent | undefined {
  return parseEvent(value) ?? (isCloudTrailRecord(value) ? toEvent(value) : undefined);
}

function isDigest(value: unknown): value is JsonObject {
  return isObject(value) && 'digestS3Object' in value && 'logFiles' in value;
}
