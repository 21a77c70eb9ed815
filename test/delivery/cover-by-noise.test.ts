import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CloudTrailEvent } from '../../src/cloudtrail/event.ts';
import { slackDestination } from '../../src/notify/slack.ts';
import type { Rule } from '../../src/rule/rule.ts';
import { type SlackServer, startSlackServer } from '../servers/slack.ts';
import { anEvent, aRule, aSite, START_MS } from './site.ts';

const CHANNEL = 'C0123456789';
let slack: SlackServer;
beforeEach(async () => {
  slack = await startSlackServer({ token: 'xoxb-example', channels: [CHANNEL] });
});
afterEach(() => slack.close());

/** A site whose alerts go to Slack; ten seconds pass before each event. */
function aSlackSite(rules: readonly Rule[]) {
  const options = { name: 'security', channel: CHANNEL, token: async () => 'xoxb-example', apiUrl: slack.url };
  const site = aSite(rules, {
    destinations: [slackDestination({ ...options, readsHistory: false, now: () => START_MS })],
  });
  let count = 0;
  const happen = async (detail: object = {}, ids = rules.map(({ id }) => id)) => {
    count += 1;
    const seconds = count * 10;
    site.clock.nowMs = START_MS + seconds * 1000;
    return site.handle(stopLogging(`e${count}`, seconds, detail), ...ids);
  };
  return { ...site, happen };
}

function stopLogging(
  id: string,
  seconds: number,
  { account = '123456789012', user = 'mallory', trail = 'decoy', eventName = 'StopLogging' }: Call,
): CloudTrailEvent {
  const event = anEvent(id, seconds, {
    eventName,
    recipientAccountId: account,
    userIdentity: { type: 'IAMUser', userName: user, arn: `arn:aws:iam::${account}:user/${user}`, accountId: account },
    requestParameters: { name: trail },
  });
  return { ...event, account };
}

interface Call {
  readonly account?: string;
  readonly user?: string;
  readonly trail?: string;
  readonly eventName?: string;
}

const headlines = (): string[] => slack.shown.map(({ content }) => String(content.text));
const answers = () => slack.shown.flatMap((message) => message.answers);

describe('after 20 decoys the 21st event of a rule', () => {
  const afterDecoys = async (rules = [aRule('cloudtrail/stopped')]) => {
    const site = aSlackSite(rules);
    for (let index = 0; index < 20; index += 1) await site.happen({}, ['cloudtrail/stopped']);
    expect(slack.shown).toHaveLength(20);
    return site;
  };

  test.each([
    ['in another account', { account: '210987654321' }, '210987654321 · eu-west-1: mallory did it'],
    ['by somebody else', { user: 'bob' }, 'bob did it'],
  ])('is told as a message of its own %s', async (_, call, text) => {
    const { happen } = await afterDecoys();
    expect(await happen(call)).toEqual(['message']);
    expect(slack.shown).toHaveLength(21);
    expect(headlines().at(-1)).toContain(text);
  });

  test('on another trail is told at the latest in the digest, which is posted anew and names it', async () => {
    const { happen } = await afterDecoys();
    for (let index = 0; index < 3; index += 1) await happen();
    expect(slack.shown).toHaveLength(21);
    await happen({ trail: 'organization-trail' });
    expect(slack.shown).toHaveLength(22);
    expect(headlines().at(-1)).toContain('×4');
    expect(slack.shown.at(-1)?.answers.map(({ text }) => text)).toEqual([
      expect.stringContaining('123456789012 · eu-west-1 by mallory on organization-trail: mallory did it'),
    ]);
  });

  test('is told as a message of its own where another rule matches it too', async () => {
    const other = aRule('cloudtrail/tampered', { severity: 'low' });
    const { happen } = await afterDecoys([aRule('cloudtrail/stopped'), other]);
    const flooded = slack.shown.length;
    await happen({}, ['cloudtrail/stopped']);
    expect(slack.shown).toHaveLength(flooded + 1);
    expect(headlines().at(-1)).toContain('mallory did it');
  });
});

test('a digest is posted anew as it grows: at ten findings, and each time that they have doubled', async () => {
  const { happen } = aSlackSite([aRule('cloudtrail/stopped')]);
  for (let index = 0; index < 20 + 40; index += 1) await happen();
  const digests = headlines().slice(20);
  expect(digests).toEqual(['×9', '×19', '×39', '×40'].map((count) => expect.stringContaining(count)));
});

describe('an alert about Trailbell itself', () => {
  const self = aRule('self/queue-tampered', { severity: 'medium' });

  test('is never held back', async () => {
    const { happen } = aSlackSite([self]);
    for (let index = 0; index < 30; index += 1) expect(await happen()).toEqual(['message']);
    expect(slack.shown).toHaveLength(30);
  });

  test('is told by itself amid the flood of another rule, however grave and grouped that is', async () => {
    const group = { by: ['account.id'], windowSeconds: 3600 };
    const other = aRule('sqs/tampered', { severity: 'critical', group });
    const { happen } = aSlackSite([other, self]);
    for (let index = 0; index < 30; index += 1) await happen({}, ['sqs/tampered', 'self/queue-tampered']);
    const own = headlines().filter((text) => text.includes('Title of self/queue-tampered'));
    expect(own).toHaveLength(30);
  });
});

