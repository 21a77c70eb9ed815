import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type CloudTrailEvent, parseEvent } from '../../src/cloudtrail/event.ts';
import { createLocalPipeline } from '../../src/local-pipeline.ts';
import { describeAlert } from '../../src/notify/index.ts';
import { compilePatternSet } from '../../src/pattern/index.ts';
import type { Outcome, Site } from '../../src/pipeline.ts';
import { merge } from '../../src/rule-test.ts';
import { loadSite } from '../../src/site.ts';

/** What is in `shared/facts/trust.md` under the classes 1 to 3: words, relays and borrowed names, against the whole pack. */
let site: Site;
beforeAll(async () => {
  site = await loadSite({ rules: 'rules', settings: 'trailbell.yml', asWritten: true });
});

async function sample(name: string, detail: object = {}): Promise<CloudTrailEvent> {
  const event = parseEvent(merge(JSON.parse(await readFile(`events/${name}.json`, 'utf8')), { detail }));
  if (!event) throw new Error(`${name} is no event`);
  return event;
}

/** What becomes of events, one after another, of which each has an id of its own. */
async function outcomesOf(events: readonly CloudTrailEvent[], settings: Partial<Site['settings']> = {}) {
  const tested = { ...site, settings: { ...site.settings, ...settings } };
  const match = compilePatternSet(Object.fromEntries(site.rules.map(({ id, pattern }) => [id, pattern])));
  const pipeline = createLocalPipeline(tested, () => Date.parse(events[0]?.time ?? ''), { locate: () => undefined });
  const outcomes: Outcome[][] = [];
  for (const [index, event] of events.entries()) {
    const own = { ...event, detail: { ...event.detail, eventID: `event-${index}` } };
    outcomes.push((await Promise.all(match(own).map((id) => pipeline(id, own)))).flat());
  }
  return outcomes;
}

const alerts = (outcomes: readonly Outcome[] = []): Record<string, string> =>
  Object.fromEntries(
    outcomes
      .filter(({ delivery }) => delivery === 'message' || delivery === 'thread')
      .map(({ finding }) => [finding.rule.id, finding.severity]),
  );

const sessionOf = (role: string, id: string, session: string): object => ({
  userIdentity: {
    type: 'AssumedRole',
    principalId: `${id}:${session}`,
    arn: `arn:aws:sts::123456789012:assumed-role/${role}/${session}`,
    userName: { $delete: true },
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: id,
        arn: `arn:aws:iam::123456789012:role/${role}`,
        accountId: '123456789012',
        userName: role,
      },
      attributes: { mfaAuthenticated: 'false' },
    },
  },
});

