import { describe, expect, test } from '@jest/globals';
import { DeliveryError } from '../../src/notify/index.ts';
import { aChannel, aMachine, anEvent, aRule, aSite, START_MS } from './site.ts';

const failedSignIn = (name: string) => ({
  userIdentity: { type: 'IAMUser', userName: name, arn: `arn:aws:iam::123456789012:user/${name}` },
});
const by = ['identity.arn'];

describe('an event that several rules meet', () => {
  test('is told for those alone that EventBridge shows it to, where it only reads', async () => {
    const { handle, security } = aSite([aRule('a', { readOnlyEvents: true }), aRule('b', { severity: 'high' })]);
    await handle(anEvent('e', 0, { readOnly: true, managementEvent: true }), 'a');
    await handle(anEvent('f', 7200, { readOnly: true, managementEvent: false }), 'a');
    expect(security.headlines()).toEqual([
      expect.stringContaining('Title of a'),
      expect.stringContaining('Title of b'),
    ]);
  });

  const rules = [
    aRule('a/low', { severity: 'low' }),
    aRule('b/high', { severity: 'high' }),
    aRule('c/medium'),
    aRule('d/other', { pattern: { detail: { eventName: ['DeleteTrail'] } }, severity: 'critical' }),
  ];

  test.each([[['a/low', 'b/high', 'c/medium']], [['c/medium', 'b/high', 'a/low']]])(
    'is one message that names them all, with the highest severity, in whatever order they come: %s',
    async (order) => {
      const { handle, security } = aSite(rules);
      expect(await handle(anEvent('e'), ...order)).toEqual(['message', 'thread', 'thread']);
      expect(security.headlines()).toEqual(['High · Title of b/high']);
      expect(security.shown[0]?.alert.facts.at(-1)).toEqual({
        label: 'Also',
        value: 'Title of c/medium (c/medium), Title of a/low (a/low)',
      });
    },
  );

  test('is one message also where the gravest rule groups, and counts as one event there', async () => {
    const group = { by, windowSeconds: 3600 };
    const { handle, security } = aSite([
      aRule('a/low', { severity: 'low' }),
      aRule('b/high', { severity: 'high', group }),
    ]);
    await handle(anEvent('e1'), 'a/low', 'b/high');
    await handle(anEvent('e2', 60), 'b/high', 'a/low');
    expect(security.headlines()).toEqual(['High · Title of b/high · ×2 in 60 s, last 14:01 UTC']);
  });

  test('names no rule that does not ring: its "where" does not hold, it is suppressed, silent, off or told elsewhere', async () => {
    const suppression = { when: { severity: ['high'] }, owner: 'alice', reason: 'test', until: '2026-12-31' };
    const machine = aMachine('machine');
    const { handle, security } = aSite(
      [
        aRule('a/low', { severity: 'low' }),
        aRule('b/where', { severity: 'high', where: { region: ['us-east-1'] } }),
        aRule('c/suppressed', { severity: 'high', suppress: [suppression] }),
        aRule('d/silent', { severity: 'high', notify: [] }),
        aRule('e/off', { severity: 'high', enabled: false }),
        aRule('f/elsewhere', { severity: 'high', notify: ['machine'] }),
      ],
      { destinations: [machine] },
    );
    const deliveries = await handle(anEvent('e'), 'a/low', 'b/where', 'c/suppressed', 'd/silent', 'f/elsewhere');
    expect(deliveries).toEqual(['message', 'suppressed', 'held', 'message']);
    expect(security.headlines()).toEqual(['Low · Title of a/low']);
    expect(security.shown[0]?.alert.facts.map(({ label }) => label)).not.toContain('Also');
    expect(machine.sent.map(({ finding }) => finding.rule.id)).toEqual(['f/elsewhere']);
  });

  test('is told in its message also by a rule that looks at what was before', async () => {
    const firstSeen = { by, withinSeconds: 86_400, learningSeconds: 0 };
    const { handle, security } = aSite([
      aRule('a/low', { severity: 'low' }),
      aRule('b/new', { severity: 'high', firstSeen }),
    ]);
    expect(await handle(anEvent('e'), 'a/low', 'b/new', 'b/new')).toEqual(['message', 'thread', 'thread']);
    expect(security.headlines()).toEqual(['High · Title of a/low']);
    expect(security.shown[0]?.answers).toEqual(['14:00 also raised to high · caught by Title of b/new']);
  });
});

