import { beforeAll, describe, expect, test } from '@jest/globals';
import { trialsOf } from '../../bench/evade/evasion.ts';
import { evadedList } from '../../bench/evade/print.ts';
import { pairRows, type Row, singleRows } from '../../bench/evade/rows.ts';
import { seededRandom } from '../../bench/random.ts';
import { countryLookup } from '../../src/cli/country.ts';
import type { Site } from '../../src/pipeline.ts';
import { parseRule } from '../../src/rule/load.ts';
import type { Rule } from '../../src/rule/rule.ts';
import { NO_SETTINGS } from '../../src/settings/load.ts';
import { loadSite } from '../../src/site.ts';

const EVENTS = ['events'];

/** What becomes of a rule's own tests when what a caller chooses is changed, alone and in some pairs. */
async function rowsOf(rule: Rule, site: Site, { seed = 1, most = 0 } = {}): Promise<Row[]> {
  const random = seededRandom(seed);
  const rows: Row[] = [];
  for (const trial of await trialsOf(rule, site, { eventFolders: EVENTS, locate: countryLookup(), random })) {
    const singles = await singleRows(trial);
    rows.push(...singles, ...(await pairRows(trial, singles, { random, most })));
  }
  return rows;
}

/** The verdicts on a rule of one's own, by change. */
async function verdictsOn(text: string): Promise<Map<string, string>> {
  const head = 'title: t\ndescription: d\nseverity: high\nalert: { summary: s }\nrunbook: r\n';
  const parsed = parseRule('r', 'r.yml', head + text, { eventFolders: EVENTS });
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  const rows = await rowsOf(parsed.rule, { rules: [parsed.rule], settings: NO_SETTINGS });
  const named = rows.map(({ changes, verdict }) => [changes.map(({ name }) => name).join(' + '), verdict] as const);
  // Of several tests the worst.
  return new Map(named.toSorted(([, a], [, b]) => Number(a !== 'alerts') - Number(b !== 'alerts')));
}

describe('npm run evade finds', () => {
  const created = 'pattern: { detail: { eventName: [CreateUser] } }\n';
  const once = 'tests: [{ name: a, event: iam/CreateUser, expect: match }]\n';

  test('a rule that leaves out a client by its user agent, and nothing else of it', async () => {
    const verdicts = await verdictsOn(
      `${created}where: { network: { client: { kind: [{ anything-but: [terraform] }] } } }\n${once}`,
    );
    expect(verdicts.get('agent: app/terraform at its end')).toBe('silent');
    expect(verdicts.get('agent: Kali')).toBe('alerts');
    expect(verdicts.get('session name: terraform')).toBe('alerts');
  });

  test('what a waived rule does not look for', async () => {
    const waiver = 'lint: [{ waive: chosen-by-caller, reason: looks for it }]\n';
    const agent = 'network: { client: { kind: [{ anything-but: [terraform] }] } }';
    const verdicts = await verdictsOn(
      `${created}where: { ${agent}, identity: { label: [{ anything-but: [user] }], via: [{ exists: false }] } }\n${waiver}${once}`,
    );
    expect(verdicts.get('agent: Terraform')).toBe('looks for it');
    expect(verdicts.get('session name: terraform')).toBe('alerts');
    expect(verdicts.get('order: each comes twice')).toBe('alerts');
  });

  test('a relay that is left out', async () => {
    const verdicts = await verdictsOn(`${created}where: { identity: { invokedBy: [{ exists: false }] } }\n${once}`);
    expect(verdicts.get('relay: aws-mcp.amazonaws.com')).toBe('silent');
    expect(verdicts.get('agent: Terraform')).toBe('alerts');
  });

  test('a memory that goes by a name', async () => {
    const verdicts = await verdictsOn(
      `${created}first-seen: { by: [identity.sourceIdentity], within: 30d }
tests:
  - name: a
    event: iam/CreateUser
    with: { detail: { userIdentity: { sessionContext: { sourceIdentity: alice } } } }
    expect: match
`,
    );
    expect(verdicts.get('noise: 25 of somebody who takes the same name, before')).toBe('silent');
    expect(verdicts.get('noise: 25 of the same caller, before')).toBe('alerts');
  });

  test('a count that another session name for each call splits', async () => {
    const verdicts = await verdictsOn(
      `${created}threshold: { count: 3, window: 10m, by: [identity.arn] }
tests: [{ name: a, events: [{ event: iam/CreateUser, times: 3, every: 1m }], expect: match }]
`,
    );
    expect(verdicts.get('session name: another for each call')).toBe('silent');
    expect(verdicts.get('session name: an e-mail address')).toBe('alerts');
    expect(verdicts.get('order: the other way round')).toBe('alerts');
  });

  test('a finding that words soften, but for a medium one that is told as low', async () => {
    const lower = (severity: string) =>
      `${created}lower: [{ severity: ${severity}, when: { network: { client: { kind: [terraform] } } } }]\n${once}`;
    expect((await verdictsOn(lower('medium'))).get('agent: Terraform')).toBe('softened');
    expect((await verdictsOn(lower('low'))).get('relay: athena.amazonaws.com')).toBe('alerts');
  });
});

describe('whoever calls, whatever they call themselves', () => {
  let site: Site;
  beforeAll(async () => {
    site = await loadSite({ rules: 'rules', settings: 'trailbell.yml', asWritten: true });
  });

  // `npm run evade` tries all rules; this tries each 23rd, one a test.
  test.each(Array.from({ length: 11 }, (_, at) => at * 23))(
    'nothing silences, softens or buries rule %d of the pack',
    async (at) => {
      const rule = site.rules[at];
      const rows = rule ? await rowsOf(rule, site, { seed: at, most: 20 }) : [];
      expect(rows.length).toBeGreaterThan(20);
      expect(evadedList(rows)).toBe('');
    },
  );
});
