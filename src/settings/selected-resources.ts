import { z } from 'zod';

/** A trail takes no more resources in all. */
const MOST_RESOURCES = 250;

/** What ARNs of a `resources.type` begin with, where people mix them up: objects are named by ARNs of S3, in any partition. */
const ARN_SERVICES: Readonly<Record<string, string>> = {
  'AWS::S3::Object': 's3',
  'AWS::S3::AccessPoint': 's3',
  'AWS::S3Express::Object': 's3express',
  'AWS::S3ObjectLambda::AccessPoint': 's3-object-lambda',
  'AWS::Lambda::Function': 'lambda',
  'AWS::DynamoDB::Table': 'dynamodb',
  'AWS::DynamoDB::Stream': 'dynamodb',
  'AWS::SNS::Topic': 'sns',
  'AWS::SQS::Queue': 'sqs',
  'AWS::EC2::Snapshot': 'ec2',
};

const resourceType = z
  .string()
  .regex(/^AWS::\w+::\w+$/, 'must be a resources.type of data events, such as AWS::S3::Object');

/** The ARN of a resource, or what ARNs begin with and `*`. */
const resource = z
  .string()
  .regex(
    /^arn:[a-z-]+:[a-z0-9-]+(\*|:[^*\s]{0,1000}\*?)$/,
    'must be an ARN, or the beginning of ARNs and "*" at its end: arn:aws:s3:::example-bucket, arn:aws:s3:::backup-*',
  );

/**
 * The resources whose data events a trail logs, by `resources.type`: for a bucket its ARN, which stands for its objects. None for
 * types that are not here; an empty list says so on purpose.
 */
export const dataEventsSchema = z
  .record(resourceType, z.array(resource))
  .superRefine((types, context) => {
    for (const [type, resources] of Object.entries(types)) {
      for (const [index, arn] of resources.entries()) {
        const service = ARN_SERVICES[type];
        if (service === undefined || serviceOf(arn) === service) continue;
        const message = `is no ARN of ${type}, which begins with arn:…:${service}:`;
        context.addIssue({ code: 'custom', path: [type, index], message });
      }
    }
    const count = Object.values(types).flat().length;
    if (count > MOST_RESOURCES) {
      const message = `names ${count} resources; a trail takes ${MOST_RESOURCES}: name what several begin with, and "*"`;
      context.addIssue({ code: 'custom', message });
    }
  })
  .default({});

/** The event sources whose calls through VPC endpoints a trail logs. */
export const networkActivitySchema = z
  .array(z.string().regex(/^[a-z0-9-]+\.amazonaws\.com$/, 'must be an event source, such as s3.amazonaws.com'))
  .default([]);

function serviceOf(arn: string): string {
  return arn.replace(/\*$/, '').split(':')[2] ?? '';
}