test('what a look-up finds is shown, and decides nothing: when it fails, the finding still joins its thread', async () => {
  const names = ['prod', undefined];
  const { handle, security } = aSite(
    [aRule('a', { group: { by: ['account.id', 'account.name'], windowSeconds: 3600 } })],
    {
      lookUp: async (finding) => {
        const name = names.shift();
        return { ...finding, account: { ...finding.account, ...(name !== undefined && { name }) } };
      },
    },
  );
  expect([...(await handle(anEvent('e1'), 'a')), ...(await handle(anEvent('e2'), 'a'))]).toEqual(['message', 'thread']);
  expect(security.shown).toMatchObject([{ alert: { place: 'prod (123456789012) · eu-west-1' } }]);
});

describe('a machine', () => {
  test('gets every finding, each once, also those that join a thread elsewhere', async () => {
    const machine = aMachine('machine');
    const group = { by, windowSeconds: 3600 };
    const { handle, security } = aSite(
      [aRule('a', { group, notify: ['security', 'machine'] }), aRule('b', { notify: ['machine'] })],
      {
        destinations: [machine],
      },
    );
    for (const id of ['e1', 'e2', 'e1']) await handle(anEvent(id), 'a', 'b');
    expect(machine.sent.map(({ finding }) => [finding.rule.id, finding.event.eventID])).toEqual([
      ['a', 'e1'],
      ['b', 'e1'],
      ['a', 'e2'],
      ['b', 'e2'],
    ]);
    expect(security.shown).toHaveLength(1);
  });
});

