import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeAlert } from '../../src/notify/alert.ts';
import { escapeSlack, toSlackMessage } from '../../src/notify/slack-message.ts';
import { insight, signIn } from './sample-finding.ts';

const message = (finding: typeof signIn) => toSlackMessage(describeAlert(finding));
const hostile = '<!channel> <@U123> @here &lt;!everyone&gt; \u202egnp.exe \u001b[2J\n*bold* `code`';

describe('the Slack message of a finding', () => {
  test('says in its first two lines what decides whether to get up', () => {
    expect(message(signIn).blocks[0]).toEqual({
      type: 'section',
      text: {
        type: 'mrkdwn',
        verbatim: true,
        text: '🔴 *High · Console sign-in without MFA* · prod (123456789012) · us-east-1\nalice signed in to the AWS console without MFA from Romania.',
      },
    });
  });

  test('always has a text, for notifications and screen readers', () => {
    expect(message(signIn).text).toBe(
      '🔴 High · Console sign-in without MFA · prod (123456789012) · us-east-1: alice signed in to the AWS console without MFA from Romania.',
    );
  });

  test('shows who, MFA, from where, with what, the result, own fields and the time, in this order', () => {
    const { fields } = message(signIn).blocks[1] as { fields: { text: string }[] };
    expect(fields.map(({ text }) => text)).toEqual([
      '*Who*\nalice, IAM user',
      '*MFA*\nabsent: MFAUsed is "No" for an IAM user',
      '*From*\n203.0.113.7, Romania',
      '*With*\nChrome on Windows',
      '*Result*\nsuccess',
      '*Page*\nconsole home',
      '*When*\n2026-03-14 14:03:22 UTC (<!date^1773497002^{time_secs} here|2026-03-14 14:03:22 UTC>)',
    ]);
  });

  test('ends with the steps, the links and where it comes from', () => {
    expect(message(signIn).blocks.slice(2)).toMatchObject([
      {
        text: {
          text: '*What to do*\n1. Ask alice whether this was her.\n2. If not: `aws iam delete-login-profile --user-name alice`',
        },
      },
      {
        elements: [
          {
            text: '<https://us-east-1.console.aws.amazon.com/cloudtrailv2/home?region=us-east-1#/events/1a2b|Event in CloudTrail> · sign-in/console-without-mfa · ATT&amp;CK T1078.004 · CIS 4.2 (v5.0.0) · event 1a2b',
          },
        ],
      },
    ]);
  });

  test('shows an Insight by its rates instead of an actor', () => {
    const { fields } = message(insight).blocks[1] as { fields: { text: string }[] };
    expect(fields.slice(0, 3).map(({ text }) => text)).toEqual([
      '*Rate*\n84 a minute, usually 2',
      '*Lasted*\n12 minutes',
      '*Mostly by*\nci-deploy 91 % (usually 3 %), alice 9 %',
    ]);
  });
});

describe('whatever an event holds', () => {
  const everywhere = (text: string): typeof signIn => ({
    ...signIn,
    summary: text,
    fields: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${text} ${index}`, text])),
    account: { id: text, name: text },
    identity: { ...signIn.identity, name: text, label: text, chain: [text, text] },
    mfa: { verdict: 'unknown', reason: text },
    rule: { ...signIn.rule, title: text, runbook: Array.from({ length: 30 }, () => text) },
  });

  test('its Slack message mentions nobody and hides nothing', () => {
    const json = JSON.stringify(message(everywhere(hostile)));
    expect(json).not.toMatch(/<[!@#](?!date\^)/);
    expect(json).not.toMatch(/\\u001b|\u202e/);
  });

  test('its Slack message stays under the limits of Slack', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('<', '&', '😀', 'a')),
        fc.integer({ min: 1, max: 20_000 }),
        (unit, times) => {
          const { text, blocks } = message(everywhere(unit.repeat(Math.ceil(times / Math.max(1, unit.length)))));
          const texts = blocks.flatMap((block) => {
            if (block.type === 'section') return [...(block.text ? [block.text] : []), ...(block.fields ?? [])];
            return block.type === 'context' ? block.elements : [];
          }) as { text: string }[];
          expect(text.length).toBeLessThanOrEqual(4_000);
          expect(blocks.length).toBeLessThanOrEqual(50);
          expect(Math.max(...texts.map((element) => element.text.length))).toBeLessThanOrEqual(3_000);
          expect(Math.min(...texts.map((element) => element.text.length))).toBeGreaterThan(0);
          expect(texts.reduce((sum, element) => sum + element.text.length, 0)).toBeLessThanOrEqual(13_000);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('the three escapes leave no character that Slack reads as markup of its own', () => {
    expect(escapeSlack('<!channel> & <a|b>')).toBe('&lt;!channel&gt; &amp; &lt;a|b&gt;');
  });
});
