import { describe, expect, test } from '@jest/globals';
import { findingOf } from './cases.ts';

const eventID = '01234567-89ab-cdef-0123-456789abcdef';

function linksOf(partition: string, awsRegion: string, extra: object = {}) {
  const arn = `arn:${partition}:iam::123456789012:user/alice`;
  const userIdentity = { type: 'IAMUser', userName: 'alice', arn };
  return findingOf({ eventID, awsRegion, eventSource: 'iam.amazonaws.com', userIdentity, ...extra }).links;
}

describe('deriveLinks', () => {
  test.each([
    ['aws', 'eu-west-1', 'eu-west-1.console.aws.amazon.com', 'console.aws.amazon.com'],
    ['aws-us-gov', 'us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com', 'console.amazonaws-us-gov.com'],
    ['aws-cn', 'cn-north-1', 'cn-north-1.console.amazonaws.cn', 'console.amazonaws.cn'],
  ])('lead to the console of partition %s', (partition, region, regional, host) => {
    expect(linksOf(partition, region)).toEqual({
      event: `https://${regional}/cloudtrailv2/home?region=${region}#/events/${eventID}`,
      identity: `https://${host}/iam/home#/users/details/alice`,
    });
  });

  test('lead to the role behind a session, by its full name', () => {
    const sessionContext = { sessionIssuer: { userName: 'AWSReservedSSO_Admin_0123456789abcdef' } };
    const arn = 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice';
    expect(linksOf('aws', 'eu-west-1', { userIdentity: { type: 'AssumedRole', arn, sessionContext } }).identity).toBe(
      'https://console.aws.amazon.com/iam/home#/roles/details/AWSReservedSSO_Admin_0123456789abcdef',
    );
  });

  test('lead to the Insights of the trail', () => {
    expect(linksOf('aws', 'eu-west-1', { userIdentity: undefined, insightDetails: {} }).insights).toBe(
      'https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/insights',
    );
  });

  test.each([
    ['a partition without a known console', 'aws-iso', 'us-iso-east-1'],
    ['no region', 'aws', ''],
    ['a region that is none', 'aws', 'evil.example.com/#'],
  ])('are left out for %s', (_, partition, region) => {
    expect(linksOf(partition, region)).toEqual({});
  });

  test('lead to no event of CloudTrail for a test event, which no trail has', () => {
    expect(linksOf('aws', 'eu-west-1', { eventSource: undefined }).event).toBeUndefined();
  });

  test('carry names that cannot leave their place in the address', () => {
    const links = linksOf('aws', 'eu-west-1', {
      eventID: '../x?y#z',
      userIdentity: { type: 'IAMUser', userName: 'a/../b?c', arn: 'arn:aws:iam::123456789012:user/x' },
    });
    expect(links.event).toMatch(/#\/events\/..%2Fx%3Fy%23z$/);
    expect(links.identity).toMatch(/#\/users\/details\/a%2F..%2Fb%3Fc$/);
  });
});
