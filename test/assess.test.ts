import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Assessment, createAssess, findingContext, type Site } from '../src/assess.ts';
import { parseEvent } from '../src/cloudtrail/event.ts';
import { createLocalPipeline } from '../src/local-pipeline.ts';
import type { Outcome } from '../src/pipeline.ts';
import type { Rule } from '../src/rule/rule.ts';
import { settingsSchema } from '../src/settings/settings.ts';
import { loadSite } from '../src/site.ts';
import { anEvent, aRule, START_MS } from './delivery/site.ts';

const locate = () => ({ country: 'RO' });
const loaded = await loadSite({
  ...{ rules: 'rules', settings: 'trailbell.yml', eventFolders: ['events'], requireTests: false },
});

const plain = (outcomes: readonly Outcome[]): unknown => JSON.parse(JSON.stringify(outcomes));
/** An assessment as it comes from another thread, or from a file. */
const sent = (assessment: Assessment): Assessment => JSON.parse(JSON.stringify(assessment));

test('an event that was assessed elsewhere comes to the same as one that is handled here, for each sample of each rule', async () => {
  const site: Site = { ...loaded, rules: loaded.rules.map((rule) => ({ ...rule, enabled: true })) };
  let nowMs = START_MS;
  const here = createLocalPipeline(site, () => nowMs, { locate });
  const settling = createLocalPipeline(site, () => nowMs, { locate });
  const assess = createAssess(site, findingContext(site.settings, locate));
  const deliveries = new Set<string>();
  for (const rule of site.rules) {
    for (const name of new Set(rule.tests.flatMap(({ steps }) => steps.map(({ event }) => event)))) {
      const event = parseEvent(JSON.parse(readFileSync(join('events', `${name}.json`), 'utf8')));
      if (!event) throw new Error(`${name} is no event`);
      nowMs = Math.max(nowMs, Date.parse(event.time) || 0);
      const expected = await here(rule.id, event);
      const assessment = assess(rule.id, event);
      const outcomes = assessment ? await settling.settle(rule, sent(assessment), () => event) : [];
      expect(plain(outcomes)).toEqual(plain(expected));
      for (const { delivery } of outcomes) deliveries.add(delivery);
    }
  }
  expect([...deliveries].sort()).toEqual(['held', 'message', 'thread']);
});

describe('an event that is held or suppressed', () => {
  const rule = aRule('a/counted', {
    threshold: { count: 2, windowSeconds: 600, by: ['identity.name'] },
    suppress: [
      { reason: 'a test', until: '2026-03-20', when: { identity: { name: ['bob'] } } },
      { reason: 'a longer test', until: '2026-03-22', when: { identity: { name: ['bob'] } } },
    ] as never,
  });
  const settings = settingsSchema.parse({ routes: [{ notify: ['security'] }] });
  const site: Site = { rules: [rule], settings };
  const assess = createAssess(site, findingContext(site.settings, locate));
  const bob = { userIdentity: { type: 'IAMUser', userName: 'bob' } };

  test('is read only if its finding is', async () => {
    const { settle } = createLocalPipeline(site, () => START_MS, { locate });
    const event = anEvent('a');
    let reads = 0;
    const [outcome] = await settle(rule, assess(rule.id, event) as Assessment, () => {
      reads += 1;
      return event;
    });
    expect([outcome?.delivery, reads]).toEqual(['held', 0]);
    expect([outcome?.finding.identity.name, reads]).toEqual(['alice', 1]);
  });

  test.each([
    ['2026-03-20', 'suppressed'],
    ['2026-03-22', 'suppressed'],
    ['2026-03-23', 'held'],
  ])('is suppressed until the last day of the longest suppression: on %s it is %s', async (day, delivery) => {
    const { settle } = createLocalPipeline(site, () => Date.parse(`${day}T23:59:59Z`), { locate });
    const event = anEvent('a', 0, bob);
    const assessment = assess(rule.id, event);
    expect(assessment?.suppressedUntil).toBe('2026-03-22');
    expect(await settle(rule, assessment as Assessment, () => event)).toMatchObject([{ delivery }]);
  });

  test.each([
    ['2026-03-21', '2026-03-22'],
    ['2026-03-23', '2026-03-23'],
  ])('is suppressed by the site until %s at least, and by the rule until 2026-03-22: until %s', (until, last) => {
    const suppression = { reason: 'a visit', owner: 'security', until, when: { region: ['eu-west-1'] } };
    const changed = { ...site, settings: { ...settings, suppressions: [suppression] } };
    const ofSite = createAssess(changed, findingContext(settings, locate));
    expect(ofSite(rule.id, anEvent('a', 0, bob))?.suppressedUntil).toBe(last);
    expect(ofSite(rule.id, anEvent('a'))?.suppressedUntil).toBe(until);
  });

  test('is not assessed at all where the rule is unknown', () => {
    expect(() => assess('a/gone', anEvent('a'))).toThrow('no rule "a/gone"');
  });
});

describe('a batch call whose answer says that entries failed', () => {
  const done = { detail: { eventName: ['StopMonitoringMembers'], errorCode: [{ exists: false }] } };
  const settings = settingsSchema.parse({ routes: [{ notify: ['security'] }] });
  const stop = (accountIds: string[], unprocessed: string[]) =>
    anEvent('a', 0, {
      eventSource: 'guardduty.amazonaws.com',
      eventName: 'StopMonitoringMembers',
      requestParameters: { accountIds },
      responseElements: {
        unprocessedAccounts: unprocessed.map((accountId) => ({ accountId, result: 'No such member.' })),
      },
    });
  const all = stop(['111122223333'], ['111122223333']);
  const some = stop(['111122223333', '444455556666'], ['111122223333']);

  const inEither = { $or: [done, { detail: { readOnly: [false] } }] };
  test.each<[string, Partial<Rule>, [boolean, boolean]]>([
    ['that it was done holds where some was', { pattern: done }, [false, true]],
    ['that it was done, and more of the finding', { pattern: done, where: { region: ['eu-west-1'] } }, [false, true]],
    ['that it was done, and what is not so', { pattern: done, where: { region: ['us-east-1'] } }, [false, false]],
    ['that it was tried', { pattern: { detail: { eventName: ['StopMonitoringMembers'] } } }, [true, true]],
    ['that it was done, or something else', { pattern: inEither }, [true, true]],
    ['that it failed inside', { pattern: done, where: { result: { outcome: ['failure'] } } }, [true, false]],
  ])('meets a rule %s', (_, rule, holds) => {
    const assess = createAssess({ rules: [aRule('a/b', rule)], settings }, findingContext(settings, locate));
    expect([all, some].map((event) => assess('a/b', event) !== undefined)).toEqual(holds);
  });
});

test.each([
  ["TOKEN='", 'sh -c "TOKEN=\' curl $AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"'],
  ['a key in PEM', '-----BEGIN PRIVATE KEY-----\ncurl $AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
  ['blanks past what is shown', `${' '.repeat(40_000)}curl $AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`],
])('a condition on the record sees what redaction takes out: what follows %s', (_, command) => {
  const rule = aRule('a/b', {
    where: { event: { requestParameters: { command: [{ wildcard: '*AWS_CONTAINER_CREDENTIALS*' }] } } },
  });
  const site = { rules: [rule], settings: settingsSchema.parse({ routes: [{ notify: ['security'] }] }) };
  const assess = createAssess(site, findingContext(site.settings, locate));
  expect(assess('a/b', anEvent('a', 0, { requestParameters: { command: [command] } }))).toBeDefined();
});
