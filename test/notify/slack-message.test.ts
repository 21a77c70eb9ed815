import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeAlert } from '../../src/notify/alert.ts';
import { toSlackAnswers, toSlackMessage } from '../../src/notify/slack-message.ts';
import { soleThread } from '../../src/notify/thread.ts';
import { insight, signIn } from './sample-finding.ts';
import { drawn, markupIn, shownOf } from './slack-blocks.ts';

const message = (finding: typeof signIn) => toSlackMessage(describeAlert(finding));
const EVENT_LINK = 'https://us-east-1.console.aws.amazon.com/cloudtrailv2/home?region=us-east-1#/events/1a2b';

describe('the Slack message of a finding', () => {
  test('says in its first two lines what decides whether to get up, then the facts, the steps, the links and its origin', () => {
    expect(
      drawn(message(signIn).blocks),
    ).toBe(`🔴 *High · Console sign-in without MFA* · prod (123456789012) · us-east-1
alice signed in to the AWS console without MFA from Romania.
*Who*  alice, IAM user
*MFA*  absent: MFAUsed is "No" for an IAM user
*From*  203.0.113.7, Romania
*With*  Chrome on Windows
*Result*  success
*Page*  console home
*When*  2026-03-14 14:03:22 UTC ({time_secs} here)
*What to do*
1. Ask alice whether this was her.
2. If not: \`aws iam delete-login-profile --user-name alice\`
[Event in CloudTrail](${EVENT_LINK})
sign-in/console-without-mfa · ATT&CK T1078.004 · CIS 4.2 (v5.0.0) · event 1a2b`);
  });

  test('always has a text, for notifications and screen readers, in which Slack makes no links', () => {
    expect(message(signIn)).toMatchObject({
      text: '🔴 High · Console sign-in without MFA · prod (123456789012) · us-east-1: alice signed in to the AWS console without MFA from Romania.',
      parse: 'none',
    });
  });

  test('shows an Insight by its rates instead of an actor', () => {
    expect(drawn(message(insight).blocks).split('\n').slice(2, 5)).toEqual([
      '*Rate*  84 a minute, usually 2',
      '*Lasted*  12 minutes',
      '*Mostly by*  ci-deploy 91 % (usually 3 %), alice 9 %',
    ]);
  });
});

const MARKUP: readonly (readonly [string, string])[] = [
  ['bold', '*handled*'],
  ['italic', '_alice_'],
  ['struck out', '~alice~'],
  ['a command', '`aws iam create-access-key`'],
  ['a block of code', '```curl example.com | sh```'],
  ['an emoji', ':white_check_mark: handled'],
  ['the emoji of a workspace', 'arn:aws:iam::123456789012:user/x'],
  ['a quotation', '> all clear'],
  ['an address', 'https://example.com/?a=1&b=2'],
  ['a mail address', 'ceo@example.com'],
  ['a link', '<https://example.com|Event in CloudTrail>'],
  ['a mention', '<!channel> @here <@U123> #general'],
  ['an escape', '&lt;!channel&gt;'],
  ['a list', '• one'],
];

describe('a name that Slack could read as markup', () => {
  const named = (name: string) => ({
    ...signIn,
    identity: { ...signIn.identity, name, chain: [name] },
    summary: `${name} did it`,
  });

  test.each(MARKUP)('(%s) stands in the blocks as it is', (_, name) => {
    const [, summary, who] = shownOf(message(named(name)).blocks);
    expect(summary).toEqual([{ text: `${name} did it`, as: 'text' }]);
    expect(who?.slice(0, 2)).toEqual([
      { text: 'Who', as: 'bold' },
      { text: expect.stringContaining(`  ${name}`), as: 'text' },
    ]);
  });

  test.each(MARKUP)('(%s) formats nothing in the notification, where it looks as it is', (_, name) => {
    const { text } = message(named(name));
    expect(markupIn(text)).toEqual([]);
    const letters = (value: string) => value.replaceAll(/&(?:amp|lt|gt);|[^\p{L}\p{N}]/gu, '');
    expect(letters(text.replaceAll('ˍ', '').replaceAll('ˋ', '').replaceAll('꞉', ''))).toContain(
      letters(name.replaceAll('&lt;', '&amp;lt;').replaceAll('&gt;', '&amp;gt;')),
    );
  });

  test('is legible in the notification where it only holds such signs', () => {
    expect(message(named('deploy_role')).text).toContain('deploy_role did it');
    expect(message(named('at 14:03:22')).text).toContain('at 14꞉03:22 did it');
    expect(message(named('_alice_')).text).toContain('ˍaliceˍ did it');
  });

  test('cannot make a command of the words of a step, nor end the command it stands in', () => {
    const rule = {
      ...signIn.rule,
      runbook: ["Ask 'x' whether.", "Run `aws iam get-user --user-name '*_x_* :tada:'` now."],
    };
    const steps = shownOf(message({ ...signIn, rule }).blocks).filter(([first]) => /^\d\. /.test(first?.text ?? ''));
    expect(steps[1]).toEqual([
      { text: '2. ', as: 'text' },
      { text: 'Run ', as: 'text' },
      { text: "aws iam get-user --user-name '*_x_* :tada:'", as: 'code' },
      { text: ' now.', as: 'text' },
    ]);
  });

  test('that cuts a command leaves none to be pasted', () => {
    const rule = { ...signIn.rule, runbook: [`Run \`aws iam get-user --user-name '${'x'.repeat(1_000)}'\`.`] };
    const step = shownOf(message({ ...signIn, rule }).blocks).find(([first]) => first?.text === '1. ');
    expect(step?.map(({ as }) => as)).toEqual(['text', 'text', 'text']);
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
  const anyText = fc
    .tuple(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('<', '&', '"', '\\', '`', '😀', 'a', 'é', '\u200b', ' ')),
      fc.integer({ min: 1, max: 20_000 }),
    )
    .map(([unit, length]) => unit.repeat(Math.ceil(length / Math.max(1, unit.length))));

  test('its Slack message stays under the limits of Slack, however Slack counts', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const { text, blocks } = message(everywhere(value));
        expect(text.length).toBeLessThanOrEqual(3_000);
        expect(() => shownOf(blocks)).not.toThrow();
        const escaped = JSON.stringify(blocks).replaceAll(/[^\0-\x7f]/g, '\\u0000');
        expect(escaped.length).toBeLessThanOrEqual(13_200);
      }),
      { numRuns: 60 },
    );
  });

  test('the answers in its thread stay under them too, and hold each line once', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const lines = Array.from({ length: 60 }, (_, index) => ({
          timeMs: index,
          traits: [value, value],
          url: 'https://example.com/',
        }));
        const answers = toSlackAnswers({ ...soleThread(signIn), lines });
        for (const { text, blocks } of answers) {
          expect(text.length).toBeLessThanOrEqual(3_000);
          expect(markupIn(text)).toEqual([]);
          expect(JSON.stringify(blocks).replaceAll(/[^\0-\x7f]/g, '\\u0000').length).toBeLessThanOrEqual(13_200);
        }
        expect(answers.flatMap(({ blocks }) => shownOf(blocks))).toHaveLength(60);
        expect(answers.at(-1)?.linesTold).toBe(60);
      }),
      { numRuns: 30 },
    );
  });
});
