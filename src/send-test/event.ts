import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { parseArn } from '../finding/arn.ts';

/** The rule of the pack that the test event meets, and the handler of its finding. */
export const TEST_RULE = 'self/send-test';
export const TEST_HANDLER = 'api-call';

/** Who sends the test, as `sts:GetCallerIdentity` says. */
export interface Caller {
  readonly arn: string;
  readonly account: string;
  readonly userId: string;
}

export interface Test {
  /** A UUID that nothing else has: each test is a message of its own. */
  readonly eventID: string;
  readonly sentMs: number;
  /** Where it enters. */
  readonly region: string;
  readonly bus: string;
  readonly stage: string;
}

/** The record of a test in the shape of CloudTrail's, so that it is handled as they are. It names no service: no trail has it. */
export function testRecord({ arn, account, userId }: Caller, test: Test): CloudTrailRecord {
  return {
    eventVersion: '1.11',
    userIdentity: { type: identityType(arn), principalId: userId, arn, accountId: account },
    eventTime: new Date(test.sentMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    eventName: 'SendTest',
    awsRegion: test.region,
    requestParameters: { stage: test.stage, bus: test.bus },
    responseElements: null,
    eventID: test.eventID,
    readOnly: false,
    managementEvent: false,
    recipientAccountId: account,
  };
}

/** The test as EventBridge takes it. */
export function testEntry(record: CloudTrailRecord, { bus, sentMs }: Test): PutEventsRequestEntry {
  return {
    EventBusName: bus,
    Source: 'trailbell.test',
    DetailType: 'Trailbell Test',
    Time: new Date(sentMs),
    Detail: JSON.stringify(record),
  };
}

/** CloudTrail's `userIdentity.type` for the ARN of a caller. */
function identityType(arn: string): string {
  const resource = parseArn(arn)?.resource ?? '';
  if (resource === 'root') return 'Root';
  if (resource.startsWith('user/')) return 'IAMUser';
  if (resource.startsWith('assumed-role/')) return 'AssumedRole';
  return resource.startsWith('federated-user/') ? 'FederatedUser' : 'Unknown';
}
