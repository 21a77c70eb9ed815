import { afterEach, describe, expect, test } from '@jest/globals';
import { WebAPIRequestError } from '@slack/web-api';
import { describeAlert } from '../../src/notify/alert.ts';
import { slackDestination } from '../../src/notify/slack.ts';
import { hasNoAnswer } from '../../src/notify/slack-error.ts';
import type { AlertThread } from '../../src/notify/thread.ts';
import { type SlackFault, type SlackOptions, type SlackServer, startSlackServer } from '../servers/slack.ts';
import { signIn } from './sample-finding.ts';

const CHANNEL = 'C0123456789';
const START_MS = Date.parse('2026-03-14T14:03:22Z');
const MARK = 'May have been told before';
const MAY_READ = ['chat:write', 'channels:history'];

let slack: SlackServer | undefined;
afterEach(() => slack?.close());

async function open(options: Partial<SlackOptions> = {}, readsHistory = true) {
  const clock = { nowMs: START_MS };
  const now = () => clock.nowMs;
  const server = await startSlackServer({ token: 'xoxb-example', channels: [CHANNEL], now, ...options });
  slack = server;
  const token = async () => 'xoxb-example';
  const channel = slackDestination({
    name: 'security',
    channel: CHANNEL,
    token,
    readsHistory,
    now,
    apiUrl: server.url,
  });
  const texts = () => server.shown.map(({ content }) => String(content.text));
  const answers = () => server.shown.flatMap((each) => each.answers.map(({ text }) => String(text)));
  return { clock, server, channel, texts, answers };
}

const line = (text: string) => ({ timeMs: START_MS + 180_000, traits: [text] });
const thread: AlertThread = {
  card: describeAlert(signIn),
  count: 1,
  firstMs: START_MS,
  lastMs: START_MS,
  rules: [signIn.rule],
  lines: [],
  linesLeftOut: 0,
};
const first = { id: 'first' };
const again = { ...first, unsure: { ids: ['first'], sinceMs: START_MS } };
const ofOther = { id: 'other', unsure: { ids: ['first'], sinceMs: START_MS } };
const grown: AlertThread = { ...thread, count: 2, lines: [line('from Brazil')] };
const answer = { id: 'answer' };
const answerAgain = { ...answer, unsure: { ids: ['answer'], sinceMs: START_MS } };

test('no post of ours unfolds what a link in it leads to: that would fetch what an event names, and show it', async () => {
  const { server, channel } = await open();
  await channel.update(await channel.post(thread, first), grown, answer);
  const posts = server.calls.filter(({ method }) => method === 'chat.postMessage');
  expect(posts).toHaveLength(2);
  for (const post of posts) {
    expect(post.arguments).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
  }
});

describe('of a post that fails it is known', () => {
  test.each<[string, SlackFault, boolean]>([
    ['that its answer was lost: it may be there', 'lose answer', true],
    ['that the connection broke: it may be there', 'close connection', true],
    ['that Slack broke down over it: it may be there', { status: 502 }, true],
    ['that Slack gave up halfway: it may be there', { error: 'fatal_error' }, true],
    ['that it came too early: it is not there', { status: 429, retryAfterSeconds: 1 }, false],
    ['that the token is bad: it is not there', { error: 'invalid_auth' }, false],
    ['that the request was cut off: it is not there', { error: 'request_timeout' }, false],
  ])('%s', async (_, fault, mayHaveArrived) => {
    const { server, channel } = await open();
    server.failNext(fault);
    await expect(channel.post(thread, first)).rejects.toMatchObject({ name: 'DeliveryError', mayHaveArrived });
  });

  // As undici words it: in Jest's own realm of globals the client would not know its errors.
  test.each([
    ['ECONNREFUSED', false],
    ['ENOTFOUND', false],
    ['EAI_AGAIN', false],
    ['UND_ERR_CONNECT_TIMEOUT', false],
    ['UND_ERR_SOCKET', true],
    ['ECONNRESET', true],
  ])('that it failed with %s: it may be there: %s', (code, expected) => {
    const cause = Object.assign(new Error('example'), { code });
    expect(hasNoAnswer(new WebAPIRequestError(new TypeError('fetch failed', { cause })))).toBe(expected);
  });

  test('and a change of a message may be made twice', async () => {
    const { server, channel } = await open();
    const message = await channel.post(thread, first);
    server.failNext('lose answer');
    await expect(channel.update(message, grown, answer)).rejects.toMatchObject({ mayHaveArrived: false });
  });
});

