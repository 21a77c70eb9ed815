import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BusyError } from '../../src/state/busy.ts';
import { type StateTable, startStateTable } from '../servers/state-table.ts';
import { aMachine, anEvent, aRule, aSite } from './site.ts';

let table: StateTable;
beforeAll(async () => {
  table = await startStateTable();
});
afterAll(() => table.close());

const store = (now: () => number) => table.store(now);

/** Three bytes each in UTF-8. */
const wide = (name: string, length: number): string => name.padEnd(length, '\u6f22');

describe('an event as large as CloudTrail writes it', () => {
  const rules = [
    aRule('held/first', { pattern: { detail: { eventName: ['First'] } }, notify: ['machine'] }),
    aRule('held/then', {
      pattern: { detail: { eventName: ['Then'] } },
      alert: {
        summary: '{identity.name} put {event.requestParameters.big}',
        fields: { Big: '{event.requestParameters.big}' },
      },
      sequence: { after: { rule: 'held/first', by: ['network.ip'] }, by: ['network.ip'], withinSeconds: 3600 },
      notify: ['security', 'machine'],
    }),
  ];

  test('is told when what it waits for comes, whole but for its largest parts', async () => {
    const machine = aMachine('machine');
    const { handle, security } = aSite(rules, { store, destinations: [machine] });
    const big = {
      eventName: 'Then',
      requestParameters: Object.fromEntries(['big', 'b', 'c', 'd', 'e'].map((name) => [name, wide('a ', 30_000)])),
      responseElements: { id: 'r-1' },
    };
    expect(await handle(anEvent('large', 60, big), 'held/then')).toEqual(['held']);
    expect(await handle(anEvent('before', 0, { eventName: 'First' }), 'held/first')).toEqual(['message', 'message']);
    expect(security.headlines()).toEqual(['Medium · Title of held/then']);
    expect(machine.sent.at(-1)?.finding.event).toMatchObject({
      eventID: 'large',
      responseElements: { id: 'r-1' },
      requestParameters: { omitted: true, originalSize: expect.any(Number), reason: 'requestParameters too large' },
    });
  });

  test('is told though all of it is large', async () => {
    const { handle } = aSite(rules, { store, destinations: [aMachine('machine')] });
    const parts = Array.from({ length: 300 }, (_, index) => [`part ${index}`, wide('x', 2_000)]);
    const event = anEvent('all of it', 60, {
      eventName: 'Then',
      sourceIPAddress: '203.0.113.8',
      ...Object.fromEntries(parts),
    });
    expect(await handle(event, 'held/then')).toEqual(['held']);
    const first = anEvent('before all', 0, { eventName: 'First', sourceIPAddress: '203.0.113.8' });
    expect(await handle(first, 'held/first')).toEqual(['message', 'message']);
  });
});

test('a thread of findings whose every field is as long as can be takes them all, and counts what it does not show', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `Field ${index}`);
  const fields = Object.fromEntries(names.map((name, index) => [name, `{event.requestParameters.f${index}}`]));
  const rule = aRule('threads/large', {
    alert: { summary: '{event.requestParameters.f0}', fields },
    group: { by: ['account.id'], windowSeconds: 3600 },
    runbook: Array.from({ length: 8 }, () => 'Look at {event.requestParameters.f0}'),
  });
  const { handle, security, clock } = aSite([rule], { store, delivery: { paceMs: 60_000 } });
  const happen = (index: number) => {
    const parameters = names.map((_, field) => [`f${field}`, wide(`${index} in ${field} `, 2_000)]);
    const user = wide(`user-${index}-`, 128);
    const identity = {
      type: 'IAMUser',
      userName: user,
      principalId: `AIDA${index}`,
      arn: `arn:aws:iam::123456789012:user/${user}`,
    };
    const event = anEvent(`l${index}`, index, {
      requestParameters: { ...Object.fromEntries(parameters), name: wide(`trail-${index}-`, 1_000) },
      userIdentity: identity,
    });
    return handle(event, rule.id);
  };
  expect(await happen(0)).toEqual(['message']);
  await expect(happen(1)).rejects.toBeInstanceOf(BusyError);
  for (let index = 2; index < 150; index += 1) expect(await happen(index)).toEqual(['thread']);
  clock.nowMs += 10 * 60_000;
  expect(await happen(1)).toEqual(['thread']);
  expect(security.headlines()).toEqual([expect.stringContaining('×150 in 2 min')]);
  expect(security.shown[0]?.answers).toHaveLength(50);
});

test('a threshold counts values as long as can be', async () => {
  const rule = aRule('thresholds/large', {
    threshold: { count: 4, windowSeconds: 600, by: ['account.id'], distinct: 'event.requestParameters.name' },
    group: { by: ['account.id'], windowSeconds: 600 },
  });
  const { handle } = aSite([rule], { store });
  const happen = (index: number) =>
    handle(anEvent(`t${index}`, index, { requestParameters: { name: `${wide('', 30_000)}${index}` } }), rule.id);
  expect([await happen(0), await happen(1), await happen(2), await happen(3)].flat()).toEqual([
    'held',
    'held',
    'held',
    'message',
  ]);
});
