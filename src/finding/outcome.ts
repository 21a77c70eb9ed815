import type { CloudTrailEvent, CloudTrailRecord } from '../cloudtrail/event.ts';
import { textAt } from '../cloudtrail/json.ts';
import { batchResult } from './batch-result.ts';
import type { Result } from './finding.ts';

/**
 * What became of the call. A failed sign-in has no `errorCode`: it says `Failure` under its own event name. A batch call has none
 * either, whatever became of its entries.
 */
export function deriveResult(record: CloudTrailRecord): Result {
  const errorCode = textAt(record, 'errorCode');
  const errorMessage = textAt(record, 'errorMessage');
  const eventName = textAt(record, 'eventName') ?? '';
  const said = textAt(record, 'responseElements', eventName) ?? textAt(record, 'serviceEventDetails', eventName);
  const failed = errorCode !== undefined || said?.toLowerCase() === 'failure';
  const inside = failed ? undefined : batchResult(record);
  if (inside) return inside;
  return {
    outcome: failed ? 'failure' : 'success',
    ...(errorCode && { errorCode }),
    ...(errorMessage && { errorMessage }),
  };
}

/** When it happened, as ISO 8601 in UTC; empty where neither record nor envelope has a time that can be read. */
export function deriveTime(event: CloudTrailEvent): string {
  return isoTime(textAt(event.detail, 'eventTime')) ?? isoTime(textAt(event, 'time')) ?? '';
}

const USUAL_TIME = /^\d{4}-\d\d-\d\dT(?!24)\d\d:\d\d:\d\dZ$/;

/** Some records have a space for the `T`, a fraction, or no zone; without a zone it is UTC. */
function isoTime(text: string | undefined): string | undefined {
  if (text !== undefined && USUAL_TIME.test(text) && !Number.isNaN(Date.parse(text))) return text;
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?) ?(Z|UTC|[+-]\d\d:?\d\d)?$/i.exec(text?.trim() ?? '');
  if (!match) return undefined;
  const [, day, clock, zone = 'Z'] = match;
  const time = new Date(`${day}T${clock}${/^utc$/i.test(zone) ? 'Z' : zone.toUpperCase()}`);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString().replace('.000Z', 'Z');
}
