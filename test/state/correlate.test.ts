import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../../src/finding/finding.ts';
import type { FirstSeen, Sequence, Threshold } from '../../src/rule/correlation.ts';
import type { Rule } from '../../src/rule/rule.ts';
import { createCorrelator } from '../../src/state/correlate.ts';
import { evidenceOf } from '../../src/state/evidence.ts';
import { memoryStore } from '../../src/state/memory.ts';
import { signIn } from '../notify/sample-finding.ts';

const START_MS = Date.parse('2026-03-14T14:00:00Z');
const MINUTE = 60;
const DAY = 86_400;

const RULE: Rule = {
  id: 'sign-in/example',
  file: 'rules/sign-in/example.yml',
  title: 'Example',
  description: 'An example.',
  severity: 'high',
  handler: 'sign-in',
  enabled: true,
  pattern: {},
  readOnlyEvents: false,
  alert: { summary: 'example', fields: {} },
  runbook: [],
  falsePositives: [],
  references: [],
  attack: [],
  cis: [],
  tests: [],
};

/** The finding of an event some seconds after the start. */
function finding(eventID: string, seconds: number, { ip = '203.0.113.7', name = 'alice' } = {}): Finding {
  return {
    ...signIn,
    id: `finding of ${eventID}`,
    time: new Date(START_MS + seconds * 1000).toISOString(),
    identity: { ...signIn.identity, name },
    network: { ...signIn.network, ip },
    event: { eventID },
  };
}

function setUp({ learns = false } = {}) {
  const clock = { nowMs: START_MS };
  const state = { store: memoryStore(() => clock.nowMs), now: () => clock.nowMs };
  const start = () => {
    const { judge, release } = createCorrelator(state, { learns });
    return {
      judge: (rule: Rule, told: Finding) => judge(rule, evidenceOf(rule, told), () => told),
      judgeEvidence: judge,
      release,
    };
  };
  const correlator = start();
  const judge = async (rule: Rule, told: Finding) => (await correlator.judge(rule, told)).rings;
  /** Which of some findings ring, one after the other. */
  const ringing = async (rule: Rule, told: readonly Finding[]) => {
    const verdicts: boolean[] = [];
    for (const each of told) verdicts.push(await judge(rule, each));
    return verdicts;
  };
  return { clock, correlator, judge, ringing, again: start };
}

test('a rule without correlation rings each time', async () => {
  const { ringing } = setUp();
  expect(await ringing(RULE, [finding('a', 0), finding('a', 0)])).toEqual([true, true]);
});

