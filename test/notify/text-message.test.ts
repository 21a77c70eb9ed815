import { describe, expect, test } from '@jest/globals';
import { describeAlert } from '../../src/notify/alert.ts';
import { toPublishInput } from '../../src/notify/sns.ts';
import { toTerminalMessage } from '../../src/notify/terminal-message.ts';
import { toSubject, toTextMessage } from '../../src/notify/text-message.ts';
import { insight, signIn } from './sample-finding.ts';

const topic = 'arn:aws:sns:us-east-1:123456789012:alerts';

describe('a finding as text', () => {
  test('reads like the Slack message, one fact a line', () => {
    expect(toTextMessage(describeAlert(signIn))).toBe(`🔴 High · Console sign-in without MFA
alice signed in to the AWS console without MFA from Romania.

Who     alice, IAM user
MFA     absent: MFAUsed is "No" for an IAM user
From    203.0.113.7, Romania
With    Chrome on Windows
Result  success
Page    console home
When    2026-03-14 14:03:22 UTC
Where   prod (123456789012) · us-east-1

What to do
1. Ask alice whether this was her.
2. If not: \`aws iam delete-login-profile --user-name alice\`

Event in CloudTrail: https://us-east-1.console.aws.amazon.com/cloudtrailv2/home?region=us-east-1#/events/1a2b
sign-in/console-without-mfa · ATT&CK T1078.004 · CIS 4.2 (v5.0.0) · event 1a2b`);
  });

  test('says what of a batch call failed, and that the change was made in part', () => {
    const change = 'in part: flow logs fl-1, fl-2 deleted';
    const result = { outcome: 'partly', errorCode: 'NotFound', errorMessage: 'fl-2: not found' } as const;
    const text = toTextMessage(describeAlert({ ...signIn, result, change }));
    expect(text).toContain('\nWhat changed  in part: flow logs fl-1, fl-2 deleted\n');
    expect(text).toContain('\nResult        partly: NotFound: fl-2: not found\n');
  });

  test('shows a terminal the same in two columns behind a bar', () => {
    expect(toTerminalMessage(describeAlert(insight), { columns: 90, colour: false })).toBe(
      `▌ 🟠 Medium · Unusual rate of API calls                    prod (123456789012) · us-east-1
▌ RunInstances is called 42 times as often as usual.
▌
▌ Rate        84 a minute, usually 2
▌ Lasted      12 minutes
▌ Mostly by   ci-deploy 91 % (usually 3 %), alice 9 %
▌ When        2026-03-14 14:03:22 UTC
▌
▌ What to do  1. Ask alice whether this was her.
▌             2. If not: \`aws iam delete-login-profile --user-name alice\`
▌
▌ insight/call-rate · event 1a2b`,
    );
  });

  test('has no colour codes without colour and the severity colour with it', () => {
    const alert = describeAlert(signIn);
    expect(toTerminalMessage(alert, { columns: 100, colour: false })).not.toContain('\u001b');
    expect(toTerminalMessage(alert, { columns: 100, colour: true })).toContain('\u001b[31m▌');
  });

  test('never passes a control character of an event to a terminal', () => {
    const alert = describeAlert({ ...signIn, summary: 'a\u001b[2Jb\u0007c\u009b1md\r\ne' });
    expect(toTerminalMessage(alert, { columns: 100, colour: false })).toContain('a [2Jb c 1md e');
  });
});

describe('what SNS gets', () => {
  test('is text with a subject for people', () => {
    expect(toPublishInput(signIn, { topicArn: topic, format: 'text' })).toMatchObject({
      TopicArn: topic,
      Subject: 'High - Console sign-in without MFA - prod (123456789012) - us-east-1',
      MessageAttributes: {
        severity: { DataType: 'String', StringValue: 'high' },
        rule: { DataType: 'String', StringValue: 'sign-in/console-without-mfa' },
        account: { DataType: 'String', StringValue: '123456789012' },
      },
    });
  });

  test('is the whole finding for machines', () => {
    expect(JSON.parse(toPublishInput(signIn, { topicArn: topic, format: 'json' }).Message ?? '')).toEqual(signIn);
  });

  test('leaves the event out where the finding would be too big, and says so', () => {
    const big = { ...signIn, event: { ...signIn.event, userAgent: 'é'.repeat(200_000) } };
    const { Message = '' } = toPublishInput(big, { topicArn: topic, format: 'json' });
    expect(Buffer.byteLength(Message)).toBeLessThan(262_144);
    expect(JSON.parse(Message)).toEqual({ ...signIn, truncated: ['event'] });
  });

  test('is never too big, though a caller makes every text as long as it may be', () => {
    const long = 'x'.repeat(32_768);
    const resources = Array.from({ length: 10 }, () => ({ name: long, arn: long }));
    const { Message = '' } = toPublishInput({ ...signIn, resources }, { topicArn: topic, format: 'json' });
    expect(Buffer.byteLength(Message)).toBeLessThan(262_144);
    expect(JSON.parse(Message)).toMatchObject({
      id: signIn.id,
      summary: signIn.summary,
      resources: Array.from({ length: 10 }, () => ({ name: `${'x'.repeat(299)}…` })),
      truncated: ['event', 'texts'],
    });
  });

  test.each([
    ['accents and emoji', 'Zoë 🚨 · x', /^High - Zoe - x - prod/],
    ['line breaks', 'a\nb', /^High - a b - prod/],
    ['a long title', 'x'.repeat(300), /^High - x{50,}.*\.\.\.$/],
  ])('has a subject within the rules of SNS from a title with %s', (_, title, expected) => {
    const subject = toSubject(describeAlert({ ...signIn, rule: { ...signIn.rule, title } }));
    expect(subject).toMatch(expected);
    expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
  });

  test.each(['', '😀'])('has an attribute that SNS takes where the event names the account %j', (id) => {
    const { MessageAttributes } = toPublishInput({ ...signIn, account: { id } }, { topicArn: topic, format: 'json' });
    expect(MessageAttributes?.account).toMatchObject({ StringValue: 'unknown' });
  });
});
