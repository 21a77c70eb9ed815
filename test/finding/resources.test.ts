import { describe, expect, test } from '@jest/globals';
import { deriveResources } from '../../src/finding/resources.ts';

describe('deriveResources', () => {
  test('lists what the request names, most telling first', () => {
    const record = {
      eventSource: 'iam.amazonaws.com',
      requestParameters: { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess', userName: 'alice' },
    };
    expect(deriveResources(record)).toEqual([
      { type: 'AWS::IAM::User', name: 'alice' },
      {
        type: 'AWS::IAM::ManagedPolicy',
        name: 'AdministratorAccess',
        arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      },
    ]);
  });

  test('joins what the request names with what CloudTrail lists', () => {
    const arn = 'arn:aws:s3:::example-bucket';
    const record = {
      eventSource: 's3.amazonaws.com',
      requestParameters: { bucketName: 'example-bucket' },
      resources: [{ type: 'AWS::S3::Bucket', ARN: arn, accountId: '123456789012' }, { type: 'AWS::S3::Object' }],
    };
    expect(deriveResources(record)).toEqual([{ type: 'AWS::S3::Bucket', name: 'example-bucket', arn }]);
  });

  test('finds instances in request and response', () => {
    const record = {
      eventSource: 'ec2.amazonaws.com',
      requestParameters: { instancesSet: { items: [{ imageId: 'ami-1' }] } },
      responseElements: { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } },
    };
    expect(deriveResources(record)).toEqual([{ type: 'AWS::EC2::Instance', name: 'i-0123456789abcdef0' }]);
  });

  test('finds what a refusal names', () => {
    const arn = 'arn:aws:iam::123456789012:user/bob';
    const errorMessage = `User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:DeleteUser on resource: ${arn} because no identity-based policy allows it`;
    expect(deriveResources({ errorMessage })).toEqual([{ name: 'bob', arn }]);
  });

  test('reads a parameter such as name only where it names the resource of its service', () => {
    const requestParameters = { name: 'main' };
    expect(deriveResources({ eventSource: 'cloudtrail.amazonaws.com', requestParameters })).toHaveLength(1);
    expect(deriveResources({ eventSource: 'example.amazonaws.com', requestParameters })).toEqual([]);
    expect(deriveResources({ eventSource: 'constructor', requestParameters })).toEqual([]);
  });

  test.each([
    ['null', { requestParameters: null, resources: null }],
    ['texts', { requestParameters: 'bucketName=x', resources: 'arn:aws:s3:::x' }],
    ['odd elements', { requestParameters: { bucketName: 7 }, resources: [null, 'x', { ARN: 7 }] }],
  ])('survives %s', (_, record) => {
    expect(deriveResources(record)).toEqual([]);
  });

  test('shows ten at most', () => {
    const resources = Array.from({ length: 500 }, (_, index) => ({ ARN: `arn:aws:s3:::bucket-${index}` }));
    expect(deriveResources({ resources })).toHaveLength(10);
  });
});
