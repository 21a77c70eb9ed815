import type { AccessKeyLastUsed, AccessKeyMetadata, Group, MFADevice, Tag } from '@aws-sdk/client-iam';
import { nameOfArn } from '../finding/arn.ts';
import type { Lookup } from '../finding/finding.ts';
import { redact } from '../finding/redact.ts';

/** A look-up that AWS answered, in words. */
export interface Told {
  readonly outcome: Exclude<Lookup['outcome'], 'failed'>;
  readonly detail: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `owns 1 MFA device: alice-phone` */
export function devicesText(devices: readonly MFADevice[]): Told {
  const names = devices.map(({ SerialNumber = '' }) => nameOfArn(SerialNumber));
  return listed(
    names,
    names.length === 1 ? 'owns 1 MFA device: ' : `owns ${names.length} MFA devices: `,
    'owns no MFA device',
  );
}

/** `in groups admins, oncall` */
export function groupsText(groups: readonly Group[]): Told {
  const names = groups.map(({ GroupName = '' }) => GroupName);
  return listed(names, names.length === 1 ? 'in group ' : 'in groups ', 'in no group');
}

/** `tagged team=payments, on-call=yes`; values of tags that look secret are redacted. */
export function tagsText(tags: readonly Tag[]): Told {
  const values = redact(Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])));
  return listed(
    Object.entries(values).map(([key, value]) => (value ? `${key}=${value}` : key)),
    'tagged ',
    'without tags',
  );
}

function listed(names: readonly string[], before: string, none: string): Told {
  return names.length > 0
    ? { outcome: 'found', detail: before + names.join(', ') }
    : { outcome: 'not-found', detail: none };
}

/** `key is 812 days old`, and whether it is still active. */
export function keyText(key: AccessKeyMetadata | undefined, nowMs: number): Told {
  if (!key?.CreateDate) return { outcome: 'not-found', detail: 'key no longer exists' };
  const since = key.Status === 'Active' ? '' : ', inactive by now';
  return { outcome: 'found', detail: `key is ${span(nowMs - key.CreateDate.getTime())} old${since}` };
}

/** `key last used 3 h ago in us-east-1 by s3`. IAM is some hours behind, so this need not be the call of the finding. */
export function useText(use: AccessKeyLastUsed | undefined, nowMs: number): Told {
  if (!use?.LastUsedDate) return { outcome: 'not-found', detail: 'no earlier use of the key is known' };
  const ago = span(nowMs - use.LastUsedDate.getTime());
  return { outcome: 'found', detail: `key last used ${ago} ago in ${use.Region} by ${use.ServiceName}` };
}

/** `5 min`, `3 h` (up to two days), `812 days`. */
function span(ms: number): string {
  if (ms < HOUR_MS) return `${Math.max(0, Math.floor(ms / MINUTE_MS))} min`;
  return ms < 2 * DAY_MS ? `${Math.floor(ms / HOUR_MS)} h` : `${Math.floor(ms / DAY_MS)} days`;
}
