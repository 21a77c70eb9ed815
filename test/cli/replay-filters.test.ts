import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventIdsIn, folderOf, log, RULE, stopLogging } from './replay-logs.ts';
import { trailbell } from './run.ts';

const at = (eventID: string, eventTime: string, changes: object = {}) =>
  stopLogging({ eventID, eventTime, ...changes });
const trail = (day: string) =>
  `AWSLogs/123456789012/CloudTrail/us-east-1/${day}/123456789012_CloudTrail_us-east-1_${day.replaceAll('/', '')}T0930Z_AbCdEfGhIjKlMnOp.json`;

let rules: string;
let anywhere: string;
let delivered: string;
beforeAll(async () => {
  rules = await folderOf({ 'trail-stopped.yml': RULE });
  anywhere = await folderOf({
    'all.json': log(
      at('day before', '2026-03-13T23:59:59Z'),
      at('first', '2026-03-14T00:00:00Z'),
      at('minute before', '2026-03-14T09:29:59Z'),
      at('half past', '2026-03-14T09:30:00Z'),
      at('and half a minute', '2026-03-14T09:30:30Z'),
      at('minute after', '2026-03-14T09:31:00Z'),
      at('last', '2026-03-14T23:59:59Z'),
      at('day after', '2026-03-15T00:00:00Z', { awsRegion: 'eu-west-1' }),
      at('elsewhere', '2026-03-31T00:00:00Z', { awsRegion: 'us-gov-west-1', recipientAccountId: '210987654321' }),
    ),
  });
  delivered = await folderOf({
    [trail('2026/03/13')]: log(at('early', '2026-03-13T09:26:53Z')),
    [trail('2026/03/14')]: log(at('in time', '2026-03-14T09:26:53Z')),
    [trail('2026/03/15')]: log(at('a day late', '2026-03-14T09:27:53Z'), at('next day', '2026-03-15T09:26:53Z')),
    [trail('2026/03/20')]: 'is not even opened',
  });
});
afterAll(() => Promise.all([rules, anywhere, delivered].map((folder) => rm(folder, { recursive: true }))));

const replay = (...args: string[]) => trailbell('replay', '--json', '--rules', rules, ...args);

describe('trailbell replay with filters', () => {
  test.each([
    [
      'a day',
      ['--since', '2026-03-14', '--until', '2026-03-14'],
      ['first', 'minute before', 'half past', 'and half a minute', 'minute after', 'last'],
    ],
    ['a minute', ['--since', '2026-03-14T09:30Z', '--until', '2026-03-14T09:30Z'], ['half past', 'and half a minute']],
    ['a second', ['--since', '2026-03-14T09:30:30Z', '--until', '2026-03-14T09:30:30Z'], ['and half a minute']],
    [
      'a time in another zone',
      ['--since', '2026-03-14T10:30:30+01:00', '--until', '2026-03-14T09:30:30Z'],
      ['and half a minute'],
    ],
    ['a region', ['--region', 'eu-west-1'], ['day after']],
    ['two regions', ['--region', 'eu-west-1', '--region', 'us-gov-west-1'], ['day after', 'elsewhere']],
    ['an account', ['--account', '210987654321'], ['elsewhere']],
    ['an account in a region where it has nothing', ['--account', '210987654321', '--region', 'eu-west-1'], []],
  ])('takes the events of %s out of any file', async (_, filters, expected) => {
    const { code, stdout } = await replay(...filters, anywhere);
    expect(eventIdsIn(stdout)).toEqual(expected);
    expect(code).toBe(0);
  });

  test('finds events that were delivered a day late, and opens no file of other days', async () => {
    const { code, stdout, stderr } = await replay('--since', '2026-03-14', '--until', '2026-03-14', delivered);
    expect(eventIdsIn(stdout)).toEqual(['in time', 'a day late']);
    expect(stderr).toContain('from 2 files');
    expect(code).toBe(0);
  });

  test('counts alerts a day over the days asked for, not over all that files hold', async () => {
    const { stdout } = await trailbell(
      'replay',
      '--csv',
      '--rules',
      rules,
      '--since',
      '2026-03-14',
      '--until',
      '2026-03-14',
      anywhere,
    );
    expect(stdout).toMatch(/^high,trail-stopped,Trail stopped,6,.*,6,2026-03-14,/m);
  });

  test('says that the filters leave no file', async () => {
    const { code, stderr } = await replay('--since', '2027-01-01', delivered);
    expect(stderr).toMatch(
      /: holds no \.json, \.json\.gz or \.jsonl file of the time, accounts and regions asked for\n/,
    );
    expect(code).toBe(1);
  });

  test.each([
    ['no time', ['--since', 'yesterday'], 'Must be a day or a time with its zone, as in 2026-03-14'],
    ['a time without zone', ['--until', '2026-03-14T09:30'], 'Must be a day or a time with its zone'],
    ['a day that is not in the calendar', ['--since', '2026-02-30'], 'Must be a day or a time with its zone'],
    ['no account', ['--account', '1234'], 'Must be twelve digits.'],
    ['no region', ['--region', 'Ireland'], 'Must be as in eu-west-1.'],
    ['an end before the beginning', ['--since', '2026-03-15', '--until', '2026-03-14'], '--since: is after --until'],
    ['two formats', ['--csv'], '--csv: not together with --json'],
  ])('exits with 2 on %s, and says what it takes', async (_, args, message) => {
    const { code, stdout, stderr } = await replay(...args, anywhere);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

test('a text that is no time does not count as the last day', async () => {
  const logs = await folderOf({
    'a.json': log(
      stopLogging({ eventID: '1', eventTime: '2026-03-14T09:00:00Z' }),
      stopLogging({ eventID: '2', eventTime: '2026-03-18T09:00:00Z' }),
      stopLogging({ eventID: '3', eventTime: 'redacted' }),
    ),
  });
  const { stdout } = await trailbell('replay', '--csv', '--rules', rules, logs);
  expect(stdout).toMatch(/^high,trail-stopped,Trail stopped,3,.*,0\.75,/m);
  await rm(logs, { recursive: true });
});
