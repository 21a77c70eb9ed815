import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { LINT_CODES } from '../../src/lint/index.ts';
import { settingsSchema } from '../../src/settings/settings.ts';
import { LINT_CASES } from './cases.ts';
import { call, example, type Keys, lintAll, lintRule } from './site.ts';

/** A rule that no other holds: each asks for another caller. */
function numbered(index: number, keys: Keys = {}) {
  const detail = { errorMessage: [`message-${index}`] };
  return example({ pattern: call('iam', 'CreateUser', detail), ...keys }, `iam/example-${index}`);
}

describe('a check of one rule', () => {
  test.each(LINT_CASES)('$code finds $name', async ({ code, bad, says }) => {
    const found = (await lintRule(bad)).filter((finding) => finding.code === code);
    expect(found.map(({ message }) => message).join('\n')).toContain(says);
  });

  test.each(LINT_CASES)('$code passes the near miss of $name', async ({ good }) => {
    expect(await lintRule(good)).toEqual([]);
  });

  test('names file, line and column, and shows the line', async () => {
    expect(await lintRule({ alert: { summary: '{mfa.verdikt}' } })).toEqual([
      {
        file: 'rules/iam/example.yml',
        line: 15,
        column: 3,
        path: 'alert.summary',
        code: 'unknown-field',
        message: 'there is no field "mfa.verdikt"; did you mean "mfa.verdict"?',
        source: '  summary: "{mfa.verdikt}"',
        severity: 'error',
        rule: 'iam/example',
      },
    ]);
  });

  test('says a thing once, however many branches $or makes of a pattern', async () => {
    const detail = {
      sourceIpAddress: ['192.0.2.1'],
      $or: [{ errorCode: ['AccessDenied'] }, { errorMessage: ['denied'] }],
    };
    expect(await lintRule({ pattern: call('iam', 'CreateUser', detail) })).toHaveLength(1);
  });
});

describe('a check of all rules', () => {
  const wide = example({}, 'iam/wide');
  const narrow = (keys: Keys = {}) =>
    example({ pattern: call('iam', 'CreateUser', { errorCode: [{ exists: false }] }), ...keys }, 'iam/narrow');
  const codesOf = async (files: Parameters<typeof lintAll>[0]) =>
    (await lintAll(files)).findings.map(({ rule, code }) => [rule, code]);

  test('finds a rule inside another', async () => {
    const { findings } = await lintAll([narrow(), wide]);
    expect(findings).toMatchObject([
      { rule: 'iam/narrow', code: 'rule-inside-another', message: 'every event that matches also rings iam/wide' },
    ]);
  });

  test('finds one of two equal rules, the later one', async () => {
    expect(await codesOf([wide, example({}, 'iam/wide-2')])).toEqual([['iam/wide-2', 'rule-inside-another']]);
  });

  test.each<[string, Keys]>([
    ['is graver than', { severity: 'high' }],
    ['goes to another handler than', { handler: 'sign-in' }],
    [
      'also takes events that do not ring',
      { pattern: call('iam', ['CreateUser', 'DeleteUser'], { errorCode: [{ exists: false }] }) },
    ],
    ['is off beside', { enabled: false }],
  ])('passes a rule that %s the other', async (_, keys) => {
    expect(await codesOf([narrow(keys), wide])).toEqual([]);
  });

  test.each<[string, Keys]>([
    ['rings only at the fifth event', { threshold: { count: 5, window: '10m', by: ['identity.principal'] } }],
    ['asks more of the finding', { where: { network: { kind: ['public'] } } }],
    ['is off', { enabled: false }],
    ['tells nobody', { notify: [] }],
    [
      'is silent for some',
      { suppress: [{ when: { region: ['eu-west-1'] }, owner: 'alice', reason: 'A test.', until: '2026-12-31' }] },
    ],
  ])('passes a rule inside one that %s', async (_, keys) => {
    expect(await codesOf([narrow(), example(keys, 'iam/wide')])).toEqual([]);
  });

  test('a rule waives with a reason that it is inside another', async () => {
    const lint = [{ waive: 'rule-inside-another', reason: 'Its runbook is another one.' }];
    expect(await codesOf([narrow({ lint }), wide])).toEqual([]);
  });

  test('finds more rules than a bus takes', async () => {
    const rules = Array.from({ length: 301 }, (_, index) => numbered(index));
    expect((await lintAll(rules.slice(1))).findings).toEqual([]);
    expect((await lintAll(rules)).findings).toEqual([
      expect.objectContaining({ file: 'rules', code: 'too-many-rules', severity: 'warning' }),
    ]);
  });

  test('finds the rules whose wildcards a bus does not take', async () => {
    const wildcard = (index: number) => call('iam', 'CreateUser', { errorMessage: [{ wildcard: `*${index}*` }] });
    const rules = Array.from({ length: 31 }, (_, index) => numbered(index, { pattern: wildcard(index) }));
    expect(await codesOf(rules.slice(1))).toEqual([]);
    expect(await codesOf(rules)).toEqual([['iam/example-30', 'too-many-wildcards']]);
  });
});

describe('the settings', () => {
  test('are checked as rules are, at their place in trailbell.yml', async () => {
    const text = `destinations: { sec: { type: sns, topic: 'arn:aws:sns:us-east-1:123456789012:a' } }
routes:
  - { when: { severity: [grave] }, notify: [sec] }
  - { when: { identity: { mail: [a] } }, notify: [sec] }
  - { when: { network: { asn: { number: ['1'] } } }, notify: [sec] }
  - { when: { mfa: [{ exists: true }] }, notify: [sec] }
suppressions:
  - { when: { region: [eu-west-1] }, owner: alice, reason: A migration., until: '2026-01-31' }
rules:
  'iam/*':
    suppress:
      - { when: { sourceIpAddress: [a] }, owner: alice, reason: A migration., until: '2026-01-31' }
`;
    const settings = settingsSchema.parse(JSON.parse(JSON.stringify((await import('yaml')).parse(text))));
    const { findings } = await lintAll([], settings, text);
    expect(findings.map(({ file, line, code }) => `${file}:${line} ${code}`)).toEqual([
      'trailbell.yml:4 unknown-field',
      'trailbell.yml:12 unknown-field',
      'trailbell.yml:6 object-for-value',
      'trailbell.yml:3 unknown-value',
      'trailbell.yml:5 wrong-type',
      'trailbell.yml:8 expired-suppression',
      'trailbell.yml:12 expired-suppression',
    ]);
  });
});

describe('docs/lint.md', () => {
  test('explains every check under its code, and no other', async () => {
    const text = await readFile(new URL('../../docs/lint.md', import.meta.url), 'utf8');
    const documented = [...text.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code);
    expect(documented.sort()).toEqual([...LINT_CODES].sort());
  });
});
