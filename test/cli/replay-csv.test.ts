import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { folderOf, log, RULE, stopLogging } from './replay-logs.ts';
import { trailbell } from './run.ts';

const HEAD =
  'severity,rule,title,alerts,messages,events,held,suppressed,alerts_per_day,busiest_day,busiest_day_alerts,top_actor,top_actor_alerts';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function csv(rules: Readonly<Record<string, string>>, ...events: readonly object[]) {
  const folder = await folderOf({ 'logs/a.json': log(...events) });
  const ruleFolder = await folderOf(rules);
  folders.push(folder, ruleFolder);
  return trailbell('replay', '--csv', '--rules', ruleFolder, join(folder, 'logs'));
}
const by = (userName: string, changes: object = {}) =>
  stopLogging({ userIdentity: { type: 'IAMUser', userName, arn: `arn:aws:iam::123456789012:user/x` }, ...changes });

describe('trailbell replay --csv', () => {
  test('prints a head and a line for each rule that events met, the gravest first, and all else on stderr', async () => {
    const rules = {
      'trail-stopped.yml': RULE,
      'any-trail.yml': RULE.replace('high', 'critical').replace('title: Trail stopped', 'title: "Trail, \\"any\\""'),
      'never.yml': RULE.replace('StopLogging', 'DeleteTrail'),
    };
    const { code, stdout, stderr } = await csv(
      rules,
      by('alice', { eventID: 'a', eventTime: '2026-03-14T00:00:00Z' }),
      by('bob', { eventID: 'b', eventTime: '2026-03-15T00:00:00Z' }),
      by('bob', { eventID: 'c', eventTime: '2026-03-15T10:00:00Z' }),
      by('bob', { eventID: 'd', eventTime: '2026-03-18T00:00:00Z' }),
    );
    expect(stdout.split('\r\n')).toEqual([
      HEAD,
      'critical,any-trail,"Trail, ""any""",4,4,4,0,0,1,2026-03-15,2,bob,3',
      // The messages of the other rule show it.
      'high,trail-stopped,Trail stopped,4,0,4,0,0,1,2026-03-15,2,bob,3',
      '',
    ]);
    expect(stderr).toContain('4 events from 1 file');
    expect(code).toBe(0);
  });

  test('prints the head alone where no rule met an event', async () => {
    const { stdout } = await csv({ 'trail-stopped.yml': RULE }, by('alice', { eventName: 'StartLogging' }));
    expect(stdout).toBe(`${HEAD}\r\n`);
  });

  test.each([
    ['=HYPERLINK("https://192.0.2.1","x")', `"'=HYPERLINK(""https://192.0.2.1"",""x"")"`],
    ['+1', "'+1"],
    ['-1+cmd|x', "'-1+cmd|x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1+1', "'＝1+1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠SUM(A1)', "'＠SUM(A1)"],
    ['﹣1', "'﹣1"],
    ['\u200b=1+1', '\ufffd=1+1'],
    ['\u00a0=1+1', "'=1+1"],
    ['alice, of sales', '"alice, of sales"'],
  ])('makes of the name %j text that no spreadsheet runs', async (name, cell) => {
    const { stdout } = await csv({ 'trail-stopped.yml': RULE }, by(name));
    expect(stdout.split('\r\n')[1]).toBe(`high,trail-stopped,Trail stopped,1,1,1,0,0,1,2026-03-14,1,${cell},1`);
  });

  test.each([['\u001b]0;owned\u0007alice'], ['\u202ealice'], ['alice\r\nbob'], ['\t=1+1']])(
    'keeps control characters of the name %j out of the terminal',
    async (name) => {
      const { stdout } = await csv({ 'trail-stopped.yml': RULE }, by(name));
      expect(stdout.split('\r\n')).toHaveLength(3);
      expect(stdout.replaceAll('\r\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(stdout).not.toMatch(/,=/);
    },
  );
});