describe('where the bot may read the channel, a post whose answer was lost', () => {
  test('is found and not made again', async () => {
    const { server, channel, texts } = await open({ scopes: MAY_READ });
    server.failNext('lose answer');
    await expect(channel.post(thread, first)).rejects.toThrow();
    const message = await channel.post(thread, again);
    expect(message).toEqual({ channel: CHANNEL, ts: server.shown[0]?.ts });
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).not.toContain(MARK);
  });

  test('is made, and says nothing of it, where it is not there', async () => {
    const { server, channel, texts } = await open({ scopes: MAY_READ });
    server.failNext('close connection');
    await expect(channel.post(thread, first)).rejects.toThrow();
    await channel.post(thread, again);
    expect(texts()).toEqual([expect.not.stringContaining(MARK)]);
  });

  test('of another finding of its thread becomes the message of this one', async () => {
    const { server, channel, texts } = await open({ scopes: MAY_READ });
    server.failNext('lose answer');
    await expect(channel.post({ ...thread, count: 9 }, first)).rejects.toThrow();
    await channel.post(thread, ofOther);
    expect(texts()).toEqual([expect.not.stringContaining('×9')]);
  });

  test('is found below other messages, page after page', async () => {
    const { server, channel, texts } = await open({ scopes: MAY_READ, pageSize: 2 });
    server.failNext('lose answer');
    await expect(channel.post(thread, first)).rejects.toThrow();
    for (let index = 0; index < 5; index += 1) await channel.post(thread, { id: `later ${index}` });
    await channel.post(thread, again);
    expect(texts()).toHaveLength(6);
  });

  test('is made again, marked, where so much came after it that nobody can tell', async () => {
    const { server, channel, texts } = await open({ scopes: MAY_READ, pageSize: 1 });
    server.failNext('lose answer');
    await expect(channel.post(thread, first)).rejects.toThrow();
    for (let index = 0; index < 5; index += 1) await channel.post(thread, { id: `later ${index}` });
    await channel.post(thread, again);
    expect(texts().filter((text) => text.includes(MARK))).toHaveLength(1);
  });

  test('is looked for later where Slack has no time for that now', async () => {
    const { server, channel } = await open({ scopes: MAY_READ });
    server.failNext('pass', { status: 429, retryAfterSeconds: 30 });
    await expect(channel.post(thread, again)).rejects.toMatchObject({
      ...{ code: 'busy', retryAfterSeconds: 30, mayHaveArrived: false },
    });
    expect(server.shown).toEqual([]);
    // A limit on reading is none on posting.
    await channel.post(thread, { id: 'next' });
    expect(server.shown).toHaveLength(1);
  });

  test('is not what another app of the workspace posted in its name', async () => {
    const { server, channel, texts } = await open({ scopes: MAY_READ });
    server.postAs('B0STRANGER', { channel: CHANNEL, text: 'not ours', metadata: forged('first') });
    await channel.post(thread, again);
    expect(texts()).toHaveLength(2);
  });

  test('below a message holds what it held: only what is newer is answered', async () => {
    const { server, channel, answers } = await open({ scopes: MAY_READ });
    const message = await channel.post(thread, first);
    server.failNext('pass', 'lose answer');
    await expect(channel.update(message, grown, answer)).rejects.toMatchObject({ mayHaveArrived: true });
    await channel.update(message, { ...grown, lines: [...grown.lines, line('with Terraform')] }, answerAgain);
    expect(answers()).toEqual(['14:06 also from Brazil', '14:06 also with Terraform']);
    await channel.update(message, { ...grown, lines: [...grown.lines, line('with Terraform')] }, answerAgain);
    expect(answers()).toHaveLength(2);
  });

  test('of several answers counts with those before it: the rest is posted once', async () => {
    const { server, channel, clock, answers } = await open({ scopes: MAY_READ });
    const message = await channel.post(thread, first);
    const long = { ...grown, lines: Array.from({ length: 60 }, (_, index) => line(`${index} ${'x'.repeat(350)}`)) };
    server.failNext('pass', 'pass', { status: 429, retryAfterSeconds: 30 });
    await expect(channel.update(message, long, answer)).rejects.toMatchObject({
      ...{ retryAfterSeconds: 30, mayHaveArrived: true },
    });
    expect(answers()).toHaveLength(1);
    clock.nowMs += 60_000;
    await channel.update(message, { ...long, linesLeftOut: 4 }, answerAgain);
    const told = server.shown[0]?.answers.map(({ blocks }) => JSON.stringify(blocks)).join() ?? '';
    expect(told.match(/also \d+/g)).toEqual(long.lines.map((_, index) => `also ${index}`));
    expect(told.match(/4 more brought something new/g)).toHaveLength(1);
  });

  test('of a digest that was posted anew is found, with what stands below it', async () => {
    const { server, channel, clock, texts, answers } = await open({ scopes: MAY_READ });
    const digest = { ...grown, isDigest: true, broadcast: true };
    const message = await channel.post({ ...thread, isDigest: true }, first);
    server.failNext('pass', { status: 429, retryAfterSeconds: 30 });
    await expect(channel.update(message, digest, answer)).rejects.toMatchObject({ mayHaveArrived: true });
    clock.nowMs += 60_000;
    await channel.update(message, digest, answerAgain);
    expect(texts()).toHaveLength(2);
    expect(answers()).toEqual(['14:06 also from Brazil']);
  });

  test('in place of a deleted message is found too', async () => {
    const { server, channel, texts, answers } = await open({ scopes: MAY_READ });
    const message = await channel.post(thread, first);
    server.delete(message.ts ?? '');
    server.failNext('pass', 'lose answer');
    await expect(channel.update(message, grown, answer)).rejects.toMatchObject({ mayHaveArrived: true });
    await channel.update(message, grown, answerAgain);
    expect(texts()).toHaveLength(1);
    expect(answers()).toEqual(['14:06 also from Brazil']);
  });
});