describe('words that a caller chooses', () => {
  test('a user agent that ends in app/terraform silences no rule', async () => {
    const [plain] = await outcomesOf([await sample('cloudtrail/StopLogging')]);
    const agent = 'aws-cli/2.17.0 app/terraform';
    const [worded] = await outcomesOf([await sample('cloudtrail/StopLogging', { userAgent: agent })]);
    expect(alerts(worded)).toEqual(alerts(plain));
    expect(alerts(plain)).toMatchObject({ 'cloudtrail/logging-stopped': 'high' });
  });

  test('a client that calls itself Terraform makes a medium finding low, and says that it only calls itself so', async () => {
    const rule = 'lambda/layer-added';
    const name = site.rules.find(({ id }) => id === rule)?.tests[0]?.steps[0]?.event ?? '';
    const [plain] = await outcomesOf([await sample(name)]);
    const [worded] = await outcomesOf([await sample(name, { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.14.5' })]);
    expect([alerts(plain)[rule], alerts(worded)[rule]]).toEqual(['medium', 'low']);
    const facts = worded?.flatMap(({ finding }) => describeAlert(finding).facts) ?? [];
    expect(facts).toContainEqual({ label: 'With', value: 'calls itself Terraform 1.14' });
  });

  test('automation is left out by who it is, whatever it calls itself', async () => {
    const settings = {
      automation: [{ name: 'deploy', when: { identity: { issuer: ['arn:aws:iam::123456789012:role/deploy'] } } }],
    };
    const byRole = await sample('ec2/CreateRoute', sessionOf('deploy', 'AROADEPLOY0EXAMPLE00', 'anything'));
    const byOther = await sample('ec2/CreateRoute', sessionOf('other', 'AROAOTHER00EXAMPLE00', 'deploy'));
    const [deployed, pretended] = await outcomesOf([byRole, byOther], settings);
    expect(alerts(deployed)).not.toHaveProperty('network/route-changed');
    expect(alerts(pretended)).toHaveProperty('network/route-changed');
  });
});

describe('relays', () => {
  test.each(['aws-mcp.amazonaws.com', 'cloudformation.amazonaws.com', 'tomorrows-service.amazonaws.com'])(
    'a call that %s relays with the caller’s credentials is told as the caller’s',
    async (invokedBy) => {
      const [plain] = await outcomesOf([await sample('ec2/CreateRoute')]);
      const relayed = await sample('ec2/CreateRoute', {
        userIdentity: { invokedBy },
        sourceIPAddress: invokedBy,
        userAgent: 'aws-cli/2.17.0',
      });
      const [outcome = []] = await outcomesOf([relayed]);
      expect(alerts(outcome)).toEqual(alerts(plain));
      expect(outcome[0]?.finding.identity).toMatchObject({ via: invokedBy, vouched: 'identity-center' });
    },
  );

  test('what a service does by itself is left out', async () => {
    const own = await sample('ec2/CreateRoute', { userIdentity: { type: 'AWSService', invokedBy: 'x.amazonaws.com' } });
    expect(alerts((await outcomesOf([own]))[0])).not.toHaveProperty('network/route-changed');
  });

  test('a role that is only named like a service-linked role or a permission set is neither', async () => {
    for (const role of ['AWSServiceRoleForAutoScaling', 'AWSReservedSSO_Admin_0123456789abcdef']) {
      const event = await sample('ec2/CreateRoute', sessionOf(role, 'AROAFORGED0EXAMPLE00', 'ceo@example.com'));
      const [outcome = []] = await outcomesOf([event]);
      expect(alerts(outcome)).toHaveProperty('network/route-changed');
      expect(outcome[0]?.finding.identity).toMatchObject({
        name: `role ${role} (calls itself ceo@example.com)`,
        vouched: 'nobody',
      });
      expect(outcome[0]?.finding.identity.human).toBeUndefined();
    }
  });
});

describe('borrowed names', () => {
  test('a session that names itself after a person does not inherit what was seen of them', async () => {
    const rule = 'lambda/code-replaced';
    const byAlice = await sample('lambda/UpdateFunctionCode20150331v2');
    const { userName } = byAlice.detail.userIdentity as { userName: string };
    const forged = await sample(
      'lambda/UpdateFunctionCode20150331v2',
      sessionOf('ci', 'AROACI00000EXAMPLE00', userName),
    );
    const [first, again, other] = await outcomesOf([byAlice, byAlice, forged]);
    expect(alerts(first)).toHaveProperty([rule]);
    expect(alerts(again)).not.toHaveProperty([rule]);
    expect(alerts(other)).toHaveProperty([rule]);
  });

  test('other names of the same role are the same to a threshold', async () => {
    const rule = site.rules.find(({ id }) => id === 'secrets/many-read');
    const steps = rule?.tests.find(({ expect }) => expect === 'match')?.steps ?? [];
    const events = await Promise.all(
      steps.map(({ event, with: changes }, index) =>
        sample(event, merge(changes?.detail ?? {}, sessionOf('ci', 'AROACI00000EXAMPLE00', `name-${index}`)) as object),
      ),
    );
    expect(alerts((await outcomesOf(events)).at(-1))).toHaveProperty(['secrets/many-read']);
  });
});
