import { expect, test } from '@jest/globals';
import type { Finding } from '../../src/finding/finding.ts';
import { createLocalPipeline } from '../../src/local-pipeline.ts';
import { settingsSchema } from '../../src/settings/settings.ts';
import { anEvent, aRule, aSite, START_MS } from '../delivery/site.ts';

const suppression = { when: { rule: { id: ['c/suppressed'] } }, owner: 'alice', reason: 'test', until: '2026-12-31' };
const RULES = [
  aRule('a/plain'),
  aRule('b/where', { where: { account: { name: ['payments-prod'] } } }),
  aRule('c/suppressed', { suppress: [suppression] }),
  aRule('d/silent', { notify: [] }),
  aRule('e/threshold', { threshold: { by: ['identity.arn'], count: 2, windowSeconds: 600 } }),
];

/** A site whose look-ups find another age of a key each time. */
function siteWithLookups() {
  const asked: string[] = [];
  const site = aSite(RULES, {
    lookUp: async (finding: Finding) => ({
      ...finding,
      account: { ...finding.account, name: 'payments-prod' },
      lookups: [
        { name: 'iam:ListAccessKeys', outcome: 'found', detail: `key is ${asked.push(finding.rule.id)} h old` },
      ],
    }),
  });
  return { ...site, asked };
}

test('what is told is looked up, and what is not told is not', async () => {
  const { handle, asked } = siteWithLookups();
  await handle(anEvent('e'), 'b/where', 'c/suppressed', 'd/silent', 'e/threshold');
  expect(asked).toEqual([]);
  await handle(anEvent('e'), 'a/plain');
  expect(asked).toContain('a/plain');
  expect(asked).not.toContain('b/where');
});

test('the message shows what was found, whichever rule is the first to tell it', async () => {
  const { handle, security, pipeline } = siteWithLookups();
  const [outcome] = await pipeline('a/plain', anEvent('e'));
  expect(outcome?.finding.account.name).toBe('payments-prod');
  await handle(anEvent('f', 60), 'e/threshold');
  await handle(anEvent('g', 61), 'e/threshold');
  for (const { alert } of security.shown) {
    expect(alert.place).toBe('payments-prod (123456789012) · eu-west-1');
    expect(alert.facts).toContainEqual(expect.objectContaining({ label: 'Look-ups' }));
  }
  expect(security.shown).toHaveLength(2);
});

test('an answer that changes is no news in a thread', async () => {
  const group = { by: ['identity.arn'], windowSeconds: 3600 };
  let hours = 0;
  const { handle, security } = aSite([aRule('a', { group })], {
    lookUp: async (finding) => ({
      ...finding,
      lookups: [{ name: 'iam:ListAccessKeys', outcome: 'found', detail: `key is ${++hours} h old` }],
    }),
  });
  await handle(anEvent('e1'), 'a');
  await handle(anEvent('e2', 60), 'a');
  expect(hours).toBeGreaterThan(1);
  expect(security.shown).toMatchObject([{ answers: [] }]);
});

test('a laptop looks up what it is given look-ups for, and nothing else', async () => {
  const site = { rules: RULES, settings: settingsSchema.parse({}) };
  const lookedUp = { name: 'iam:ListUserTags', outcome: 'found', detail: 'without tags' } as const;
  const lookUp = async (finding: Finding) => ({ ...finding, lookups: [lookedUp] });
  const lookupsWith = async (options: object) => {
    const pipeline = createLocalPipeline(site, () => START_MS, { locate: () => undefined, ...options });
    return (await pipeline('a/plain', anEvent('e')))[0]?.finding.lookups;
  };
  expect(await lookupsWith({ lookUp })).toEqual([lookedUp]);
  expect(await lookupsWith({})).toEqual([]);
});
