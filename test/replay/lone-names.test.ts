import { rm } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toEvent } from '../../src/cloudtrail/event.ts';
import type { Finding } from '../../src/finding/finding.ts';
import { BatchBuilder } from '../../src/replay/batch.ts';
import { findLogFiles } from '../../src/replay/find-files.ts';
import { LoneNames } from '../../src/replay/lone-names.ts';
import { readMatches } from '../../src/replay/read-matches.ts';
import { searchFor } from '../../src/replay/search.ts';
import { settingsSchema } from '../../src/settings/settings.ts';
import { createCorrelator } from '../../src/state/correlate.ts';
import type { Evidence } from '../../src/state/evidence.ts';
import { memoryStore } from '../../src/state/memory.ts';
import { folderOf, log, stopLogging } from '../cli/replay-logs.ts';
import { aRule, START_MS } from '../delivery/site.ts';

const evidenceOf = (key: string, event: string, value?: string): Evidence => ({
  ...{ key, event, timeMs: START_MS },
  ...(value !== undefined && { value }),
});
const loneOf = (all: readonly Evidence[], mostKeys?: number): LoneNames => {
  const lone = new LoneNames(mostKeys);
  for (const each of all) lone.addEvidence(each);
  return lone;
};

describe('a name is alone at its key', () => {
  test.each([
    ['where an event comes once', [evidenceOf('k', 'a')], true],
    ['where an event comes twice', [evidenceOf('k', 'a'), evidenceOf('k', 'a')], true],
    ['unless another event comes', [evidenceOf('k', 'a'), evidenceOf('k', 'b')], false],
    ['where events have the same value', [evidenceOf('k', 'a', 'RO'), evidenceOf('k', 'b', 'RO')], true],
    ['unless one has another value', [evidenceOf('k', 'a', 'RO'), evidenceOf('k', 'b', 'IE')], false],
    [
      'unless there was another before',
      [evidenceOf('k', 'a', 'RO'), evidenceOf('k', 'b', 'IE'), evidenceOf('k', 'c', 'RO')],
      false,
    ],
    ['where another is at another key', [evidenceOf('other', 'b'), evidenceOf('k', 'a')], true],
    ['unless nothing came', [], false],
  ])('%s', (_, all, isLone) => {
    expect(loneOf(all).isLone(evidenceOf('k', 'a', 'RO'))).toBe(isLone);
  });

  test('unless what another thread found there is another, or several', () => {
    for (const names of [[evidenceOf('k', 'b')], [evidenceOf('k', 'a'), evidenceOf('k', 'b')]]) {
      const lone = loneOf([evidenceOf('k', 'a'), evidenceOf('j', 'a')]);
      for (const [key, name] of loneOf(names).names) lone.add(key, name);
      expect([lone.isLone(evidenceOf('k', 'a')), lone.isLone(evidenceOf('j', 'a'))]).toEqual([false, true]);
    }
  });

  test('unless there are too many keys to remember', () => {
    const lone = loneOf([evidenceOf('j', 'a'), evidenceOf('k', 'a')], 1);
    expect([lone.isLone(evidenceOf('j', 'a')), lone.isLone(evidenceOf('k', 'a'))]).toEqual([true, false]);
  });

  test('never without a key', () => {
    expect(loneOf([{ event: 'a' }]).isLone({ event: 'a' })).toBe(false);
  });
});

test('a batch names each key that its hits have, however many', () => {
  const batch = new BatchBuilder();
  const event = toEvent({ eventID: 'a', eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com' });
  const keys = Array.from({ length: 60_000 }, (_, at) => `key-${at}`);
  const meetings = keys.map((key) => ({ pattern: 0, assessment: { evidence: { event: 'a', key } } }));
  batch.addHit(event, meetings, Buffer.from('{}'));
  expect([...batch.take().names.keys()]).toEqual(keys);
  expect(batch.take().names.size).toBe(0);
});

test('what is alone has the verdict that it has where nobody knows, and so have the others', async () => {
  const evidence = fc.record({
    key: fc.constantFrom('j', 'k', 'l'),
    event: fc.nat(12).map((number) => `event ${number}`.slice(-8).padStart(8, '_')),
    timeMs: fc.nat(30).map((minutes) => START_MS + minutes * 60_000),
    value: fc.constantFrom('RO', 'IE'),
  });
  const threshold = { count: 2, windowSeconds: 600, by: ['identity.name'] };
  const judgeAll = async (all: readonly Evidence[]): Promise<boolean[]> => {
    const now = (): number => START_MS;
    const { judge } = createCorrelator({ store: memoryStore(now), now }, { learns: false });
    const verdicts: boolean[] = [];
    for (const each of all) {
      verdicts.push((await judge(aRule('a/counted', { threshold }), each, () => ({}) as Finding)).rings);
    }
    return verdicts;
  };
  await fc.assert(
    fc.asyncProperty(fc.array(evidence, { maxLength: 12 }), fc.boolean(), async (found, counts) => {
      const all = found.map(({ value, ...hit }): Evidence => (counts ? { ...hit, value } : hit));
      const lone = loneOf(all);
      const known = all.map((each): Evidence => (lone.isLone(each) ? { ...each, isAlone: true } : each));
      expect(await judgeAll(known)).toEqual(await judgeAll(all));
    }),
  );
});

test('matches say what is alone in all files, whichever thread read them', async () => {
  const threshold = { count: 2, windowSeconds: 600, by: ['identity.name'], distinct: 'network.ip' };
  const site = { rules: [aRule('a/counted', { threshold })], settings: settingsSchema.parse({}) };
  const at = (eventID: string, userName: string, sourceIPAddress: string) =>
    stopLogging({ eventID, sourceIPAddress, userIdentity: { type: 'IAMUser', userName } });
  const folder = await folderOf({
    'a.json': log(at('a', 'alice', '203.0.113.7'), at('b', 'bob', '203.0.113.7')),
    'b.json': log(at('c', 'alice', '203.0.113.8'), at('d', 'bob', '203.0.113.7')),
  });
  const { files } = await findLogFiles([folder]);
  const { matches } = await readMatches(files, searchFor([site]));
  const alone: Record<string, boolean> = {};
  for await (const { event, meetings } of matches) {
    alone[String(event().detail.eventID)] = meetings[0]?.assessment?.evidence.isAlone ?? false;
  }
  expect(alone).toEqual({ a: false, b: true, c: false, d: true });
  await rm(folder, { recursive: true });
});
