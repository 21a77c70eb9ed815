import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { describeAlert } from '../../src/notify/alert.ts';
import type { MessageRef } from '../../src/notify/destination.ts';
import { slackDestination } from '../../src/notify/slack.ts';
import type { AlertThread } from '../../src/notify/thread.ts';
import { type SlackFault, type SlackServer, startSlackServer } from '../servers/slack.ts';
import { signIn } from './sample-finding.ts';

const CHANNEL = 'C0123456789';
const START_MS = Date.parse('2026-03-14T14:03:22Z');

let slack: SlackServer;
let nowMs: number;
beforeEach(async () => {
  nowMs = START_MS;
  slack = await startSlackServer({ token: 'xoxb-example', channels: [CHANNEL] });
});
afterEach(() => slack.close());

const open = (token = 'xoxb-example', channel = CHANNEL) =>
  slackDestination({
    name: 'security',
    channel,
    token: async () => token,
    now: () => nowMs,
    readsHistory: false,
    apiUrl: slack.url,
  });

const POSTING = { id: 'example' };
const thread: AlertThread = {
  card: describeAlert(signIn),
  count: 1,
  firstMs: START_MS,
  lastMs: START_MS,
  rules: [signIn.rule],
  lines: [],
  linesLeftOut: 0,
};
const grown: AlertThread = {
  ...thread,
  count: 37,
  lastMs: START_MS + 12 * 60_000,
  lines: [{ timeMs: START_MS + 3 * 60_000, traits: ['from 203.0.113.9, Brazil'] }],
};
const firstLine = () => String(slack.shown[0]?.content.text);
const answers = (index = 0) => slack.shown[index]?.answers.map(({ text }) => text);

describe('a Slack channel', () => {
  test('shows the first finding, then how often it came and what was new', async () => {
    const channel = open();
    const message = await channel.post(thread, POSTING);
    expect(firstLine()).toMatch(/^🔴 High · Console sign-in without MFA · prod/);
    expect(await channel.update(message, grown, POSTING)).toEqual(message);
    expect(firstLine()).toMatch(/^🔴 High · Console sign-in without MFA · ×37 in 12 min, last 14:15 UTC · prod/);
    expect(answers()).toEqual(['14:06 also from 203.0.113.9, Brazil']);
    expect(slack.shown).toHaveLength(1);
  });

  test('is not answered where nothing is new', async () => {
    const channel = open();
    await channel.update(await channel.post(thread, POSTING), { ...grown, lines: [] }, POSTING);
    expect(answers()).toEqual([]);
  });

  test('names all rules of a message, and shows the gravest severity', async () => {
    const other = { id: 'root/sign-in', title: 'Root signed in', severity: 'critical' as const };
    await open().post({ ...thread, rules: [signIn.rule, other] }, POSTING);
    expect(firstLine()).toMatch(/^🚨 Critical · Console sign-in without MFA/);
    expect(JSON.stringify(slack.shown[0]?.content.blocks)).toContain('Root signed in (root/sign-in)');
  });

  test('takes news of any length, in as many answers as it takes, with a link for each finding that has one', async () => {
    const lines = Array.from({ length: 20 }, (_, index) => ({
      timeMs: START_MS,
      traits: [`${index} ${'<x>&'.repeat(200)}`],
      url: 'https://example.com/?a=1&b=2',
    }));
    const channel = open();
    const leftOut = {
      accounts: [{ name: '123456789012', count: 3 }],
      identities: [{ name: 'alice', count: 2 }],
      resources: [],
    };
    await channel.update(await channel.post(thread, POSTING), { ...grown, lines, linesLeftOut: 3, leftOut }, POSTING);
    const told = slack.shown[0]?.answers ?? [];
    const text = JSON.stringify(told.map(({ blocks }) => blocks));
    expect(told.length).toBeGreaterThan(1);
    expect(text.match(/14:03 also \d+/g)).toEqual(lines.map((_, index) => `14:03 also ${index}`));
    expect(text).toContain('{"type":"link","url":"https://example.com/?a=1&b=2","text":"Event"}');
    for (const line of ['3 more brought something new', 'in 123456789012 ×3', 'by alice ×2']) {
      expect(text).toContain(`{"type":"text","text":"${line}"}`);
    }
    expect(Math.max(...told.map((answer) => String(answer.text).length))).toBeLessThanOrEqual(3_000);
  });

  test('is told in the channel too where a thread has spread, in its first answer and with its count', async () => {
    const channel = open();
    const spread = { accounts: { count: 2 }, identities: { count: 1 }, resources: { count: 345 } };
    const lines = Array.from({ length: 50 }, (_, index) => ({ timeMs: START_MS, traits: [`${index}`.repeat(300)] }));
    await channel.update(await channel.post(thread, POSTING), { ...grown, spread, lines, broadcast: true }, POSTING);
    const count = '×37 in 12 min, 2 accounts, over 300 resources, last 14:15 UTC';
    expect(firstLine()).toContain(count);
    expect(slack.shown[0]?.answers.map(({ reply_broadcast }) => reply_broadcast)).toEqual([
      'true',
      undefined,
      undefined,
    ]);
    expect(String(slack.shown[0]?.answers[0]?.text).split('\n')[0]).toBe(count);
  });

  test('has a digest that has grown posted anew, with the news below it', async () => {
    const channel = open();
    const first = await channel.post(thread, POSTING);
    const anew = await channel.update(first, { ...grown, broadcast: true, isDigest: true }, POSTING);
    expect(anew).not.toEqual(first);
    expect(slack.shown).toHaveLength(2);
    expect(slack.shown[1]?.content.text).toContain('×37');
    expect(answers(1)).toEqual(['14:06 also from 203.0.113.9, Brazil']);
  });

  test('that refuses the blocks gets plain text, when a message is posted and when it changes', async () => {
    const channel = open();
    slack.failNext({ error: 'invalid_blocks' });
    const message = await channel.post(thread, POSTING);
    expect(slack.shown[0]?.content.blocks).toEqual([]);
    slack.failNext({ error: 'msg_blocks_too_long' });
    await channel.update(message, { ...grown, lines: [] }, POSTING);
    expect(firstLine()).toContain('×37');
    expect(slack.calls).toHaveLength(4);
  });

  test('that refuses the plain text too has refused the message', async () => {
    slack.failNext({ error: 'invalid_blocks' }, { error: 'msg_too_long' });
    await expect(open().post(thread, POSTING)).rejects.toMatchObject({ code: 'rejected' });
  });
});