describe('a threshold', () => {
  const threshold: Threshold = { count: 3, windowSeconds: 10 * MINUTE, by: ['network.ip'] };
  const rule: Rule = { ...RULE, threshold, group: { by: threshold.by, windowSeconds: 10 * MINUTE } };

  test('rings at the nth event within the window, and for those that follow it', async () => {
    const { ringing } = setUp();
    const told = [0, 100, 200, 790, 810].map((seconds, index) => finding(`e${index}`, seconds));
    expect(await ringing(rule, told)).toEqual([false, false, true, true, false]);
  });

  test('tells long values apart that differ at their ends only, as ARNs do', async () => {
    const { ringing } = setUp();
    const distinct = { ...rule, threshold: { ...threshold, distinct: 'identity.name' } };
    const arn = `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${'path/'.repeat(20)}`;
    const told = ['one', 'two', 'three'].map((end, index) => finding(`e${index}`, index, { name: `${arn}${end}` }));
    expect(await ringing(distinct, told)).toEqual([false, false, true]);
  });

  test('slides: the count begins nowhere anew', async () => {
    const { ringing } = setUp();
    const told = [0, 590, 610, 650].map((seconds, index) => finding(`e${index}`, seconds));
    expect(await ringing(rule, told)).toEqual([false, false, false, true]);
  });

  test('tells which events it counted', async () => {
    const { correlator } = setUp();
    for (const [index, seconds] of [0, 500].entries()) await correlator.judge(rule, finding(`e${index}`, seconds));
    await correlator.judge(rule, finding('long before', -700));
    const { hits } = await correlator.judge(rule, finding('e2', 550));
    expect(hits.map(({ timeMs }) => (timeMs - START_MS) / 1000)).toEqual([0, 500, 550]);
  });

  test('counts each key by itself', async () => {
    const { ringing } = setUp();
    const told = ['192.0.2.1', '192.0.2.2', '192.0.2.1', '192.0.2.2', '192.0.2.1'].map((ip, index) =>
      finding(`e${index}`, index, { ip }),
    );
    expect(await ringing(rule, told)).toEqual([false, false, false, false, true]);
  });

  test('counts an event once, however often it comes', async () => {
    const { ringing } = setUp();
    expect(
      await ringing(
        rule,
        ['a', 'b', 'a', 'b', 'a'].map((id) => finding(id, 0)),
      ),
    ).not.toContain(true);
  });

  test('an event that rang rings again, even when all that made it ring is long forgotten', async () => {
    const { ringing, judge } = setUp();
    await ringing(
      rule,
      ['a', 'b', 'c'].map((id, index) => finding(id, index)),
    );
    await ringing(
      rule,
      ['x', 'y', 'z'].map((id, index) => finding(id, 2 * DAY + index)),
    );
    expect(await judge(rule, finding('c', 2))).toBe(true);
  });

  test('an event that rang rings also after a thousand others have, and says that it is not sure', async () => {
    const { correlator, judge, ringing } = setUp();
    const counting = { ...rule, threshold: { ...threshold, count: 2 } };
    await ringing(counting, [finding('a', 0), finding('b', 1)]);
    for (let index = 0; index < 1001; index += 1) await judge(counting, finding(`e${index}`, DAY + index));
    expect(await correlator.judge(counting, finding('b', 1))).toMatchObject({ rings: true, overflowed: true });
    expect(await correlator.judge(counting, finding('b', 1))).toMatchObject({ rings: true });
  });

  test('can count values instead of events', async () => {
    const { correlator, ringing } = setUp();
    const distinct = { ...rule, threshold: { ...threshold, distinct: 'identity.name' } };
    const told = ['alice', 'alice', 'bob', 'bob', 'alice'].map((name, index) => finding(`e${index}`, index, { name }));
    expect(await ringing(distinct, told)).not.toContain(true);
    const verdict = await correlator.judge(distinct, finding('e9', 9, { name: 'carol' }));
    expect(verdict.rings).toBe(true);
    expect(new Set(verdict.hits.map(({ value }) => value))).toEqual(new Set(['alice', 'bob', 'carol']));
  });

  test('of values that are tried for hours, the item stays small and none of the others is forgotten', async () => {
    const { ringing, judge } = setUp();
    const distinct = { ...rule, threshold: { ...threshold, distinct: 'identity.name', windowSeconds: DAY } };
    await judge(distinct, finding('first', 0, { name: 'bob' }));
    const told = Array.from({ length: 500 }, (_, index) => finding(`e${index}`, index, { name: 'alice' }));
    expect(await ringing(distinct, told)).not.toContain(true);
    expect(await judge(distinct, finding('last', 600, { name: 'carol' }))).toBe(true);
  });

  test('holds what nothing else ever comes with, and remembers nothing of it', async () => {
    const { correlator, again } = setUp();
    const told = finding('a', 0);
    const evidence = { ...evidenceOf(rule, told), isAlone: true } as const;
    const hits = [{ event: evidence.event, timeMs: START_MS }];
    expect(await correlator.judgeEvidence(rule, evidence, () => told)).toEqual({ rings: false, hits });
    await correlator.judge(rule, finding('b', 1));
    expect((await again().judge(rule, finding('c', 2))).rings).toBe(false);
  });

  test('two that reach it at the same instant both ring', async () => {
    const { judge, ringing } = setUp();
    await ringing(rule, [finding('a', 0), finding('b', 1)]);
    expect(await Promise.all([judge(rule, finding('c', 2)), judge(rule, finding('d', 3))])).toEqual([true, true]);
  });

  test('rings exactly if some window holds enough events, in whatever order they come, late and twice', async () => {
    const events = fc.array(fc.record({ seconds: fc.nat(4000), late: fc.nat(900), twice: fc.boolean() }), {
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 2, max: 5 }), async (all, count) => {
        const { ringing } = setUp();
        const arrivals = all
          .flatMap((event, index) => {
            const arrival = { id: `e${index}`, seconds: event.seconds, at: event.seconds + event.late };
            return event.twice ? [arrival, { ...arrival, at: arrival.at + 60 }] : [arrival];
          })
          .sort((a, b) => a.at - b.at);
        const verdicts = await ringing(
          { ...rule, threshold: { ...threshold, count } },
          arrivals.map(({ id, seconds }) => finding(id, seconds)),
        );
        const enough = all.some(
          (end) => all.filter(({ seconds }) => seconds <= end.seconds && seconds > end.seconds - 600).length >= count,
        );
        expect(verdicts.includes(true)).toBe(enough);
      }),
      { numRuns: 200 },
    );
  });
});

