import { describe, expect, test } from '@jest/globals';
import { overrideRules, suppressionsOf } from '../../src/settings/overrides.ts';
import { settingsSchema } from '../../src/settings/settings.ts';
import { aRule } from '../delivery/site.ts';

const THRESHOLD = { count: 5, windowSeconds: 600, by: ['network.ip'] };
const RULES = [
  aRule('iam/user-created', { severity: 'medium' }),
  aRule('sign-in/guessed', { threshold: THRESHOLD, group: { by: ['network.ip'], windowSeconds: 600 } }),
  aRule('sign-in/failed', { notify: [] }),
];

function overridden(id: string, rules: object) {
  return overrideRules(RULES, settingsSchema.parse({ rules }).rules).find((rule) => rule.id === id);
}

describe('rules of trailbell.yml', () => {
  test('leave a rule alone that they do not name', () => {
    expect(overridden('iam/user-created', { 'sign-in/*': { enabled: false } })).toEqual(RULES[0]);
  });

  test('leave a theme alone whose name begins as the one they name', () => {
    const rules = [aRule('iam/user-created'), aRule('iam-x/user-created')];
    const changed = overrideRules(rules, settingsSchema.parse({ rules: { 'iam/*': { enabled: false } } }).rules);
    expect(changed.map(({ id, enabled }) => [id, enabled])).toEqual([
      ['iam/user-created', false],
      ['iam-x/user-created', true],
    ]);
  });

  test('switch a theme off but for one rule, in either order', () => {
    const theme = { 'sign-in/*': { enabled: false, severity: 'low' } };
    const one = { 'sign-in/failed': { enabled: true } };
    for (const rules of [
      { ...theme, ...one },
      { ...one, ...theme },
    ]) {
      expect(overridden('sign-in/failed', rules)).toMatchObject({ enabled: true, severity: 'low' });
      expect(overridden('sign-in/guessed', rules)).toMatchObject({ enabled: false, severity: 'low' });
    }
  });

  test('give a rule other destinations', () => {
    expect(overridden('sign-in/failed', { 'sign-in/failed': { notify: ['security'] } })?.notify).toEqual(['security']);
    expect(overridden('iam/user-created', { 'iam/*': { notify: [] } })?.notify).toEqual([]);
  });

  test('change what they name of a threshold, and the thread that lasts as long', () => {
    expect(overridden('sign-in/guessed', { 'sign-in/guessed': { threshold: { count: 10 } } })).toEqual({
      ...RULES[1],
      threshold: { ...THRESHOLD, count: 10 },
    });
    expect(overridden('sign-in/guessed', { 'sign-in/*': { threshold: { window: '1h' } } })).toEqual({
      ...RULES[1],
      threshold: { ...THRESHOLD, windowSeconds: 3600 },
      group: { by: ['network.ip'], windowSeconds: 3600 },
    });
  });

  test('leave a thread alone that lasts longer than the threshold', () => {
    const rule = aRule('a/b', { threshold: THRESHOLD, group: { by: ['network.ip'], windowSeconds: 7200 } });
    const { rules } = settingsSchema.parse({ rules: { 'a/b': { threshold: { window: '1h' } } } });
    expect(overrideRules([rule], rules)[0]?.group?.windowSeconds).toBe(7200);
  });

  test('give no threshold to the rules of a theme that have none', () => {
    expect(overridden('sign-in/failed', { 'sign-in/*': { threshold: { count: 10 } } })).toEqual(RULES[2]);
  });

  test('suppress for a rule what they suppress for it and for its theme', () => {
    const of = (reason: string) => ({ when: { region: [reason] }, owner: 'a team', reason, until: '2026-12-31' });
    const { rules } = settingsSchema.parse({
      rules: { 'iam/user-created': { suppress: [of('one')] }, 'iam/*': { suppress: [of('all')] } },
    });
    expect(suppressionsOf('iam/user-created', rules)).toEqual([of('all'), of('one')]);
    expect(suppressionsOf('sign-in/failed', rules)).toEqual([]);
  });
});
