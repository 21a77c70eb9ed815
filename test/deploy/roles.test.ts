import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Resource } from '../../src/deploy/cloudformation.ts';
import { type Grants, grantsFor } from '../../src/deploy/roles.ts';
import { toResources } from '../../src/deploy/service.ts';
import { settingsSchema } from '../../src/settings/settings.ts';
import { describeRole, statements, texts } from './privilege-check.ts';
import { BUS, GRANTS, RULES, SERVICE, TOPIC } from './sample-service.ts';

const NOTHING: Grants = { parameters: [], topics: [], buses: [], lookUps: { iam: false, organizations: false } };

function roleOf(grants: Grants): Resource {
  const role = toResources(SERVICE, RULES, grants).SignInRole;
  if (!role) throw new Error('no role');
  return role;
}

describe('the role of a function', () => {
  test('allows its queue, the state, its log, and what the settings name', () => {
    const lines = describeRole(roleOf(GRANTS));
    process.stdout.write(`${['SignInRole allows', ...lines].join('\n  ')}\n`);
    const here = (service: string) => `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}`;
    expect(lines).toEqual([
      'sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:GetQueueUrl, sqs:ChangeMessageVisibility',
      '  on SignInQueue',
      'dynamodb:GetItem, dynamodb:PutItem',
      '  on StateTable',
      'logs:CreateLogStream, logs:PutLogEvents',
      `  on ${here('logs')}:log-group:/aws/lambda/trailbell-prod-sign-in:*: the streams of one log group have no names beforehand`,
      'ssm:GetParameter',
      `  on ${here('ssm')}:parameter/trailbell/slack-token`,
      'kms:Decrypt',
      `  on ${here('kms')}:key/* with kms:EncryptionContext:PARAMETER_ARN: the settings name no keys`,
      'sns:Publish',
      `  on ${TOPIC}`,
      'kms:Decrypt, kms:GenerateDataKey',
      '  on arn:aws-cn:kms:cn-north-1:123456789012:key/* with kms:EncryptionContext:aws:sns:topicArn: the settings name no keys',
      'events:PutEvents',
      `  on ${here('events')}:event-bus/findings`,
      `  on ${BUS}`,
      'iam:ListMFADevices, iam:ListGroupsForUser, iam:ListUserTags, iam:ListAccessKeys, iam:GetAccessKeyLastUsed',
      `  on arn:\${AWS::Partition}:iam::\${AWS::AccountId}:user/*: users come and go; what is allowed only reads`,
      'sts:AssumeRole',
      `  on arn:\${AWS::Partition}:iam::*:role/reader: a role of one name, in any account whose role lets us`,
      'organizations:DescribeAccount',
      `  on arn:\${AWS::Partition}:organizations::*:account/*: the ARN holds the management account, which we do not know`,
    ]);
  });

  test('allows no secret, topic, bus or look-up where the settings name none', () => {
    const services = actionsOf(NOTHING).map((action) => action.split(':')[0]);
    expect([...new Set(services)]).toEqual(['sqs', 'dynamodb', 'logs']);
  });

  test('learns from the settings what to allow, each thing once', () => {
    const slack = { type: 'slack', channel: '#alerts', 'token-parameter': '/trailbell/slack-token' };
    const settings = settingsSchema.parse({
      destinations: {
        a: slack,
        b: slack,
        c: { type: 'sns', topic: TOPIC },
        d: { type: 'eventbridge', bus: 'findings' },
        e: { type: 'eventbridge', bus: BUS },
      },
      'look-ups': GRANTS.lookUps,
    });
    expect(grantsFor(settings)).toEqual(GRANTS);
  });

  test('allows the calls that the code makes, and those of AWS on its behalf, and no other', () => {
    const lambda = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    const logs = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    const keys = ['kms:Decrypt', 'kms:GenerateDataKey'];
    const needed = [...callsOfCode(), ...lambda, ...logs, ...keys];
    expect([...new Set(actionsOf(GRANTS))].sort()).toEqual(needed.sort());
  });
});

function actionsOf(grants: Grants): string[] {
  return statements(roleOf(grants).Properties.Policies).flatMap(({ Action }) => texts(Action));
}

const IAM_PREFIXES = new Map([['eventbridge', 'events']]);

/** The AWS calls in what runs in a Lambda, as IAM names them. */
function callsOfCode(): string[] {
  const folders = ['delivery', 'lambda', 'lookup', 'notify', 'state'].map((folder) => join('src', folder));
  const sources = folders.flatMap((folder) =>
    readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')),
  );
  const calls = sources.flatMap((source) => [
    ...[...source.matchAll(/import \{([^}]+)\} from '@aws-sdk\/client-(\w+)'/g)].flatMap(
      ([, names = '', client = '']) =>
        [...names.matchAll(/paginate(\w+)|(\w+)Command\b/g)].map(
          ([, paged, call]) => `${IAM_PREFIXES.get(client) ?? client}:${paged ?? call}`,
        ),
    ),
    ...(source.includes('parameters/ssm') ? ['ssm:GetParameter'] : []),
  ]);
  // Who we are, AWS tells everybody.
  return [...new Set(calls)].filter((call) => call !== 'sts:GetCallerIdentity');
}
