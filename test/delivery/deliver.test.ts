import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DeliveryError } from '../../src/notify/index.ts';
import { memoryStore } from '../../src/state/memory.ts';
import type { Clock, Store } from '../../src/state/store.ts';
import { type StateTable, startStateTable } from '../servers/state-table.ts';
import { aMachine, anEvent, aRule, aSite } from './site.ts';

const revoked = new DeliveryError('security', 'misconfigured', 'Slack answers invalid_auth');
const limited = new DeliveryError('security', 'busy', 'Slack asks to wait 30 s', { retryAfterSeconds: 30 });

describe('a destination that does not take a finding', () => {
  const both = [aRule('a', { notify: ['security', 'machine'] })];

  test('keeps the others from nothing, and they are not told again when the message comes again', async () => {
    const machine = aMachine('machine');
    const { handle, security } = aSite(both, { destinations: [machine] });
    security.fault = limited;
    await expect(handle(anEvent('e'), 'a')).rejects.toBe(limited);
    expect(machine.sent).toHaveLength(1);
    security.fault = undefined;
    expect(await handle(anEvent('e'), 'a')).toEqual(['message']);
    expect(machine.sent).toHaveLength(1);
    expect(security.shown).toHaveLength(1);
  });

  test('is one of several: all are named', async () => {
    const machine = aMachine('machine');
    machine.fault = new DeliveryError('machine', 'busy', 'throttled');
    const { handle, security } = aSite(both, { destinations: [machine] });
    security.fault = limited;
    await expect(handle(anEvent('e'), 'a')).rejects.toMatchObject({
      name: 'AggregateError',
      errors: [limited, machine.fault],
      message: 'security: Slack asks to wait 30 s; machine: throttled',
    });
  });

  test('and is not in trailbell.yml says so', async () => {
    await expect(aSite([aRule('a', { notify: ['nobody'] })]).handle(anEvent('e'), 'a')).rejects.toThrow(
      'nobody: no such destination in trailbell.yml',
    );
  });
});

describe('a machine that gave no answer', () => {
  const unanswered = new DeliveryError('machine', 'busy', 'timed out', { mayHaveArrived: true });

  test('gets the finding again with a note that it may have had it', async () => {
    const machine = aMachine('machine');
    const { handle, clock } = aSite([aRule('a', { notify: ['machine'] })], { destinations: [machine] });
    machine.fault = unanswered;
    await expect(handle(anEvent('e'), 'a')).rejects.toBe(unanswered);
    clock.nowMs += 60_000;
    machine.fault = limited;
    await expect(handle(anEvent('e'), 'a')).rejects.toBe(limited);
    machine.fault = undefined;
    await handle(anEvent('e'), 'a');
    await handle(anEvent('other'), 'a');
    const note = 'May have been told before: an earlier attempt got no answer.';
    expect(machine.sent).toMatchObject([{ note }, { finding: { event: { eventID: 'other' } } }]);
    expect(machine.sent[1]?.note).toBeUndefined();
  });

  test('as a fallback gets the reason too', async () => {
    const machine = aMachine('machine');
    const { handle, security, clock } = aSite([aRule('a')], {
      destinations: [machine],
      delivery: { fallback: 'machine' },
    });
    security.fault = revoked;
    machine.fault = unanswered;
    await expect(handle(anEvent('e'), 'a')).rejects.toBe(unanswered);
    clock.nowMs += 60_000;
    machine.fault = undefined;
    await handle(anEvent('e'), 'a');
    expect(machine.sent[0]?.note).toBe(
      'Could not be told to security: Slack answers invalid_auth. May have been told before: an earlier attempt got no answer.',
    );
  });
});

test('says of each destination by itself when it has a finding', async () => {
  const machine = aMachine('machine');
  const told: string[] = [];
  const { handle, security } = aSite([aRule('a', { notify: ['security', 'machine'] })], {
    destinations: [machine],
    delivery: { onTold: ({ rule }, destination, delivered) => told.push(`${rule.id}: ${delivered} at ${destination}`) },
  });
  security.fault = limited;
  await expect(handle(anEvent('e'), 'a')).rejects.toBe(limited);
  expect(told).toEqual(['a: message at machine']);
  security.fault = undefined;
  await handle(anEvent('e'), 'a');
  expect(told.sort()).toEqual(['a: message at machine', 'a: message at machine', 'a: message at security']);
});