describe('a message', () => {
  const channel = () => open();

  test('that was deleted is posted anew, with what it had', async () => {
    const destination = channel();
    const message = await destination.post(thread, POSTING);
    slack.delete(message.ts ?? '');
    const anew = await destination.update(message, grown, POSTING);
    expect(anew).not.toEqual(message);
    expect(firstLine()).toContain('×37');
    expect(answers()).toEqual(['14:06 also from 203.0.113.9, Brazil']);
  });

  test('that may not be changed is answered with the count', async () => {
    const destination = channel();
    const message = await destination.post(thread, POSTING);
    slack.failNext({ error: 'edit_window_closed' });
    expect(await destination.update(message, grown, POSTING)).toEqual(message);
    expect(answers()).toEqual(['×37 in 12 min, last 14:15 UTC\n14:06 also from 203.0.113.9, Brazil']);
  });

  test('that takes no answers has its news beside it', async () => {
    const destination = channel();
    const message = await destination.post(thread, POSTING);
    slack.failNext('pass', { error: 'restricted_action_thread_locked' });
    expect(await destination.update(message, grown, POSTING)).toEqual(message);
    expect(slack.shown.map(({ content }) => content.text)).toEqual([
      expect.stringContaining('×37'),
      '14:06 also from 203.0.113.9, Brazil',
    ]);
  });
});

describe('what goes wrong', () => {
  test.each<[string, SlackFault, object]>([
    [
      'a limit passes in the time that Slack says',
      { status: 429, retryAfterSeconds: 30 },
      { code: 'busy', retryAfterSeconds: 30 },
    ],
    ['an outage passes', { status: 503 }, { code: 'busy' }],
    ['a connection that breaks is made again', 'close connection', { code: 'busy' }],
    ['an error of Slack passes', { error: 'fatal_error' }, { code: 'busy' }],
    ['a lost channel needs a person', { error: 'channel_not_found' }, { code: 'misconfigured' }],
    ['an archived channel needs a person', { error: 'is_archived' }, { code: 'misconfigured' }],
    ['a revoked token needs a person', { error: 'token_revoked' }, { code: 'misconfigured' }],
  ])('%s', async (_, fault, expected) => {
    slack.failNext(fault);
    await expect(open().post(thread, POSTING)).rejects.toMatchObject({
      name: 'DeliveryError',
      destination: 'security',
      ...expected,
    });
  });

  test('a bad token says where the good one belongs', async () => {
    await expect(open('xoxb-old').post(thread, POSTING)).rejects.toThrow(
      'invalid_auth for channel C0123456789: store a valid bot token',
    );
  });

  test('while Slack wants quiet it is not asked: those who come wait in line, a second apart', async () => {
    const channel = open();
    slack.failNext({ status: 429, retryAfterSeconds: 10 });
    const waits: (number | undefined)[] = [];
    for (let index = 0; index < 4; index += 1) {
      await channel.post(thread, POSTING).catch(({ retryAfterSeconds }) => waits.push(retryAfterSeconds));
    }
    expect(waits).toEqual([10, 11, 12, 13]);
    expect(slack.calls).toHaveLength(1);
    nowMs += 10_000;
    const message: MessageRef = await channel.post(thread, POSTING);
    expect(message.channel).toBe(CHANNEL);
  });

  test('once Slack was slow to fail, the others of the batch do not wait for it too', async () => {
    let slowMs = 5_000;
    const channel = slackDestination({
      name: 'security',
      channel: CHANNEL,
      token: async () => {
        nowMs += slowMs;
        return 'xoxb-example';
      },
      now: () => nowMs,
      readsHistory: false,
      apiUrl: slack.url,
    });
    slack.failNext({ status: 503 });
    await expect(channel.post(thread, POSTING)).rejects.toThrow('HTTP 503');
    await expect(channel.post(thread, POSTING)).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('too slow'),
    });
    expect(slack.calls).toHaveLength(1);
    slowMs = 0;
    nowMs += 5_000;
    await channel.post(thread, POSTING);
    expect(slack.shown).toHaveLength(1);
  });
});
