import { describe, expect, test } from '@jest/globals';
import { settingsSchema } from '../../src/settings/settings.ts';

function messages(settings: object): string[] {
  const parsed = settingsSchema.safeParse(settings);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function dataEvents(type: string, ...resources: readonly string[]): object {
  return { 'data-events': { [type]: resources } };
}

describe('data-events of trailbell.yml', () => {
  test.each<[string, object]>([
    ['a bucket', dataEvents('AWS::S3::Object', 'arn:aws:s3:::example-bucket')],
    ['objects of a bucket by the beginning of their keys', dataEvents('AWS::S3::Object', 'arn:aws:s3:::example/in/*')],
    ['buckets by the beginning of their names', dataEvents('AWS::S3::Object', 'arn:aws-cn:s3:::backup-*')],
    ['all buckets', dataEvents('AWS::S3::Object', 'arn:aws:s3:::*')],
    ['all functions', dataEvents('AWS::Lambda::Function', 'arn:aws-us-gov:lambda*')],
    ['a table', dataEvents('AWS::DynamoDB::Table', 'arn:aws:dynamodb:us-east-1:123456789012:table/example')],
    ['a type that we do not know', dataEvents('AWS::New::Thing', 'arn:aws:new:us-east-1:123456789012:thing/a')],
    ['none on purpose', dataEvents('AWS::S3::Object')],
    ['250 resources', dataEvents('AWS::S3::Object', ...buckets(250))],
  ])('take %s', (_, settings) => {
    expect(messages(settings)).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['a type with a colon too few', dataEvents('AWS::S3:Object'), 'data-events.AWS::S3:Object: '],
    ['a name for an ARN', dataEvents('AWS::S3::Object', 'example-bucket'), 'AWS::S3::Object.0: must be an ARN'],
    ['a star within', dataEvents('AWS::Lambda::Function', 'arn:aws:lambda:*:123456789012:function:a'), 'at its end'],
    ['white space', dataEvents('AWS::S3::Object', 'arn:aws:s3:::example bucket'), 'must be an ARN'],
    [
      'an ARN of another service',
      dataEvents('AWS::S3::Object', 'arn:aws:s3:::a', 'arn:aws:lambda:us-east-1:123456789012:function:a'),
      'data-events.AWS::S3::Object.1: is no ARN of AWS::S3::Object, which begins with arn:…:s3:',
    ],
    [
      'more resources than a trail takes',
      dataEvents('AWS::S3::Object', ...buckets(251)),
      'names 251 resources; a trail takes 250: name what several begin with, and "*"',
    ],
  ])('refuse %s', (_, settings, message) => {
    expect(messages(settings).join('\n')).toContain(message);
  });
});

test('network-activity takes event sources, not services', () => {
  expect(messages({ 'network-activity': ['s3.amazonaws.com'] })).toEqual([]);
  expect(messages({ 'network-activity': ['s3'] })).toEqual([
    'network-activity.0: must be an event source, such as s3.amazonaws.com',
  ]);
});

function buckets(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `arn:aws:s3:::example-${index}`);
}
