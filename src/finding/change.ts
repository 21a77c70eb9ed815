import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import type { Result } from './finding.ts';

/** The change in words. */
export function describeChange(_record: CloudTrailRecord, _result: Result): string | undefined {
  return undefined;
}
