import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { slackDestination } from '../../src/notify/slack.ts';
import { StateError, type Store } from '../../src/state/store.ts';
import { type SlackServer, startSlackServer } from '../servers/slack.ts';
import { type StateTable, startStateTable } from '../servers/state-table.ts';
import { anEvent, aRule, aSite, START_MS } from './site.ts';

const CHANNEL = 'C0123456789';
const LEASE_MS = 60_000;
const MARK = 'May have been told before: an earlier attempt got no answer.';

let table: StateTable;
let slack: SlackServer;
let nowMs: number;
beforeAll(async () => {
  table = await startStateTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  nowMs = START_MS;
  const scopes = ['chat:write', 'channels:history'];
  slack = await startSlackServer({ token: 'xoxb-example', channels: [CHANNEL], scopes, now: () => nowMs });
});
afterEach(() => slack.close());

/** A site whose alerts go to Slack, with its state in DynamoDB. `away` fails the writes after so many. */
function aSlackSite(name: string, readsHistory: boolean) {
  const token = async () => 'xoxb-example';
  const now = () => nowMs;
  const channel = slackDestination({ name, channel: CHANNEL, token, readsHistory, now, apiUrl: slack.url });
  const outage = { afterWrites: Number.POSITIVE_INFINITY };
  const store = (): Store => {
    const real = table.store(now);
    const write: Store['write'] = async (...parts) => {
      outage.afterWrites -= 1;
      if (outage.afterWrites < 0) throw new StateError('unavailable', 'away');
      return real.write(...parts);
    };
    return { read: real.read, write };
  };
  const rule = aRule('a', { notify: [name], group: { by: ['identity.arn'], windowSeconds: 3600 } });
  const site = aSite([rule], { destinations: [channel], store });
  const tell = (id: string, detail: object = {}) => {
    site.clock.nowMs = nowMs;
    return site.handle(anEvent(`${id} of ${name}`, 0, detail), 'a');
  };
  return { tell, outage };
}

const texts = () => slack.shown.map(({ content }) => String(content.text));
const answers = () => slack.shown.flatMap((each) => each.answers.map(({ text }) => String(text)));
const fromBrazil = { sourceIPAddress: '203.0.113.9' };

describe.each([
  ['looked for, and found', true],
  ['made again, and marked', false],
] as const)('a post of which nobody knows whether it was made is %s', (_, readsHistory) => {
  const name = (what: string) => `${what} ${readsHistory}`;
  const once = readsHistory ? 1 : 2;

  test('where its answer was lost', async () => {
    const { tell } = aSlackSite(name('lost'), readsHistory);
    slack.failNext('lose answer');
    await expect(tell('e')).rejects.toMatchObject({ mayHaveArrived: true });
    nowMs += LEASE_MS;
    expect(await tell('e')).toEqual(['message']);
    expect(texts()).toHaveLength(once);
    expect(texts()[0]).not.toContain(MARK);
    expect(texts()[1] ?? MARK).toContain(MARK);
  });

  test('where it could not be recorded; then what joins its thread changes it', async () => {
    const { tell, outage } = aSlackSite(name('unrecorded'), readsHistory);
    outage.afterWrites = 1;
    await expect(tell('e')).rejects.toThrow('away');
    outage.afterWrites = Number.POSITIVE_INFINITY;
    nowMs += LEASE_MS;
    await tell('e');
    expect(await tell('later')).toEqual(['thread']);
    expect(texts()).toHaveLength(once);
    expect(texts().at(-1)).toContain('×2');
    expect(texts()[1] ?? MARK).toContain(MARK);
  });

  test('where it is an answer', async () => {
    const { tell } = aSlackSite(name('answer'), readsHistory);
    await tell('e');
    slack.failNext('pass', 'lose answer');
    await expect(tell('news', fromBrazil)).rejects.toMatchObject({ mayHaveArrived: true });
    nowMs += LEASE_MS;
    expect(await tell('news', fromBrazil)).toEqual(['thread']);
    expect(answers()).toHaveLength(once);
    expect(answers()[1] ?? MARK).toContain(MARK);
    await tell('news', fromBrazil);
    expect(answers()).toHaveLength(once);
  });
});

test('after minutes of limits a message is posted once, and says nothing of it', async () => {
  const { tell } = aSlackSite('limited', false);
  for (let attempt = 0; attempt < 30; attempt += 1) {
    slack.failNext({ status: 429, retryAfterSeconds: 1 });
    await expect(tell('e')).rejects.toMatchObject({ retryAfterSeconds: 1 });
    nowMs += LEASE_MS;
  }
  await tell('e');
  expect(texts()).toEqual([expect.not.stringContaining(MARK)]);
});
