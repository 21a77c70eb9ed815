import type { CloudTrailEvent, CloudTrailRecord } from '../cloudtrail/event.ts';
import { arrayAt, textAt } from '../cloudtrail/json.ts';
import { parseArn } from './arn.ts';
import type { Account } from './finding.ts';

/** Partitions other than `aws`, by how the names of their regions begin. */
const PARTITIONS: readonly (readonly [string, string])[] = [
  ['us-gov-', 'aws-us-gov'],
  ['cn-', 'aws-cn'],
  ['us-isob-', 'aws-iso-b'],
  ['us-iso-', 'aws-iso'],
  ['eusc-', 'aws-eusc'],
];

/** The account in whose trail the event stands. */
export function deriveAccount(event: CloudTrailEvent, accounts: ReadonlyMap<string, string>): Account {
  const { detail } = event;
  const id =
    textAt(detail, 'recipientAccountId') ??
    textAt(event, 'account') ??
    textAt(detail, 'userIdentity', 'accountId') ??
    '';
  const name = accounts.get(id);
  return { id, ...(name && { name }) };
}

export function deriveRegion(event: CloudTrailEvent): string {
  return textAt(event.detail, 'awsRegion') ?? textAt(event, 'region') ?? '';
}

/** Read from the caller's ARN or that of a resource, else from the region. */
export function derivePartition(record: CloudTrailRecord, region: string): string {
  const arns = [
    textAt(record, 'userIdentity', 'arn'),
    ...arrayAt(record, 'resources').map((resource) => textAt(resource, 'ARN')),
  ];
  const named = arns.map((arn) => parseArn(arn)?.partition).find(Boolean);
  return named ?? PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
