import { isObject, type JsonObject, textAt } from './json.ts';

/**
 * One CloudTrail record as it stands in a log file or in an event's `detail`. Field names are CloudTrail's own; no value is
 * trusted to have the documented type (see docs of the record: `eventTime` may carry a fraction, `requestParameters` may be a
 * string, `userIdentity` may be absent), so it is read through `textAt` and its kin.
 */
export type CloudTrailRecord = JsonObject;

/** A CloudTrail record in EventBridge's envelope, as a rule's target receives it. */
export interface CloudTrailEvent {
  readonly version: string;
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly unknown[];
  readonly detail: CloudTrailRecord;
}

/** Whether a value has what makes a CloudTrail record: an event name or an Insight, with an identifier or a source. */
export function isCloudTrailRecord(value: unknown): value is CloudTrailRecord {
  if (!isObject(value)) return false;
  if (isObject(value.insightDetails)) return true;
  return typeof value.eventName === 'string' && (typeof value.eventSource === 'string' || 'eventID' in value);
}

/**
 * An EventBridge event that carries a CloudTrail record, or undefined for anything else. An envelope's field that is missing or
 * of another type is filled from the record; fields unknown to us stay.
 */
export function parseEvent(value: unknown): CloudTrailEvent | undefined {
  if (!isObject(value) || typeof value['detail-type'] !== 'string' || !isCloudTrailRecord(value.detail))
    return undefined;
  const derived = toEvent(value.detail);
  const wrong = Object.entries(derived).filter(([key, fallback]) => typeof value[key] !== typeof fallback);
  return { ...value, ...Object.fromEntries(wrong), detail: value.detail } as CloudTrailEvent;
}

/**
 * The event that EventBridge would deliver for a record of a log file.
 * `source` is `aws.` and the first label of `eventSource`; Insights come from `aws.cloudtrail`.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function toEvent(record: CloudTrailRecord): CloudTrailEvent {
  const eventSource = textAt(record, 'eventSource');
  return {
    version: '0',
    id: textAt(record, 'eventID') ?? '',
    'detail-type': detailType(record),
    source: eventSource ? `aws.${eventSource.split('.')[0]}` : 'aws.cloudtrail',
    account: textAt(record, 'recipientAccountId') ?? textAt(record, 'userIdentity', 'accountId') ?? '',
    time: textAt(record, 'eventTime') ?? '',
    region: textAt(record, 'awsRegion') ?? '',
    resources: [],
    detail: record,
  };
}

/**
 * Whether an event is a management event that CloudTrail marks `readOnly`: EventBridge shows it only to rules that ask for such.
 * Data events are marked `"managementEvent": false`; old records that are marked in neither way may be anything.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
 */
export function isReadOnlyManagement({ detail }: CloudTrailEvent): boolean {
  return detail.readOnly === true && detail.managementEvent === true;
}

/** `eventType` is compared without case: AWS itself prints both AwsConsoleSignIn and AwsConsoleSignin. */
function detailType(record: CloudTrailRecord): string {
  switch (textAt(record, 'eventType')?.toLowerCase()) {
    case 'awsconsolesignin':
      return 'AWS Console Sign In via CloudTrail';
    case 'awsconsoleaction':
      return 'AWS Console Action via CloudTrail';
    case 'awsserviceevent':
      return 'AWS Service Event via CloudTrail';
    case 'awscloudtrailinsight':
      return 'AWS Insight via CloudTrail';
    case 'awsvpceevent':
    case 'awsvpceevents':
      return 'AWS Network Activity Event via CloudTrail';
    default:
      return isObject(record.insightDetails) ? 'AWS Insight via CloudTrail' : 'AWS API Call via CloudTrail';
  }
}
