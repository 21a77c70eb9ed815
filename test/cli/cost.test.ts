import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import { formatCost, totalText } from '../../src/cli/cost-output.ts';
import { estimate, loadPrices, needCosts, ruleCosts } from '../../src/cost/index.ts';
import { aMonth, aRuleMonth } from '../cost/months.ts';
import { folderOf, log, RULE, stopLogging } from './replay-logs.ts';
import { type Run, trailbell } from './run.ts';

let folder = '';
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Printed {
  readonly prices: { readonly region: string };
  readonly lines: readonly { readonly item: string; readonly amount: number; readonly dollars: number | null }[];
  readonly dollars: number;
  readonly isAtLeast: boolean;
  readonly rules: readonly { readonly id: string; readonly matched: number; readonly alerts: number }[];
  readonly assumptions: readonly string[];
  readonly month: { readonly forwarded: number; readonly managementReads: number; readonly managementWrites: number };
}

async function costOf(...args: readonly string[]): Promise<Printed & { readonly amounts: Record<string, number> }> {
  const { code, stdout, stderr } = await trailbell('cost', '--json', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const printed: Printed = JSON.parse(stdout);
  return { ...printed, amounts: Object.fromEntries(printed.lines.map(({ item, amount }) => [item, amount])) };
}

/** Two days of logs in two regions: each day one trail is stopped and four trails are read of. */
async function twoDays(): Promise<string> {
  const records = ['2026-03-14T00:00:00Z', '2026-03-16T00:00:00Z'].flatMap((eventTime, day) => [
    stopLogging({ eventTime, eventID: `stop-${day}`, readOnly: false, managementEvent: true, awsRegion: 'eu-west-1' }),
    ...[0, 1, 2, 3].map((at) =>
      stopLogging({
        ...{ eventTime, eventID: `read-${day}-${at}`, eventName: 'DescribeTrails' },
        ...{ readOnly: true, managementEvent: true, eventCategory: 'Management' },
      }),
    ),
  ]);
  folder = await folderOf({ 'logs/a.json': log(...records), 'rules/trail/stopped.yml': RULE });
  return folder;
}

describe('trailbell cost', () => {
  test('tells without logs and numbers what a deployment costs at rest', async () => {
    const { dollars, isAtLeast, amounts } = await costOf();
    // As docs/operations.md has it: about $8.
    expect(dollars).toBeGreaterThan(7.5);
    expect(dollars).toBeLessThan(8.5);
    expect(isAtLeast).toBe(false);
    expect(amounts).toMatchObject({ alarms: 22, 'KMS keys': 1, dashboards: 1, 'heartbeats, Lambda': 25_920 });
  });

  test('takes numbers with k, M and B', async () => {
    const given = ['--management-events', '5M', '--read-share', '0.8', '--trails', '2', '--data-events', '1.5B'];
    const { amounts, month } = await costOf(...given);
    expect(month).toMatchObject({ managementReads: 4e6, managementWrites: expect.closeTo(1e6, 3) });
    expect(amounts).toMatchObject({ 'management events, further copies': 5e6, 'data events': 3e9 });
  });

  test('makes a month of logs, with the alerts of the rules', async () => {
    const root = await twoDays();
    const { month, rules, amounts } = await costOf('--rules', join(root, 'rules'), join(root, 'logs'));
    // Two days go into 30 fifteen times.
    expect(month).toMatchObject({ managementReads: 120, managementWrites: 30 });
    expect(rules).toEqual([expect.objectContaining({ id: 'trail/stopped', matched: 30, alerts: 30 })]);
    // Two reads and two writes for each new message in Slack; a thread has 2 kB.
    expect(amounts).toMatchObject({ 'findings, DynamoDB reads': 60, 'findings, DynamoDB writes': 120 });
  });

  test('lets numbers stand in for what logs say', async () => {
    const root = await twoDays();
    const given = ['--management-events', '1M', '--alerts', '600', '--rules', join(root, 'rules')];
    const { month, rules } = await costOf(...given, join(root, 'logs'));
    expect(month).toMatchObject({ managementReads: 8e5, managementWrites: expect.closeTo(2e5, 3) });
    expect(rules).toMatchObject([{ matched: 600, alerts: 600 }]);
  });

  test('counts what forwarders would send to a hub from other regions', async () => {
    const root = await twoDays();
    const paths = ['--rules', join(root, 'rules'), join(root, 'logs')];
    const hub = ['--hub-region', 'us-east-1', '--archive-days', '30'];
    const { month, lines, isAtLeast } = await costOf(...hub, ...paths);
    expect(month.forwarded).toBe(30);
    expect(lines.map(({ item }) => item)).toContain('archive of the hub, kept');
    expect(isAtLeast).toBe(true);
    expect((await costOf('--hub-region', 'eu-west-1', ...paths)).month.forwarded).toBe(0);
    const otherAccount = ['--hub-region', 'eu-west-1', '--hub-account', '111122223333'];
    expect((await costOf(...otherAccount, ...paths)).month.forwarded).toBe(30);
  });

  test('says whose prices stand in where those of a region are not known', async () => {
    const { prices, assumptions } = await costOf('--region', 'cn-north-1');
    expect(prices.region).toBe('us-east-1');
    expect(assumptions[0]).toMatch(/cn-north-1 are not known.*us-east-1 stand in.*yuan/);
    expect((await costOf('--region', 'eu-west-1')).prices.region).toBe('eu-west-1');
  });

  test('says what was read of logs that cannot be read whole, and ends with 1', async () => {
    const root = await folderOf({ 'a.json': log(stopLogging()) });
    folder = root;
    const { code, stdout, stderr } = await trailbell('cost', join(root, 'a.json'), join(root, 'missing'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/missing: cannot be read/);
    expect(stdout).toContain('the logs span 0.0 hours, which are taken for a whole day');
  });

  test.each<[string, readonly string[], RegExp]>([
    ['a number that is none', ['--management-events', 'many'], /--management-events.*Must be a number such as/],
    ['a negative number', ['--alerts=-5'], /--alerts.*Must be a number such as/],
    ['an unknown suffix', ['--alerts', '5T'], /Must be a number such as/],
    ['a number that nobody has', ['--alerts', '9999999999B'], /Must be a number such as/],
    ['a share above 1', ['--read-share', '80'], /Must be a share from 0 to 1/],
    ['a share in percent', ['--read-share', '80%'], /Must be a share from 0 to 1/],
    ['no trail at all', ['--trails', '0'], /Must be a whole number from 1/],
    ['a half day', ['--log-days', '1.5'], /Must be a whole number/],
    ['data events of no type', ['--data-events', 'S3=5M'], /AWS::S3::Object=10M/],
    ['data events without a number', ['--data-events', 'AWS::S3::Object'], /Must be a number such as/],
    ['no region', ['--region', 'ireland'], /Must be as in eu-west-1/],
    ['no account', ['--hub-region', 'eu-west-1', '--hub-account', '12'], /twelve digits/],
    ['regions without a hub', ['--regions', '4'], /--regions: is about a hub/],
    ['an archive without a hub', ['--archive-days', '0'], /--archive-days: is about a hub/],
    [
      'regions beside logs',
      ['--hub-region', 'eu-west-1', '--regions', '4', 'logs'],
      /--regions: not together with logs/,
    ],
  ])('refuses %s', async (_, args, message) => {
    const { code, stdout, stderr }: Run = await trailbell('cost', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('formatCost', () => {
  const prices = loadPrices('us-east-1');
  const month = aMonth({
    ...{ managementWrites: 123_456_789, forwarded: 7e6, networkEvents: 1, onHub: 8e6, archiveDays: 7 },
    rules: [
      aRuleMonth({ id: 'iam/\u001b[2Jexample', matched: 5, feeds: [{ kind: 'insight' }] }),
      aRuleMonth({ id: `s3/${'x'.repeat(80)}`, matched: 7, feeds: [{ kind: 'data', of: 'AWS::S3::Object' }] }),
    ],
  });
  const found = estimate(month, prices);
  const report = {
    ...{ estimate: found, prices, needs: needCosts(month, prices), rules: ruleCosts(month, prices) },
    assumptions: ['months are alike'],
    doubts: ['the moon: the price is unknown'],
  };

  test.each([60, 80, 100, 200])('has no line wider than %i columns', (width) => {
    const lines = formatCost(report, width).split('\n');
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
  });

  test('marks what is unknown and what is unverified, and says why', () => {
    const text = formatCost(report, 200);
    expect(text).toMatch(/events to the hub, transfer.*unknown +unknown/);
    expect(text).toMatch(/network activity events.*\$0\.10 for 100K \?/);
    expect(text).toContain('In all at least $');
    expect(text).toContain('- the moon: the price is unknown');
    expect(text).toContain('- months are alike');
  });

  test('has no control character of a rule', () => {
    expect(formatCost(report)).not.toMatch(/[^\P{C}\n]/u);
  });

  test.each([
    [{ dollars: 8.054, freeDollars: 0, isAtLeast: false }, 'In all $8.05 a month.'],
    [
      { dollars: 8.05, freeDollars: 3, isAtLeast: true },
      'In all at least $8.05 a month, at least $5.05 where nothing else uses the free allowances of the account.',
    ],
    [{ dollars: 0.001, freeDollars: 0, isAtLeast: false }, 'In all <$0.01 a month.'],
    [{ dollars: 0, freeDollars: 0, isAtLeast: false }, 'In all $0.00 a month.'],
  ])('says of %j: %s', (totals, text) => {
    expect(totalText({ ...totals, lines: [] })).toBe(text);
  });
});