describe('a threshold', () => {
  const threshold = { count: 3, windowSeconds: 600, by: ['network.ip'] };
  const group = { by: ['network.ip'], windowSeconds: 600 };

  test('holds what is below it, then counts it in the message, then lets the rest join', async () => {
    const { handle, security } = aSite([aRule('a', { threshold, group })]);
    const deliveries = [];
    for (const [index, name] of ['alice', 'bob', 'carol', 'dave'].entries()) {
      deliveries.push(...(await handle(anEvent(`e${index}`, index * 60, failedSignIn(name)), 'a')));
    }
    expect(deliveries).toEqual(['held', 'held', 'message', 'thread']);
    expect(security.headlines()).toEqual(['Medium · Title of a · ×4 in 3 min, last 14:03 UTC']);
    expect(security.shown[0]?.answers).toEqual(['14:03 also by dave, IAM user']);
  });

  test('names the values that it counted', async () => {
    const { handle, security } = aSite([aRule('a', { threshold: { ...threshold, distinct: 'identity.name' }, group })]);
    for (const [index, name] of ['alice', 'alice', 'bob', 'carol'].entries()) {
      await handle(anEvent(`e${index}`, index, failedSignIn(name)), 'a');
    }
    expect(security.headlines()).toEqual(['Medium · Title of a · ×4 in 3 s, last 14:00 UTC']);
    expect(security.shown[0]?.alert.facts[0]).toEqual({ label: 'Each identity.name', value: 'alice, bob, carol' });
  });

  test('names them so that everything in them is seen', async () => {
    const distinct = 'event.requestParameters.name';
    const { handle, security } = aSite([aRule('a', { threshold: { ...threshold, distinct }, group })]);
    for (const [index, name] of ['x\u001b[2J', 'y\u202e', 'z'].entries()) {
      await handle(anEvent(`e${index}`, index, { ...failedSignIn('alice'), requestParameters: { name } }), 'a');
    }
    // Behind what is not shown as it was stands a hash, so that two such values stay two.
    expect(security.shown[0]?.alert.facts[0]?.value).toMatch(/^x \[2J \S{8}, y\ufffd \S{8}, z$/);
  });

  test('does not count what is suppressed', async () => {
    const suppress = [{ when: { identity: { name: ['bob'] } }, owner: 'a', reason: 'b', until: '2026-03-14' }];
    const { handle } = aSite([aRule('a', { threshold, group, suppress })]);
    const deliveries = [];
    for (const [index, name] of ['alice', 'bob', 'bob', 'alice'].entries()) {
      deliveries.push(...(await handle(anEvent(`e${index}`, index, failedSignIn(name)), 'a')));
    }
    expect(deliveries).toEqual(['held', 'suppressed', 'suppressed', 'held']);
  });
});

describe('a sequence', () => {
  const rules = [
    aRule('a/signal', { severity: 'informational', notify: [], pattern: { detail: { eventName: ['DeleteTrail'] } } }),
    aRule('b/then', { severity: 'high', sequence: { after: { rule: 'a/signal', by }, by, withinSeconds: 600 } }),
    aRule('c/after-that', { sequence: { after: { rule: 'b/then', by }, by, withinSeconds: 600 } }),
  ];
  const signal = anEvent('s', 0, { eventName: 'DeleteTrail' });

  test('rings for what follows a silent signal, and for what follows that', async () => {
    const { handle, security } = aSite(rules);
    expect(await handle(anEvent('early', 10), 'b/then')).toEqual(['held']);
    expect(await handle(anEvent('other', 20, failedSignIn('bob')), 'b/then')).toEqual(['held']);
    expect(await handle(signal, 'a/signal')).toEqual(['held', 'message']);
    expect(await handle(anEvent('then', 30), 'b/then', 'c/after-that')).toEqual(['message', 'thread']);
    expect(security.headlines()).toEqual(['High · Title of b/then', 'High · Title of b/then']);
  });

  test('releases what was held along the whole chain, once', async () => {
    const { handle, security } = aSite(rules);
    expect(await handle(anEvent('third', 20), 'c/after-that')).toEqual(['held']);
    expect(await handle(anEvent('second', 10), 'b/then')).toEqual(['held']);
    expect(await handle(signal, 'a/signal')).toEqual(['held', 'message', 'message']);
    expect(await handle(signal, 'a/signal')).toEqual(['held', 'thread', 'thread']);
    expect(security.shown).toHaveLength(2);
  });
});

test('what comes first of a sequence is remembered, though it cannot be told', async () => {
  const sequence = { after: { rule: 'a/first', by }, by, withinSeconds: 600 };
  const { handle, security, clock } = aSite([
    aRule('a/first', { pattern: { detail: { eventName: ['DeleteTrail'] } } }),
    aRule('b/then', { sequence }),
  ]);
  security.fault = new Error('away');
  await expect(handle(anEvent('first', 0, { eventName: 'DeleteTrail' }), 'a/first')).rejects.toThrow('away');
  security.fault = undefined;
  clock.nowMs += 10_000;
  expect(await handle(anEvent('then', 10), 'b/then')).toEqual(['message']);
});

describe('a severity that a rule lowers', () => {
  const lower = [{ severity: 'low' as const, when: { region: ['eu-west-1'] } }];
  const lowered = aRule('a/lowered', { severity: 'critical', lower });

  test('is the one that its message shows', async () => {
    const { handle, security } = aSite([lowered]);
    await handle(anEvent('e'), 'a/lowered');
    expect(security.headlines()).toEqual(['Low · Title of a/lowered']);
  });

  test('is the one by which another rule of the event is graver', async () => {
    const { handle, security } = aSite([lowered, aRule('b/medium')]);
    await handle(anEvent('e'), 'a/lowered', 'b/medium');
    expect(security.headlines()).toEqual(['Medium · Title of b/medium']);
  });

  test('is raised by a graver case of the same rule that joins its thread', async () => {
    const group = { by, windowSeconds: 3600 };
    const { handle, security } = aSite([{ ...lowered, group }]);
    await handle(anEvent('e1'), 'a/lowered');
    await handle({ ...anEvent('e2', 1, { awsRegion: 'us-east-1' }), region: 'us-east-1' }, 'a/lowered');
    expect(security.headlines()).toEqual(['Critical · Title of a/lowered · ×2 in 1 s, last 14:00 UTC']);
    expect(security.shown[0]?.answers).toEqual([expect.stringContaining('also raised to critical')]);
  });

  test('is the one that a channel shows as the fallback of another', async () => {
    const refused = new DeliveryError('security', 'misconfigured', 'Slack answers invalid_auth');
    const rescue = aChannel('rescue');
    const { handle, security } = aSite([lowered], { destinations: [rescue], delivery: { fallback: 'rescue' } });
    security.fault = refused;
    await handle(anEvent('e'), 'a/lowered');
    expect(rescue.headlines()).toEqual(['Low · Title of a/lowered']);
  });
});

describe('a suppression', () => {
  const suppression = { when: { region: ['eu-west-1'] }, owner: 'alice', reason: 'test', until: '2026-03-14' };

  test.each([
    ['of the rule', [aRule('a', { suppress: [suppression] })], {}],
    ['of the site', [aRule('a')], { suppressions: [suppression] }],
  ])('%s counts and does not tell, until its day is over', async (_, rules, settings) => {
    const { handle, clock, security } = aSite(rules, { settings });
    expect(await handle(anEvent('e1'), 'a')).toEqual(['suppressed']);
    expect(security.shown).toEqual([]);
    clock.nowMs = Date.parse('2026-03-15T00:00:00Z');
    expect(await handle(anEvent('e2'), 'a')).toEqual(['message']);
  });
});

describe('an Insight', () => {
  const rule = aRule('insight/rate', { pattern: { 'detail-type': ['AWS Insight via CloudTrail'] } });
  const anInsight = (state: string, seconds: number, duration: object = {}) => ({
    ...anEvent(`insight ${state}`, seconds, {
      eventName: undefined,
      sharedEventID: 'episode',
      insightDetails: {
        state,
        eventSource: 'ec2.amazonaws.com',
        eventName: 'RunInstances',
        insightType: 'ApiCallRateInsight',
        insightContext: { statistics: { baseline: { average: 2 }, insight: { average: 84 }, ...duration } },
      },
    }),
    'detail-type': 'AWS Insight via CloudTrail',
  });
  const start = anInsight('Start', 0);
  const end = anInsight('End', 720, { insightDuration: 12 });
  const lasted = { label: 'Lasted', value: '12 minutes' };

  test("'s end answers its start, and adds how long it lasted", async () => {
    const { handle, security } = aSite([rule]);
    expect(await handle(start, rule.id)).toEqual(['message']);
    expect(security.shown[0]?.alert.facts).not.toContainEqual(lasted);
    expect(await handle(end, rule.id)).toEqual(['thread']);
    expect(security.shown[0]?.alert.facts).toContainEqual(lasted);
    expect(security.shown[0]?.answers[0]).toContain('lasted 12 minutes');
    expect(security.shown).toHaveLength(1);
  });

  test("'s start joins its end where that comes first, and takes nothing from it", async () => {
    const { handle, security } = aSite([rule]);
    expect(await handle(end, rule.id)).toEqual(['message']);
    expect(await handle(start, rule.id)).toEqual(['thread']);
    expect(security.shown).toMatchObject([{ alert: { facts: expect.arrayContaining([lasted]) } }]);
  });
});

describe('a flood of one rule', () => {
  test('is a few messages and a digest that links the rest', async () => {
    const { handle, security, clock } = aSite([aRule('a')], { settings: { flood: { 'per-hour': 2 } } });
    for (let index = 0; index < 5; index += 1) {
      clock.nowMs = START_MS + index * 1000;
      await handle(anEvent(`e${index}`, index, { requestParameters: { name: `trail-${index}` } }), 'a');
    }
    const line = (index: number) => `123456789012 · eu-west-1 by alice on trail-${index}: alice did it`;
    expect(security.shown.slice(2)).toMatchObject([
      {
        alert: {
          headline: 'Medium · Title of a · ×3 in 2 s, 3 resources, last 14:00 UTC',
          summary:
            'New messages of this rule are more than 2 an hour for one identity, 6 for one account or 20 in all: what comes next is listed below.',
          facts: [{ label: 'First', value: `14:00 ${line(2)}` }],
        },
        answers: [`14:00 also ${line(3)}`, `14:00 also ${line(4)}`],
      },
    ]);
  });
});

test('a message that names a rule which is not there says so', async () => {
  await expect(aSite([aRule('a')]).pipeline('gone', anEvent('e'))).rejects.toThrow('no rule "gone" in this deployment');
});
