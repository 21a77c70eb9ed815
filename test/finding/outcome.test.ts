import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/cloudtrail/json.ts';
import { findingOf } from './cases.ts';

describe('result', () => {
  test.each([
    ['a call that went through', {}, { outcome: 'success' }],
    ['an empty error code', { errorCode: '', errorMessage: '' }, { outcome: 'success' }],
    [
      'a call that was refused',
      { errorCode: 'Client.UnauthorizedOperation', errorMessage: 'You are not authorized.' },
      { outcome: 'failure', errorCode: 'Client.UnauthorizedOperation', errorMessage: 'You are not authorized.' },
    ],
    [
      'a failed sign-in, which has no error code',
      {
        eventName: 'ConsoleLogin',
        responseElements: { ConsoleLogin: 'Failure' },
        errorMessage: 'Failed authentication',
      },
      { outcome: 'failure', errorMessage: 'Failed authentication' },
    ],
    ['a sign-in', { eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Success' } }, { outcome: 'success' }],
    [
      'a failed step of an Identity Center sign-in',
      { eventName: 'CredentialVerification', serviceEventDetails: { CredentialVerification: 'Failure' } },
      { outcome: 'failure' },
    ],
    ['a response that is a text', { eventName: 'CreateUser', responseElements: 'Failure' }, { outcome: 'success' }],
  ])('of %s', (_, record, result) => {
    expect(findingOf(record).result).toEqual(result);
  });
});

/** Records in the shapes of AWS's API references (`API_DeleteFlowLogs.html`, `API_StopMonitoringMembers.html`, …) as CloudTrail prints them. */
function batchCall(call: string, requestParameters: unknown, responseElements: unknown): JsonObject {
  const [service, eventName] = call.split(':');
  return { eventSource: `${service}.amazonaws.com`, eventName, requestParameters, responseElements };
}

const notFound = (resourceId: string) => ({
  error: { code: 'InvalidFlowLogId.NotFound', message: 'not found' },
  resourceId,
});
const flowLogs = (asked: unknown, unsuccessful: unknown) =>
  batchCall(
    'ec2:DeleteFlowLogs',
    { DeleteFlowLogsRequest: { FlowLogId: asked } },
    { DeleteFlowLogsResponse: { requestId: 'r', unsuccessful, xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/' } },
  );
const member = (accountId: string) => ({ accountId, result: 'The request failed because of missing permissions.' });

describe('result of a batch call', () => {
  test.each<[string, JsonObject, unknown]>([
    ['of which nothing failed, in EC2’s XML', flowLogs({ tag: 1, content: 'fl-1' }, ''), { outcome: 'success' }],
    [
      'of which nothing failed, in JSON',
      batchCall('events:PutTargets', {}, { failedEntryCount: 0, failedEntries: [] }),
      { outcome: 'success' },
    ],
    [
      'whose answer is not told',
      batchCall('guardduty:DeleteMembers', { accountIds: ['1'] }, null),
      { outcome: 'success' },
    ],
    [
      'of which the only entry failed, in EC2’s XML',
      flowLogs({ tag: 1, content: 'fl-1' }, { item: notFound('fl-1') }),
      {
        outcome: 'failure',
        errorCode: 'InvalidFlowLogId.NotFound',
        errorMessage: 'fl-1: not found',
        failed: ['fl-1'],
      },
    ],
    [
      'of which all entries failed, in EC2’s XML',
      flowLogs(
        [
          { tag: 1, content: 'fl-1' },
          { tag: 2, content: 'fl-2' },
        ],
        { item: [notFound('fl-1'), notFound('fl-2')] },
      ),
      {
        outcome: 'failure',
        errorCode: 'InvalidFlowLogId.NotFound',
        errorMessage: 'fl-1: not found; fl-2: not found',
        failed: ['fl-1', 'fl-2'],
      },
    ],
    [
      'of which one entry failed beside one that was done',
      flowLogs(
        [
          { tag: 1, content: 'fl-1' },
          { tag: 2, content: 'fl-2' },
        ],
        { item: notFound('fl-2') },
      ),
      {
        outcome: 'partly',
        errorCode: 'InvalidFlowLogId.NotFound',
        errorMessage: 'fl-2: not found',
        failed: ['fl-2'],
      },
    ],
    [
      'that asks for the same twice, so that the second fails',
      batchCall(
        'guardduty:StopMonitoringMembers',
        { accountIds: ['111122223333', '111122223333'] },
        { unprocessedAccounts: [member('111122223333')] },
      ),
      {
        outcome: 'partly',
        errorMessage: '111122223333: The request failed because of missing permissions.',
        failed: ['111122223333'],
      },
    ],
    [
      'whose failures are of other entries than were asked for',
      batchCall(
        'guardduty:DeleteMembers',
        { accountIds: ['111122223333'] },
        { unprocessedAccounts: [member('444455556666')] },
      ),
      {
        outcome: 'partly',
        errorMessage: '444455556666: The request failed because of missing permissions.',
        failed: ['444455556666'],
      },
    ],
    [
      'whose request is not told',
      batchCall('guardduty:DeleteMembers', null, { unprocessedAccounts: [member('111122223333')] }),
      {
        outcome: 'partly',
        errorMessage: '111122223333: The request failed because of missing permissions.',
        failed: ['111122223333'],
      },
    ],
    [
      'of EventBridge targets',
      batchCall(
        'events:PutTargets',
        { rule: 'r', targets: [{ id: 'a', arn: 'x' }] },
        {
          failedEntryCount: 1,
          failedEntries: [{ targetId: 'a', errorCode: 'ConcurrentModificationException', errorMessage: 'try again' }],
        },
      ),
      { outcome: 'failure', errorCode: 'ConcurrentModificationException', errorMessage: 'a: try again', failed: ['a'] },
    ],
    [
      'of tasks of which none started',
      batchCall(
        'ecs:RunTask',
        { count: 1 },
        { tasks: [], failures: [{ arn: 'arn:aws:ecs:x', reason: 'RESOURCE:CPU' }] },
      ),
      { outcome: 'failure', errorMessage: 'arn:aws:ecs:x: RESOURCE:CPU', failed: ['arn:aws:ecs:x'] },
    ],
    [
      'of tasks of which one started',
      batchCall(
        'ecs:RunTask',
        { count: 2 },
        { tasks: [{}], failures: [{ arn: 'arn:aws:ecs:x', reason: 'RESOURCE:CPU' }] },
      ),
      { outcome: 'partly', errorMessage: 'arn:aws:ecs:x: RESOURCE:CPU', failed: ['arn:aws:ecs:x'] },
    ],
    [
      'of images, whose ids are objects',
      batchCall(
        'ecr:BatchDeleteImage',
        { imageIds: [{ imageTag: 'v1' }] },
        {
          imageIds: [],
          failures: [
            { imageId: { imageTag: 'v1' }, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' },
          ],
        },
      ),
      { outcome: 'failure', errorCode: 'ImageNotFound', errorMessage: 'v1: Requested image not found', failed: ['v1'] },
    ],
    [
      'of parameters that do not exist',
      batchCall(
        'ssm:DeleteParameters',
        { names: ['/a', '/b'] },
        { deletedParameters: ['/b'], invalidParameters: ['/a'] },
      ),
      { outcome: 'partly', errorMessage: '/a', failed: ['/a'] },
    ],
    [
      'that names secrets in what failed',
      batchCall(
        'kafka:BatchAssociateScramSecret',
        { secretArnList: ['arn:aws:secretsmanager:x'] },
        {
          unprocessedScramSecrets: [
            { errorCode: 'InvalidSecretArn', errorMessage: 'no such secret', secretArn: 'arn:aws:secretsmanager:x' },
          ],
        },
      ),
      {
        outcome: 'failure',
        errorCode: 'InvalidSecretArn',
        errorMessage: 'arn:aws:secretsmanager:x: no such secret',
        failed: ['arn:aws:secretsmanager:x'],
      },
    ],
  ])('%s', (_, record, result) => {
    expect(findingOf(record).result).toEqual(result);
  });

  test('names ten of what failed, and reads five', () => {
    const ids = Array.from({ length: 40 }, (_, at) => `fl-${at}`);
    const { result } = findingOf(flowLogs(ids, { item: ids.map(notFound) }));
    expect(result.failed).toHaveLength(10);
    expect(result.errorMessage).toMatch(/^fl-0: not found; .* and 35 more$/);
  });

  test.each([
    ['says the failure of all as an attempt', { content: 'fl-1' }, 'attempted: flow logs fl-1 deleted'],
    ['says the failure of some', [{ content: 'fl-1' }, { content: 'fl-2' }], 'in part: flow logs fl-1, fl-2 deleted'],
  ])('%s', (_, asked, change) => {
    expect(findingOf(flowLogs(asked, { item: notFound('fl-1') })).change).toBe(change);
  });

  test('a field of the same name in the answer of another call is none', () => {
    const record = batchCall(
      'glue:CreateJob',
      {},
      { unsuccessful: [notFound('a')], failures: [{ arn: 'a' }], errors: ['x'] },
    );
    expect(findingOf(record).result).toEqual({ outcome: 'success' });
  });
});

describe('time', () => {
  test.each([
    ['2026-03-01T14:03:22Z', '2026-03-01T14:03:22Z'],
    ['2026-03-01T14:03:22.250Z', '2026-03-01T14:03:22.250Z'],
    ['2026-03-01T14:03:22.000000Z', '2026-03-01T14:03:22Z'],
    ['2026-03-01 14:03:22', '2026-03-01T14:03:22Z'],
    ['2026-03-01 14:03:22 UTC', '2026-03-01T14:03:22Z'],
    ['2026-03-01T14:03:22', '2026-03-01T14:03:22Z'],
    ['2026-03-01T15:03:22+01:00', '2026-03-01T14:03:22Z'],
    ['2026-03-01T14:03:22z', '2026-03-01T14:03:22Z'],
    ['2026-13-45T99:99:99Z', ''],
    ['yesterday', ''],
    ['', ''],
    [1_772_373_802, ''],
    [undefined, ''],
  ])('of %p is %p', (eventTime, time) => {
    expect(findingOf({ eventTime }).time).toBe(time);
  });
});

describe('place', () => {
  test.each([
    ['the ARN of the caller', { userIdentity: { arn: 'arn:aws-us-gov:iam::123456789012:user/alice' } }, 'aws-us-gov'],
    ['the ARN of a resource', { resources: [{ ARN: 'arn:aws-cn:s3:::example-bucket' }] }, 'aws-cn'],
    ['the region', { awsRegion: 'us-gov-east-1' }, 'aws-us-gov'],
    ['the region in China', { awsRegion: 'cn-northwest-1' }, 'aws-cn'],
    ['neither', { awsRegion: 'eu-west-1' }, 'aws'],
    ['an ARN that is none', { userIdentity: { arn: 'arn:evil:iam::1:user/x' } }, 'aws'],
  ])('reads the partition from %s', (_, record, partition) => {
    expect(findingOf(record).partition).toBe(partition);
  });

  test('names the account in whose trail the event stands, not the caller’s', () => {
    const context = { accounts: new Map([['111122223333', 'prod']]) };
    const record = { recipientAccountId: '111122223333', userIdentity: { accountId: '123456789012' } };
    expect(findingOf(record, {}, context).account).toEqual({ id: '111122223333', name: 'prod' });
    expect(findingOf({ userIdentity: { accountId: '123456789012' } }).account).toEqual({ id: '123456789012' });
    expect(findingOf({}).account).toEqual({ id: '' });
  });
});