describe('a thread', () => {
  const grouped = aRule('cloudtrail/stopped', { group: { by: ['identity.name'], windowSeconds: 3600 } });

  test.each([
    ['resource', { trail: 'organization-trail' }, 'organization-trail', '2 resources'],
    ['account', { account: '210987654321' }, 'in 210987654321', '2 accounts'],
  ])('that grows into another %s says so in the channel', async (_, call, text, count) => {
    const { happen } = aSlackSite([grouped]);
    await happen();
    await happen();
    expect(answers()).toEqual([]);
    await happen(call);
    expect(answers()).toMatchObject([{ reply_broadcast: 'true', text: expect.stringContaining(text) }]);
    expect(answers()[0]?.text).toContain(count);
    expect(headlines()).toEqual([expect.stringMatching(new RegExp(`×3 in 20 s,.* ${count},.* last 14:00 UTC`))]);
  });

  test('that grows by something else says so in the thread only', async () => {
    const { happen } = aSlackSite([
      {
        ...grouped,
        alert: { summary: '{event.eventName}', fields: {} },
        pattern: { detail: { eventName: ['StopLogging', 'UpdateTrail'] } },
      },
    ]);
    await happen();
    await happen({ eventName: 'UpdateTrail' });
    expect(answers()).toHaveLength(1);
    expect(answers()[0]).not.toHaveProperty('reply_broadcast');
  });

  test('over many resources tells the channel a few times', async () => {
    const { happen } = aSlackSite([grouped]);
    for (let index = 0; index < 60; index += 1) await happen({ trail: `trail-${index}` });
    const broadcasts = answers().filter(({ reply_broadcast }) => reply_broadcast);
    expect(broadcasts.map(({ text }) => /\d+ resources/.exec(String(text))?.[0])).toEqual(
      [2, 3, 4, 7, 13, 25, 49].map((count) => `${count} resources`),
    );
    expect(slack.shown).toHaveLength(1);
  });
});

describe('failures around a guess that succeeded', () => {
  const rules = [
    aRule('sign-in/failed', { pattern: { detail: { eventName: ['Failed'] } }, notify: [] }),
    aRule('sign-in/after-failures', {
      pattern: { detail: { eventName: ['Succeeded'] } },
      sequence: {
        after: { rule: 'sign-in/failed', by: ['network.ip'] },
        by: ['network.ip'],
        withinSeconds: 3600,
      },
    }),
  ];
  const failed = (index: number, seconds: number) => stopLogging(`f${index}`, seconds, { eventName: 'Failed' });

  test.each([100, 10_000])('and %i more do not hide it, before and after it, on time or late', async (count) => {
    const { handle } = aSite(rules);
    const succeeded = stopLogging('success', 10, { eventName: 'Succeeded' });
    const decoys = Array.from({ length: count }, (_, index) => failed(index, 60 + (index % 3000)));
    expect(await handle(failed(count, 0), 'sign-in/failed')).toEqual(['held']);
    for (const decoy of decoys) await handle(decoy, 'sign-in/failed');
    expect(await handle(succeeded, 'sign-in/after-failures')).toEqual(['message']);
  });

  test.each([100, 10_000])('and %i more do not hide it while it waits for the failure before it', async (count) => {
    const { handle, security } = aSite(rules);
    const succeeded = stopLogging('success', 10, { eventName: 'Succeeded' });
    expect(await handle(succeeded, 'sign-in/after-failures')).toEqual(['held']);
    for (let index = 0; index < count; index += 1) await handle(failed(index, 60 + (index % 3000)), 'sign-in/failed');
    expect(await handle(failed(count, 0), 'sign-in/failed')).toEqual(['held', 'message']);
    expect(security.headlines()).toEqual(['Medium · Title of sign-in/after-failures']);
  });

  test('and as many successes as Trailbell can remember do not hide it either: what does not fit is told, and says why', async () => {
    const { handle, security } = aSite(rules);
    const succeed = (index: number) => stopLogging(`s${index}`, index, { eventName: 'Succeeded' });
    for (let index = 0; index < 500; index += 1)
      expect(await handle(succeed(index), 'sign-in/after-failures')).toEqual(['held']);
    expect(await handle(succeed(500), 'sign-in/after-failures')).toEqual(['message']);
    expect(security.shown[0]?.alert.facts[0]).toEqual({
      label: 'Note',
      value: 'More happened than Trailbell can remember, so it tells this without knowing what came before',
      ofTelling: true,
    });
  });
});