describe('where it may not read the channel, the second post says that it may be the second', () => {
  const ways: [string, Partial<SlackOptions>, boolean][] = [
    ['as nobody asked for that', { scopes: MAY_READ }, false],
    ['as the app lacks the scope', { scopes: ['chat:write'] }, true],
    ['as the bot is not in the channel', { scopes: MAY_READ, about: { [CHANNEL]: { is_member: false } } }, true],
  ];

  test.each(ways)('%s: a message, for as long as it is there', async (_, options, readsHistory) => {
    const { server, channel, texts } = await open(options, readsHistory);
    server.failNext('lose answer');
    await expect(channel.post(thread, first)).rejects.toThrow();
    const message = await channel.post(thread, again);
    expect(texts()).toEqual([expect.not.stringContaining(MARK), expect.stringContaining(MARK)]);
    await channel.update(message, grown, answer);
    expect(texts()[1]).toMatch(/×2.*May have been told before/);
    expect(JSON.stringify(server.shown[1]?.content.blocks)).toContain(MARK);
  });

  test.each(ways)('%s: an answer', async (_, options, readsHistory) => {
    const { server, channel, answers } = await open(options, readsHistory);
    const message = await channel.post(thread, first);
    server.failNext('pass', 'lose answer');
    await expect(channel.update(message, grown, answer)).rejects.toThrow();
    await channel.update(message, grown, answerAgain);
    expect(answers()).toEqual([
      '14:06 also from Brazil',
      '14:06 also from Brazil (May have been told before: an earlier attempt got no answer.)',
    ]);
  });

  test('and nothing of it in metadata that other apps could read, where nobody will look for it', async () => {
    const { server, channel } = await open({}, false);
    await channel.post(thread, first);
    expect(server.calls[0]?.arguments.metadata).toBeUndefined();
  });
});

function forged(id: string) {
  return { event_type: 'trailbell_post', event_payload: { id, lines: 0, lines_left_out: 0 } };
}
