import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatFault } from '../../src/rule/fault.ts';
import { loadSettings } from '../../src/settings/load.ts';

const VALID = `destinations:
  security: { type: slack, channel: "#security", token-parameter: /trailbell/slack-token }
  machines: { type: sns, topic: "arn:aws-us-gov:sns:us-gov-west-1:123456789012:findings", format: json }
  bus: { type: eventbridge, bus: findings }
routes:
  - when: { severity: [critical] }
    notify: [security, machines]
  - notify: [security]
accounts: { "123456789012": prod }
networks: [{ name: office, cidrs: [198.51.100.0/28, "2001:db8::/48"] }]
`;

describe('trailbell.yml', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trailbell-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const load = async (text: string) => {
    const file = join(folder, 'trailbell.yml');
    await writeFile(file, text);
    const result = await loadSettings(file);
    return 'faults' in result ? result.faults.map(formatFault).join('\n') : result.settings;
  };

  test('gives destinations, routes, account names and networks', async () => {
    expect(await load(VALID)).toMatchObject({
      destinations: { machines: { format: 'json' } },
      routes: [{ notify: ['security', 'machines'] }, { notify: ['security'] }],
      accounts: { '123456789012': 'prod' },
    });
  });

  test('knows a network by VPC endpoints and their owners alone', async () => {
    const network = { name: 'VPC', endpoints: ['vpce-0123456789abcdef0'], 'endpoint-accounts': ['123456789012'] };
    const text = VALID.replace(/^networks: .*$/m, `networks: [${JSON.stringify(network)}]`);
    expect(await load(text)).toMatchObject({ networks: [network] });
  });

  test('bounds a flood and suppresses nothing unless told so', async () => {
    expect(await load(VALID)).toMatchObject({ flood: { 'per-hour': 20 }, suppressions: [] });
    expect(await load(`${VALID}flood: { per-hour: 5 }\nfallback: machines\n`)).toMatchObject({
      flood: { 'per-hour': 5 },
      fallback: 'machines',
    });
  });

  test('looks nothing up unless told so', async () => {
    expect(await load(VALID)).toMatchObject({ 'look-ups': { iam: false, organizations: false } });
  });

  test.each([
    [
      'a role for look-ups that are off',
      `${VALID}look-ups: { organizations: true, role: reader }\n`,
      'look-ups.role: is for look-ups in IAM, which are off: set "iam: true" beside it',
    ],
    [
      'the ARN of a role for its name',
      `${VALID}look-ups: { iam: true, role: "arn:aws:iam::123456789012:role/reader" }\n`,
      'look-ups.role: must be the name of a role, such as trailbell-look-ups: not its ARN, and no path',
    ],
    [
      'a fallback that is no destination',
      `${VALID}fallback: machine\n`,
      'fallback: no destination "machine" in trailbell.yml; did you mean "machines"?',
    ],
    [
      'a suppression that EventBridge would refuse',
      `${VALID}suppressions: [{ when: { region: a }, owner: a, reason: b, until: 2026-12-31 }]\n`,
      'suppressions.0.when.region: EventBridge would refuse this',
    ],
    [
      'automation that any caller can pretend to be',
      `${VALID}automation: [{ name: ci, when: { network: { client: { kind: [terraform] } } } }]\n`,
      'automation.0.when: any caller can make this match: say what one of account.id',
    ],
    [
      'automation for whom nobody vouches',
      `${VALID}automation: [{ name: ci, when: { identity: { vouched: [nobody], name: [ci] } } }]\n`,
      'automation.0.when: any caller can make this match',
    ],
    [
      'automation of which one alternative proves nothing',
      `${VALID}automation: [{ name: ci, when: { $or: [{ account: { id: ["123456789012"] } }, { region: [eu-west-1] }] } }]\n`,
      'automation.0.when: any caller can make this match',
    ],
    [
      'a role that is not named by its ARN',
      `${VALID}vouched: { sessions: [admin] }\n`,
      'vouched.sessions.0: must be the ARN of a role, with its path',
    ],
    ['a flood of nothing', `${VALID}flood: { per-hour: 0 }\n`, 'flood.per-hour: must be at least 1, got 0'],
    [
      'a token instead of its name',
      VALID.replace('/trailbell/slack-token', 'xoxb-1'),
      'trailbell.yml:2:50 destinations.security.token-parameter: must be the name of an SSM parameter',
    ],
    [
      'a channel that is to be read and goes by its name',
      VALID.replace('/trailbell/slack-token', '/trailbell/slack-token, reads-history: true'),
      'destinations.security.channel: must be a channel id such as C0123456789 where "reads-history" is on',
    ],
    ['a bad channel', VALID.replace('"#security"', 'security'), 'destinations.security.channel: must be a channel id'],
    [
      'a bad bus',
      VALID.replace('bus: findings', 'bus: arn:aws:events:eu-west-1:rule/x'),
      'destinations.bus.bus: must be the name or the ARN of an event bus',
    ],
    [
      'a bad topic',
      VALID.replace('arn:aws-us-gov:sns', 'arn:aws:sqs'),
      'destinations.machines.topic: must be the ARN of an SNS topic',
    ],
    [
      'an unknown destination',
      VALID.replace('  - notify: [security]', '  - notify: [securty]'),
      'no destination "securty" in trailbell.yml; did you mean "security"?',
    ],
    [
      'an unreachable route',
      VALID.replace('    when', '    #')
        .replace('when: { severity: [critical] }', 'notify: [security]')
        .replace('    notify: [security, machines]\n', ''),
      'the routes after it are never reached',
    ],
    [
      'a route that is no pattern',
      VALID.replace('[critical]', 'critical'),
      'routes.0.when.severity: EventBridge would refuse this',
    ],
    [
      'an account number that YAML reads as a number',
      VALID.replace('"123456789012": prod', '12345: prod'),
      'must be an account id of twelve digits',
    ],
    ['a bad network', VALID.replace('198.51.100.0/28', '198.51.100.0'), 'networks.0.cidrs.0'],
    [
      'a network that nothing belongs to',
      VALID.replace(/cidrs: .* }]$/m, '}]'),
      'networks.0: must have "cidrs", "endpoints" or "endpoint-accounts"',
    ],
    [
      'a placeholder for a VPC endpoint',
      VALID.replace(/cidrs: .* }]$/m, 'endpoints: [AWS Internal] }]'),
      'networks.0.endpoints.0: must be the id of a VPC endpoint',
    ],
    [
      'an owner of endpoints that is no account',
      VALID.replace(/cidrs: .* }]$/m, 'endpoint-accounts: [prod] }]'),
      'networks.0.endpoint-accounts.0: must be an account id of twelve digits',
    ],
  ])('with %s is a fault', async (_, text, expected) => {
    expect(await load(text)).toContain(expected);
  });

  test('that is missing is a fault', async () => {
    expect(await loadSettings(join(folder, 'none.yml'))).toMatchObject({ faults: [{ code: 'unreadable' }] });
  });
});
