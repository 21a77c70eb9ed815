import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { textAt } from '../cloudtrail/json.ts';

/**
 * The service (first label of `eventSource`) and event name of a call, such as `iam:CreateRole`. Some names carry an API date, which
 * is left out: `UpdateFunctionCode20150331v2`, `CreateFunction2020_05_31`.
 */
export function callName(record: CloudTrailRecord): string {
  const service = textAt(record, 'eventSource')?.split('.', 1)[0] ?? '';
  return `${service}:${textAt(record, 'eventName')?.replace(/20\d\d_?\d\d_?\d\d(v\d+)?$/, '') ?? ''}`;
}
