import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { isObject, objectAt, textAt, valueAt } from '../cloudtrail/json.ts';
import { BATCH_CALLS } from './batch-calls.ts';
import type { Result } from './finding.ts';
import { listText } from './items.ts';

/** What became of one entry of a batch. */
interface Failure {
  readonly resource: string | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
}

const MOST_NAMES = 10;

/**
 * What failed inside an answer without `errorCode`; undefined where nothing did. `failure` is said only where all of it failed: an
 * attacker may put an entry that fails beside the one that matters, or the same entry twice.
 */
export function batchResult(record: CloudTrailRecord): Result | undefined {
  const eventName = textAt(record, 'eventName') ?? '';
  const call = BATCH_CALLS.get(`${textAt(record, 'eventSource')?.split('.', 1)[0]}:${eventName}`);
  if (call === undefined) return undefined;
  // EC2 prints the root elements of its XML.
  const answer = objectAt(record, 'responseElements', `${eventName}Response`) ?? valueAt(record, 'responseElements');
  const request = objectAt(record, 'requestParameters', `${eventName}Request`) ?? valueAt(record, 'requestParameters');
  const failures = entriesOf(valueAt(answer, call.failed)).map(readFailure);
  if (failures.length === 0) return undefined;
  const isAll =
    call.asked !== undefined
      ? areAll(entriesOf(valueAt(request, call.asked)), failures)
      : isEmpty(valueAt(answer, call.done ?? ''));
  return { outcome: isAll ? 'failure' : 'partly', ...why(failures) };
}

function areAll(asked: readonly unknown[], failures: readonly Failure[]): boolean {
  if (asked.length === 0 || failures.length < asked.length) return false;
  const failed = new Set(failures.map(({ resource }) => resource));
  return asked.every((entry) => typeof entry !== 'string' || failed.has(entry));
}

/** Whether a list is there, and empty. */
function isEmpty(list: unknown): boolean {
  return list !== undefined && entriesOf(list).length === 0;
}

function why(failures: readonly Failure[]): Omit<Result, 'outcome'> {
  const errorCode = failures.find(({ code }) => code !== undefined)?.code;
  const texts = failures.map(({ resource, message, code }) => [resource, message ?? code].filter(Boolean).join(': '));
  const errorMessage = listText(texts.filter(Boolean), '; ');
  const failed = [...new Set(failures.flatMap(({ resource }) => resource ?? []))].slice(0, MOST_NAMES);
  return {
    ...(errorCode !== undefined && { errorCode }),
    ...(errorMessage !== '' && { errorMessage }),
    ...(failed.length > 0 && { failed }),
  };
}

/** A list; `{ item: [...] }`, `{ items: [...] }` or a lone `{ item: {...} }` of EC2, whose empty list is an empty text. */
function entriesOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return [value];
  const keys = Object.keys(value);
  if (keys.length === 0) return [];
  return keys.length === 1 && /^(items?|member)$/.test(keys[0] ?? '') ? entriesOf(value[keys[0] ?? '']) : [value];
}

const CODE = /^(error|failure|exception)?(code|type)$/i;
const MESSAGE = /(message|reason|result|description|detail)$/i;
/** EC2 numbers the entries of a list. */
const NUMBERING = /^(tag|xmlns)$/;

/** Services name code and message otherwise; the first text beside them is what the entry is about. */
function readFailure(entry: unknown): Failure {
  if (typeof entry === 'string') return { resource: entry, code: undefined, message: undefined };
  const texts = textsIn(entry);
  const textOf = (wanted: RegExp) => texts.find(([key]) => wanted.test(key))?.[1];
  return {
    resource: texts.find(([key]) => !CODE.test(key) && !MESSAGE.test(key) && !NUMBERING.test(key))?.[1],
    code: textOf(CODE),
    message: textOf(MESSAGE),
  };
}

/** The texts of an object, and of the objects in it, such as `error: { code, message }`. */
function textsIn(value: unknown): readonly (readonly [string, string])[] {
  if (!isObject(value)) return [];
  const own = Object.entries(value).flatMap(([key, text]) =>
    typeof text === 'string' && text !== '' ? [[key, text] as const] : [],
  );
  const below = Object.values(value).flatMap((each) =>
    isObject(each)
      ? Object.entries(each).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text] as const] : []))
      : [],
  );
  return [...own, ...below];
}
