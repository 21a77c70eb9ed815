import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isExpired } from '../../src/finding/suppress.ts';
import { parseDuration } from '../../src/rule/duration.ts';
import { formatFault } from '../../src/rule/fault.ts';
import { findingPathFault } from '../../src/rule/finding-paths.ts';
import { loadRules, parseRule } from '../../src/rule/load.ts';
import { signIn } from '../notify/sample-finding.ts';

const RULE = `title: Sign-in failed
description: Someone failed to sign in.
severity: low
pattern: { source: [aws.signin] }
alert: { summary: "{identity.name} failed to sign in" }
runbook: Ask them.
`;

const load = (keys: string) => parseRule('sign-in/failed', 'r.yml', `${RULE}${keys}\n`);

describe('a duration', () => {
  test.each([
    ['30s', 30],
    ['10m', 600],
    ['1h', 3600],
    ['30d', 2_592_000],
    ['365d', 31_536_000],
  ])('%s is %d seconds', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  test.each(['', '0m', '10', '10x', '1.5h', '-1h', '1h30m', ' 1h', '1 h', '366d', '9999999h', 'P1D', 'constructor'])(
    '%j is none',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );
});

describe('a path into a finding', () => {
  test.each([
    'identity.arn',
    'network.country',
    'network.asn.number',
    'event.requestParameters.userName',
    'fields.Trail',
    'region',
    'resources.0.name',
  ])('%s is one value', (path) => expect(findingPathFault(path)).toBeUndefined());

  test.each([
    ['identity.ARN', 'did you mean "arn"?'],
    ['identitiy.arn', 'did you mean "identity"?'],
    ['identity', 'not one value'],
    ['event', 'name a field below it'],
    ['region.name', 'no fields below'],
    ['constructor.name', 'a finding has no'],
    ['detail.eventName', 'a finding has no'],
  ])('%s is not, and the fault says why', (path, why) => expect(findingPathFault(path)).toContain(why));

  test('names only what findings have', () => {
    for (const path of [
      'rule.id',
      'account.name',
      'identity.human',
      'mfa.verdict',
      'network.countryName',
      'result.outcome',
    ]) {
      const [first, second] = path.split('.') as ['rule', 'id'];
      expect(signIn[first][second]).toBeDefined();
      expect(findingPathFault(path)).toBeUndefined();
    }
  });
});

describe('the keys that tie findings together', () => {
  test('are read with their defaults', () => {
    expect(load('threshold: { count: 5, window: 10m, by: [network.ip] }')).toMatchObject({
      rule: {
        threshold: { count: 5, windowSeconds: 600, by: ['network.ip'] },
        group: { by: ['network.ip'], windowSeconds: 600 },
      },
    });
    expect(load('first-seen: { by: [identity.arn], within: 30d }')).toMatchObject({
      rule: { firstSeen: { by: ['identity.arn'], withinSeconds: 2_592_000, learningSeconds: 604_800 } },
    });
    expect(load('first-seen: { by: [identity.arn], within: 30d, learning: 0d }')).toMatchObject({
      rule: { firstSeen: { learningSeconds: 0 } },
    });
    expect(load('sequence: { after: { rule: a/b }, by: [identity.arn], within: 1h }')).toMatchObject({
      rule: { sequence: { after: { rule: 'a/b', by: ['identity.arn'] }, by: ['identity.arn'], withinSeconds: 3600 } },
    });
    expect(load('notify: []')).toMatchObject({ rule: { notify: [] } });
  });

  test('a group of its own goes before that of the threshold', () => {
    const keys = 'threshold: { count: 5, window: 10m, by: [network.ip] }\ngroup: { by: [region], window: 1d }';
    expect(load(keys)).toMatchObject({ rule: { group: { by: ['region'], windowSeconds: 86_400 } } });
  });

  test.each([
    [
      'group: { by: [identity.arn], window: 1 hour }',
      'r.yml:7:30 group.window: must be seconds, minutes, hours or days up to a year',
    ],
    [
      'group: { by: [identity.nam], window: 1h }',
      'r.yml:7:15 group.by.0: a finding has no "identity.nam"; did you mean "name"?',
    ],
    ['group: { by: [], window: 1h }', 'r.yml:7:10 group.by: must not be empty'],
    ['threshold: { count: 1, window: 10m, by: [region] }', 'threshold.count: must be at least 2'],
    ['threshold: { count: 5, windows: 10m, by: [region] }', 'threshold.windows: unknown key; did you mean "window"?'],
    [
      'threshold: { count: 5, window: 10m, by: [region] }\nfirst-seen: { by: [region], within: 1d }',
      'r.yml:8:1 first-seen: a rule has one of threshold, first-seen, sequence',
    ],
    [
      'sequence: { after: { rule: a/b, by: [region] }, by: [region, account.id], within: 1h }',
      'sequence.after.by: must name as many paths as "by"',
    ],
    [
      'suppress: [{ when: { region: eu-west-1 }, owner: alice, reason: test, until: 2026-12-31 }]',
      'suppress.0.when.region: EventBridge would refuse this',
    ],
    [
      'suppress: [{ when: { region: [a] }, owner: alice, reason: test, until: soon }]',
      'suppress.0.until: must be a day such as 2026-12-31',
    ],
    ['suppress: [{ when: { region: [a] }, reason: test, until: 2026-12-31 }]', 'suppress.0.owner: is missing'],
  ])('%s is a fault', (keys, message) => {
    const loaded = load(keys);
    expect('faults' in loaded && loaded.faults.map(formatFault).join('\n')).toContain(message);
  });
});

describe('a sequence', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trailbell-'));
    await mkdir(join(folder, 'a'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const put = (name: string, keys = '') => writeFile(join(folder, `a/${name}.yml`), `${RULE}${keys}\n`);
  const following = (rule: string) => `sequence: { after: { rule: ${rule} }, by: [identity.arn], within: 1h }`;
  const faults = async () => (await loadRules(folder)).faults.map(({ message }) => message);

  test('waits for a rule that is there', async () => {
    await put('first');
    await put('then', following('a/first'));
    expect(await faults()).toEqual([]);
  });

  test.each([
    ['that is not there', following('a/frist'), '', 'no rule "a/frist"; did you mean "a/first"?'],
    ['that is off', following('a/first'), 'enabled: false', 'rule "a/first" is off, so this one would never ring'],
    ['that is itself', following('a/then'), '', 'the rules of a sequence go round in a circle'],
  ])('for a rule %s is a fault', async (_, keys, first, message) => {
    await put('first', first);
    await put('then', keys);
    expect(await faults()).toEqual([message]);
  });

  test('that goes round in a circle is a fault of each rule in it', async () => {
    await put('first', following('a/then'));
    await put('then', following('a/first'));
    expect(await faults()).toHaveLength(2);
  });
});

describe('a suppression', () => {
  test.each([
    ['2026-12-30T12:00:00Z', false],
    ['2026-12-31T23:59:59Z', false],
    ['2027-01-01T00:00:00Z', true],
  ])('until 2026-12-31 is, at %s, expired: %s', (time, expired) => {
    const suppression = { when: {}, owner: 'alice', reason: 'test', until: '2026-12-31' };
    expect(isExpired(suppression, Date.parse(time))).toBe(expired);
  });
});
