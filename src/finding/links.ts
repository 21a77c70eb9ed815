import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { objectAt, textAt } from '../cloudtrail/json.ts';
import type { Identity, Links } from './finding.ts';

/** Console hosts of the partitions that people reach from where they read alerts. */
const CONSOLES: ReadonlyMap<string, string> = new Map([
  ['aws', 'console.aws.amazon.com'],
  ['aws-us-gov', 'console.amazonaws-us-gov.com'],
  ['aws-cn', 'console.amazonaws.cn'],
]);

/** Pages of the AWS console; none where the partition or the region has no known console. */
export function deriveLinks(
  record: CloudTrailRecord,
  identity: Identity,
  place: { partition: string; region: string },
): Links {
  const host = CONSOLES.get(place.partition);
  if (!host || !/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(place.region)) return {};
  const cloudTrail = `https://${place.region}.${host}/cloudtrailv2/home?region=${place.region}#`;
  // The event of `trailbell send-test` names no service, and no trail has it.
  const isRecorded = textAt(record, 'eventSource') ?? objectAt(record, 'insightDetails');
  const eventId = isRecorded && textAt(record, 'eventID');
  const iamPath = iamPathOf(record, identity);
  return {
    ...(eventId && { event: `${cloudTrail}/events/${encodeURIComponent(eventId)}` }),
    ...(iamPath && { identity: `https://${host}/iam/home#/${iamPath}` }),
    ...(objectAt(record, 'insightDetails') && { insights: `${cloudTrail}/insights` }),
  };
}

function iamPathOf(record: CloudTrailRecord, identity: Identity): string | undefined {
  const userName = textAt(record, 'userIdentity', 'userName');
  if (identity.type === 'IAMUser' && userName && identity.arn) return `users/details/${encodeURIComponent(userName)}`;
  // The full name of the role: `identity.role` is the permission set's where there is one.
  const roleName = textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'userName');
  return identity.type === 'AssumedRole' && roleName ? `roles/details/${encodeURIComponent(roleName)}` : undefined;
}