describe('the fallback', () => {
  const setUp = (rules = [aRule('a')]) => {
    const mail = aMachine('mail');
    const reasons: string[] = [];
    const site = aSite(rules, {
      destinations: [mail],
      delivery: {
        fallback: 'mail',
        onFallback: (finding, { message }) => reasons.push(`${finding.rule.id}: ${message}`),
      },
    });
    return { ...site, mail, reasons };
  };

  test('gets what another destination will never take, with the reason, once', async () => {
    const { handle, security, mail, reasons } = setUp();
    security.fault = revoked;
    expect(await handle(anEvent('e'), 'a', 'a')).toEqual(['message', 'message']);
    expect(mail.sent).toMatchObject([
      { finding: { rule: { id: 'a' } }, note: 'Could not be told to security: Slack answers invalid_auth' },
    ]);
    expect(reasons).toEqual(Array(2).fill('a: security: Slack answers invalid_auth'));
  });

  test('gets each finding of a group while its channel is lost; then the channel shows them all', async () => {
    const { handle, security, mail } = setUp([aRule('a', { group: { by: ['identity.arn'], windowSeconds: 3600 } })]);
    await handle(anEvent('e0'), 'a');
    security.fault = revoked;
    for (const id of ['e1', 'e2', 'e3']) await handle(anEvent(id), 'a');
    expect(mail.sent.map(({ finding }) => finding.event.eventID)).toEqual(['e1', 'e2', 'e3']);
    security.fault = undefined;
    await handle(anEvent('e4', 60), 'a');
    expect(security.headlines()).toEqual(['Medium · Title of a · ×5 in 60 s, last 14:01 UTC']);
  });

  test('gets nothing that another destination will take later', async () => {
    const { handle, security, mail } = setUp();
    security.fault = limited;
    await expect(handle(anEvent('e'), 'a')).rejects.toBe(limited);
    expect(mail.sent).toEqual([]);
  });

  test('gets a finding once, though it is also told to it', async () => {
    const { handle, security, mail } = setUp([aRule('a', { notify: ['security', 'mail'] })]);
    security.fault = revoked;
    await handle(anEvent('e'), 'a');
    expect(mail.sent).toHaveLength(1);
  });

  test('that does not take it either leaves it to the queue', async () => {
    const { handle, security, mail } = setUp();
    security.fault = revoked;
    mail.fault = new DeliveryError('mail', 'misconfigured', 'no such topic');
    await expect(handle(anEvent('e'), 'a')).rejects.toThrow('mail: no such topic');
  });

  test('is not there: what is misconfigured is left to the queue', async () => {
    const { handle, security } = aSite([aRule('a')]);
    security.fault = revoked;
    await expect(handle(anEvent('e'), 'a')).rejects.toBe(revoked);
  });
});

describe('two functions at the same instant', () => {
  let table: StateTable;
  beforeAll(async () => {
    table = await startStateTable();
  });
  afterAll(() => table.close());
  const stores: Record<string, (now: Clock) => Store> = {
    memory: memoryStore,
    DynamoDB: (now) => table.store(now),
  };

  test.each(Object.keys(stores))('tell one event once, in %s', async (kind) => {
    const machine = aMachine('machine');
    const site = aSite([aRule('a', { notify: ['security', 'machine'] })], {
      destinations: [machine],
      ...(stores[kind] && { store: stores[kind] }),
    });
    const functions = [site.start(), site.start(), site.start()];
    const event = anEvent(`twice in ${kind}`);
    const results = await Promise.allSettled(functions.map((pipeline) => pipeline('a', event)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(site.security.shown).toHaveLength(1);
    expect(machine.sent).toHaveLength(1);
    site.clock.nowMs += 60_000;
    for (const pipeline of functions)
      expect(await pipeline('a', event)).toMatchObject([{ finding: { rule: { id: 'a' } } }]);
    expect(site.security.shown).toHaveLength(1);
    expect(machine.sent).toHaveLength(1);
  });

  test.each(Object.keys(stores))('make one message of two first findings, in %s', async (kind) => {
    const site = aSite([aRule('a', { group: { by: ['identity.arn'], windowSeconds: 3600 } })], {
      ...(stores[kind] && { store: stores[kind] }),
    });
    const functions = [site.start(), site.start()];
    const events = [anEvent(`one of ${kind}`), anEvent(`two of ${kind}`)];
    let waiting = events.map((event, index) => async () => functions[index]?.('a', event));
    for (let round = 0; waiting.length > 0 && round < 10; round += 1) {
      const results = await Promise.allSettled(waiting.map((attempt) => attempt()));
      waiting = waiting.filter((_, index) => results[index]?.status === 'rejected');
      site.clock.nowMs += 2000;
    }
    expect(site.security.headlines()).toEqual(['Medium · Title of a · ×2 in 1 s, last 14:00 UTC']);
  });

  test('findings of one batch take turns and need not come back', async () => {
    const site = aSite([aRule('a', { group: { by: ['identity.arn'], windowSeconds: 3600 } })]);
    const events = Array.from({ length: 10 }, (_, index) => anEvent(`e${index}`));
    await Promise.all(events.map((event) => site.pipeline('a', event)));
    expect(site.security.headlines()).toEqual(['Medium · Title of a · ×10 in 1 s, last 14:00 UTC']);
  });
});
