import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sample from '../events/iam/CreateUser.json' with { type: 'json' };
import { parseEvent } from '../src/cloudtrail/event.ts';
import { createLocalPipeline } from '../src/local-pipeline.ts';
import { loadSite } from '../src/site.ts';

const RULE = `title: User created
description: Somebody created an IAM user.
severity: medium
pattern: { source: [aws.iam], detail: { eventName: [CreateUser] } }
alert: { summary: A user was created }
runbook: Ask.
`;
const FILES = {
  'iam/created.yml': RULE,
  'iam/often.yml': `${RULE}threshold: { count: 3, window: 1h, by: [identity.arn] }\n`,
  'later/followed.yml': `${RULE}sequence: { after: { rule: iam/created }, by: [identity.arn], within: 1h }\n`,
};
const NOW = Date.parse('2026-03-14T12:00:00Z');

describe('a site whose trailbell.yml changes rules', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trailbell-'));
    for (const [name, text] of Object.entries(FILES)) {
      await mkdir(join(folder, 'rules', name, '..'), { recursive: true });
      await writeFile(join(folder, 'rules', name), text);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));
  const load = async (settings: string, asWritten = false) => {
    await writeFile(join(folder, 'trailbell.yml'), settings);
    return loadSite({ rules: join(folder, 'rules'), settings: join(folder, 'trailbell.yml'), asWritten });
  };

  const CHANGES = 'rules: { "iam/*": { severity: low }, iam/often: { threshold: { count: 9 } } }\n';

  test('has the rules as it wants them', async () => {
    const { rules } = await load(CHANGES);
    expect(rules).toMatchObject([
      { id: 'iam/created', severity: 'low' },
      { id: 'iam/often', severity: 'low', threshold: { count: 9 } },
      { id: 'later/followed', severity: 'medium' },
    ]);
  });

  test('has them as their files have them where that is asked for', async () => {
    const { rules, settings } = await load(`${CHANGES.replace('iam/often', 'iam/unknown')}`, true);
    expect(rules).toMatchObject([{ severity: 'medium' }, { threshold: { count: 3 } }, {}]);
    expect(settings.rules).toEqual({});
  });

  test.each([
    ['iam/*', 'suppressed'],
    ['later/*', 'message'],
  ])('suppresses findings of the rules of %s only', async (selector, delivery) => {
    const suppression = '{ when: { region: [{ exists: true }] }, owner: a, reason: b, until: 2026-12-31 }';
    const site = await load(`rules: { "${selector}": { suppress: [${suppression}] } }\n`);
    const event = parseEvent(sample);
    if (!event) throw new Error('the sample is no event');
    const [outcome] = await createLocalPipeline(site, () => NOW, { locate: () => undefined })('iam/created', event);
    expect(outcome?.delivery).toBe(delivery);
  });

  test.each([
    [
      'a rule that is not there',
      'rules:\n  iam/creatd: {}\n',
      'trailbell.yml:2:3 rules.iam/creatd: no rule "iam/creatd"; did you mean "iam/created"?',
    ],
    ['a theme that is not there', 'rules: { "latr/*": {} }\n', 'no rule "latr/*"; did you mean "later/*"?'],
    ['a theme without its star', 'rules: { iam: {} }\n', 'no rule "iam"; did you mean "iam/*"?'],
    ['a key that is not there', 'rules: { iam/often: { enable: false } }\n', 'unknown key; did you mean "enabled"?'],
    [
      'the threshold of a rule that has none',
      'rules: { iam/created: { threshold: { count: 3 } } }\n',
      'rules.iam/created.threshold: this rule has no threshold',
    ],
    [
      'the threshold of a theme that has none',
      'rules: { "later/*": { threshold: { count: 3 } } }\n',
      'rules.later/*.threshold: no rule of this theme has a threshold',
    ],
    [
      'a destination that is not there',
      'rules: { iam/often: { notify: [nobody] } }\n',
      'rules.iam/often.notify.0: no destination "nobody" in trailbell.yml; it has none',
    ],
    [
      'a suppression that EventBridge would refuse',
      'rules: { iam/often: { suppress: [{ when: { region: a }, owner: a, reason: b, until: 2026-12-31 }] } }\n',
      'rules.iam/often.suppress.0.when.region: EventBridge would refuse this',
    ],
    [
      'a rule off that another waits for',
      'rules: { iam/created: { enabled: false } }\n',
      'sequence.after.rule: rule "iam/created" is off, so this one would never ring',
    ],
  ])('is refused with %s', async (_, settings, expected) => {
    await expect(load(settings)).rejects.toThrow(expected);
  });

  test('may switch off a rule together with what waits for it', async () => {
    const { rules } = await load('rules: { "iam/*": { enabled: false }, later/followed: { enabled: false } }\n');
    expect(rules.map(({ enabled }) => enabled)).toEqual([false, false, false]);
  });
});
