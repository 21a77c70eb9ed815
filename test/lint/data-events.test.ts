import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { settingsSchema } from '../../src/settings/settings.ts';
import { call, example, type Keys, lintAll } from './site.ts';

const BUCKET = '["arn:aws:s3:::example-bucket"]';

/** What lint says of trailbell.yml, as `line code: message`. */
async function findings(text: string, ...rules: readonly Keys[]): Promise<string[]> {
  const files = rules.map((keys, index) => example(keys, `example/rule-${index}`));
  const { findings } = await lintAll(files, settingsSchema.parse(parse(text) ?? {}), text);
  return findings
    .filter(({ file }) => file === 'trailbell.yml')
    .map(({ line, code, message }) => `${line} ${code}: ${message}`);
}

const READS = { pattern: call('s3', 'GetObject') };
const INVOKES = { pattern: call('lambda', 'Invoke') };

describe('the resources whose data events rules need', () => {
  test.each<[string, string, Keys[]]>([
    ['the section is absent', '{}', [READS]],
    ['one is named', `data-events: { AWS::S3::Object: ${BUCKET} }`, [READS]],
    [
      'rules are to do without',
      `data-events: { AWS::S3::Object: ${BUCKET}, AWS::Lambda::Function: [] }`,
      [READS, INVOKES],
    ],
    [
      'the rule that lacks them is off',
      `data-events: { AWS::S3::Object: ${BUCKET} }`,
      [READS, { ...INVOKES, enabled: false }],
    ],
    ['the rule takes management events', `data-events: { AWS::S3::Object: ${BUCKET} }`, [READS, {}]],
  ])('are as they should be where %s', async (_, text, rules) => {
    expect(await findings(text, ...rules)).toEqual([]);
  });

  test('are missed where others are named', async () => {
    expect(await findings(`data-events:\n  AWS::S3::Object: ${BUCKET}\n`, READS, INVOKES, INVOKES)).toEqual([
      '1 unnamed-data-events: names nothing of AWS::Lambda::Function, for which example/rule-1 and 1 other rule wait: name resources, or [] to do without',
    ]);
  });

  test('are told apart from those that no rule needs', async () => {
    expect(await findings(`data-events:\n  AWS::S3::Object: ${BUCKET}\n`)).toEqual([
      '2 needless-data-events: no enabled rule names a call of this type, so serverless.trail.yml logs none',
    ]);
  });

  test('are event sources for calls through VPC endpoints', async () => {
    const pattern = {
      source: ['aws.kms'],
      'detail-type': ['AWS Network Activity Event via CloudTrail'],
      detail: { eventSource: ['kms.amazonaws.com'], eventName: ['Decrypt'] },
    };
    expect(await findings('network-activity:\n  - kms.amazonaws.com\n  - s3.amazonaws.com\n', { pattern })).toEqual([
      '3 needless-data-events: no enabled rule takes calls to s3.amazonaws.com through VPC endpoints, so serverless.trail.yml logs none',
    ]);
  });
});

test('what rules need to be sent names the section of trailbell.yml', async () => {
  const { needs } = await lintAll([example(READS)]);
  expect(needs.feeds.map(({ takes }) => takes)).toEqual([
    'a trail with a data event selector for AWS::S3::Object (of what data-events in trailbell.yml names)',
  ]);
});
