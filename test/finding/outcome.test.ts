import { describe, expect, test } from '@jest/globals';
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
