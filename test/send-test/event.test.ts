import { describe, expect, test } from '@jest/globals';
import { parseEvent } from '../../src/cloudtrail/event.ts';
import { deriveIdentity } from '../../src/finding/identity.ts';
import { NOTHING_KNOWN } from '../../src/finding/index.ts';
import { type Test, testEntry, testRecord } from '../../src/send-test/event.ts';

const TEST: Test = {
  eventID: 'e7b5a0c4-1f0d-4c7e-8a55-6d0a9b6f3c21',
  sentMs: Date.parse('2026-03-14T15:09:26.535Z'),
  ...{ region: 'eu-west-1', bus: 'default', stage: 'prod' },
};
const recordOf = (resource: string, service = 'sts', partition = 'aws') =>
  testRecord(
    { arn: `arn:${partition}:${service}::123456789012:${resource}`, account: '123456789012', userId: 'AIDAEXAMPLE:x' },
    TEST,
  );

describe('the event of a test', () => {
  test.each([
    ['an IAM user', 'user/team/alice', 'iam', 'alice', 'IAMUser'],
    [
      'someone from Identity Center',
      'assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice',
      'sts',
      'role AWSReservedSSO_Admin_0123456789abcdef (calls itself alice)',
      'AssumedRole',
    ],
    [
      'a session of a role',
      'assumed-role/Deploy/build-17',
      'sts',
      'role Deploy (calls itself build-17)',
      'AssumedRole',
    ],
    ['a federated user', 'federated-user/bob', 'sts', 'federated user (calls itself bob)', 'FederatedUser'],
    ['root', 'root', 'iam', 'root of account 123456789012', 'Root'],
    ['a caller of a new kind', 'agent/carol', 'sts', 'carol', 'Unknown'],
  ])('names %s as any alert would', (_, resource, service, name, type) => {
    for (const partition of ['aws', 'aws-us-gov', 'aws-cn']) {
      expect(deriveIdentity(recordOf(resource, service, partition), NOTHING_KNOWN)).toMatchObject({ name, type });
    }
  });

  test('is what EventBridge takes, and what a handler parses', () => {
    const entry = testEntry(recordOf('user/alice', 'iam'), TEST);
    expect(entry).toMatchObject({ EventBusName: 'default', Source: 'trailbell.test', DetailType: 'Trailbell Test' });
    const event = parseEvent({ 'detail-type': entry.DetailType, detail: JSON.parse(entry.Detail ?? '') });
    expect(event?.detail).toMatchObject({ eventID: TEST.eventID, eventTime: '2026-03-14T15:09:26Z' });
  });
});