describe('first seen', () => {
  const firstSeen: FirstSeen = {
    by: ['identity.name', 'network.ip'],
    withinSeconds: 30 * DAY,
    learningSeconds: 7 * DAY,
  };
  const rule: Rule = { ...RULE, firstSeen };

  test('rings for a new pair, and not for one that was seen', async () => {
    const { ringing } = setUp();
    const told = [
      finding('a', 0),
      finding('b', 10),
      finding('c', 20, { ip: '192.0.2.9' }),
      finding('d', 30, { name: 'bob' }),
    ];
    expect(await ringing(rule, told)).toEqual([true, false, true, true]);
  });

  test('rings again after the time, counted from when it was seen last', async () => {
    const { ringing } = setUp();
    const told = [0, 20, 40, 71].map((days, index) => finding(`e${index}`, days * DAY));
    expect(await ringing(rule, told)).toEqual([true, false, false, true]);
  });

  test('a finding that rang rings again when it comes again, one that was held does not', async () => {
    const { ringing } = setUp();
    expect(
      await ringing(
        rule,
        ['a', 'b', 'a', 'b'].map((id) => finding(id, 0)),
      ),
    ).toEqual([true, false, true, false]);
  });

  test('of two at the same instant one rings', async () => {
    const { judge } = setUp();
    const verdicts = await Promise.all([judge(rule, finding('a', 0)), judge(rule, finding('b', 0))]);
    expect(verdicts.filter(Boolean)).toHaveLength(1);
  });

  test('only learns at first, also across functions that start anew', async () => {
    const { judge, clock, again } = setUp({ learns: true });
    expect(await judge(rule, finding('a', 0))).toBe(false);
    clock.nowMs += 6.9 * DAY * 1000;
    expect(await judge(rule, finding('b', 0, { name: 'bob' }))).toBe(false);
    clock.nowMs += 0.2 * DAY * 1000;
    expect((await again().judge(rule, finding('c', 7 * DAY, { name: 'carol' }))).rings).toBe(true);
    expect((await again().judge(rule, finding('a', 0))).rings).toBe(false);
  });
});

describe('a sequence', () => {
  const sequence: Sequence = {
    after: { rule: 'sign-in/failed-often', by: ['network.ip'] },
    by: ['network.ip'],
    withinSeconds: 3600,
  };
  const rule = { ...RULE, sequence };

  test('rings for what follows within the time, and for nothing else', async () => {
    const { correlator, ringing } = setUp();
    await correlator.release(rule, finding('first', 0));
    const told = [
      finding('before', -1),
      finding('at once', 0),
      finding('after', 3600),
      finding('too late', 3601),
      finding('another', 5, { ip: '192.0.2.1' }),
    ];
    expect(await ringing(rule, told)).toEqual([false, true, true, false, false]);
  });

  test('a finding that was held rings when what came before it arrives late', async () => {
    const { correlator, judge } = setUp();
    expect(await judge(rule, finding('then', 60))).toBe(false);
    expect(await correlator.release(rule, finding('first', 0))).toEqual([finding('then', 60)]);
    expect(await correlator.release(rule, finding('first', 0))).toEqual([finding('then', 60)]);
    expect(await correlator.release(rule, finding('too late', 61))).toEqual([]);
  });

  test('a finding that waits is worked out when it rings', async () => {
    const { correlator } = setUp();
    const then = finding('then', 60);
    let reads = 0;
    const read = (): Finding => {
      reads += 1;
      return then;
    };
    expect((await correlator.judgeEvidence(rule, evidenceOf(rule, then), read)).rings).toBe(false);
    expect(reads).toBe(0);
    expect(await correlator.release(rule, finding('first', 0))).toEqual([then]);
    expect(reads).toBe(1);
  });

  test('findings that do not have the key are not tied to one another', async () => {
    const { correlator, judge } = setUp();
    const { ip: _, ...nowhere } = signIn.network;
    const first = { ...finding('first', 0), network: nowhere };
    expect(await correlator.release(rule, first)).toEqual([]);
    expect(await judge(rule, { ...finding('then', 1), network: nowhere })).toBe(false);
  });

  test('a finding that rang rings again, however much came after', async () => {
    const { correlator, judge } = setUp();
    await correlator.release(rule, finding('first', 0));
    expect(await judge(rule, finding('then', 1))).toBe(true);
    for (let index = 0; index < 150; index += 1)
      await correlator.release(rule, finding(`more ${index}`, 10 * DAY + index));
    expect(await judge(rule, finding('then', 1))).toBe(true);
  });

  test('loses none, in whatever order and however close together both sides come', async () => {
    const events = fc.array(fc.record({ first: fc.boolean(), seconds: fc.nat(7200), at: fc.nat(20) }), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const { correlator } = setUp();
        const rang = new Set<string>();
        const handle = async (first: boolean, told: Finding) => {
          if (first) for (const { id } of await correlator.release(rule, told)) rang.add(id);
          else if ((await correlator.judge(rule, told)).rings) rang.add(told.id);
        };
        const told = all.map((event, index) => ({ ...event, finding: finding(`e${index}`, event.seconds) }));
        for (let at = 0; at <= 20; at += 1) {
          await Promise.all(told.filter((each) => each.at === at).map((each) => handle(each.first, each.finding)));
        }
        const expected = told
          .filter(({ first }) => !first)
          .filter((then) =>
            told.some(({ first, seconds }) => first && seconds <= then.seconds && then.seconds - seconds <= 3600),
          );
        expect([...rang].sort()).toEqual(expected.map((then) => then.finding.id).sort());
      }),
      { numRuns: 200 },
    );
  });
});
