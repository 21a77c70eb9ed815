import { existsSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { eventIdsIn, type Files, folderOf, log, RULE, stopLogging } from './replay-logs.ts';
import { trailbell } from './run.ts';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** A folder with a good log and others, and a rule beside it. */
async function folderWith(logs: Files): Promise<string> {
  const named = Object.entries(logs).map(([name, content]) => [`logs/${name}`, content]);
  const folder = await folderOf({
    'rules/trail-stopped.yml': RULE,
    'logs/good.json': log(stopLogging({ eventID: 'good' })),
    ...Object.fromEntries(named),
  });
  folders.push(folder);
  return folder;
}
const replay = (folder: string, ...args: string[]) =>
  trailbell('replay', '--json', '--rules', join(folder, 'rules'), ...args, join(folder, 'logs'));

const many = log(
  ...Array.from({ length: 2_000 }, (_, at) => stopLogging({ eventID: `event-${at}`, noise: (at * 7919).toString(36) })),
);
const packed = gzipSync(many);
const damaged = Buffer.from(packed);
damaged.fill(0xff, damaged.length / 2, damaged.length / 2 + 100);

describe('trailbell replay, where a file is damaged', () => {
  test.each([
    [
      'a packed log that breaks off',
      { 'a.json.gz': packed.subarray(0, packed.length / 2) },
      'a.json.gz: cannot be read: unexpected end of file',
      500,
    ],
    [
      'a packed log without its checksum',
      { 'a.json.gz': packed.subarray(0, -8) },
      'a.json.gz: cannot be read: unexpected end of file',
      2_000,
    ],
    ['a packed log with damage in its middle', { 'a.json.gz': damaged }, 'a.json.gz: cannot be read: ', 500],
    [
      'a log that breaks off',
      { 'a.json': many.slice(0, many.length / 2) },
      'a.json: record 10\\d\\d is not JSON: ',
      500,
    ],
    [
      'a log in whose middle is damage',
      { 'a.json': many.replace('"eventID":"event-1000"', '"eventID":event') },
      'a.json: record 1001 is not JSON: ',
      1_900,
    ],
    ['what only has the name of a packed log', { 'a.json.gz': 'garbage' }, 'a.json.gz: is not JSON', 0],
    [
      'what only begins as a packed log',
      { 'a.json.gz': Buffer.from([0x1f, 0x8b, 1, 2, 3]) },
      'a.json.gz: cannot be read: ',
      0,
    ],
    ['an empty file', { 'a.json.gz': '' }, 'a.json.gz: is empty', 0],
    [
      'JSON that is no log',
      { 'a.json': '{"name":"package","version":"1.0.0"}' },
      'a.json: record 1 of 1 is not from CloudTrail',
      0,
    ],
  ])('names %s, counts what can be read of it and the rest, and exits with 1', async (_, logs, message, atLeast) => {
    const { code, stdout, stderr } = await replay(await folderWith(logs as unknown as Files));
    expect(stderr).toMatch(new RegExp(message.replaceAll('.', '\\.')));
    const ids = eventIdsIn(stdout);
    expect(ids).toContain('good');
    expect(ids.length).toBeGreaterThan(atLeast);
    expect(code).toBe(1);
  });
});

describe('trailbell replay, where texts hold halves of characters', () => {
  const half = (eventID: string) =>
    stopLogging({
      eventID,
      userIdentity: { type: 'IAMUser', userName: 'ali\ud83dce', arn: 'arn:aws:iam::123456789012:user/ali\ud83dce' },
      requestParameters: { name: '\ude00', '\ud83d': 1 },
    });
  const envelope = JSON.stringify({ 'detail-type': 'AWS API Call via CloudTrail', detail: half('in an envelope') });

  test('reads them in any form of log, and prints only well-formed text', async () => {
    const folder = await folderWith({
      'native.json': log(half('native')),
      'lines.json': `${JSON.stringify(half('line'))}\n${envelope}\n`,
      'text.json': JSON.stringify({ CloudTrailEvent: JSON.stringify(half('text in text')) }),
    });
    const { code, stdout } = await replay(folder, '--report', join(folder, 'report.html'));
    expect(eventIdsIn(stdout).sort()).toEqual(['good', 'in an envelope', 'line', 'native', 'text in text']);
    expect(stdout).not.toMatch(/\\ud[89a-f]/i);
    expect(stdout).toContain('"name":"ali\ufffdce"');
    expect(code).toBe(0);
  });
});

describe('trailbell replay, where a file cannot be opened', () => {
  test('names a link to nowhere and one to itself, and reads the rest', async () => {
    const folder = await folderWith({});
    await symlink('nowhere.json', join(folder, 'logs/dangling.json'));
    await symlink('loop.json', join(folder, 'logs/loop.json'));
    const { code, stdout, stderr } = await replay(folder);
    expect(stderr).toMatch(/dangling\.json: cannot be read: ENOENT/);
    expect(stderr).toMatch(/loop\.json: cannot be read: ELOOP/);
    expect(eventIdsIn(stdout)).toEqual(['good']);
    expect(code).toBe(1);
  });

  test('reads what is in a folder that is named like a log', async () => {
    const folder = await folderWith({ 'a.json/inside.json': log(stopLogging({ eventID: 'inside' })) });
    await mkdir(join(folder, 'logs/empty.json'));
    const { code, stdout } = await replay(folder);
    expect(eventIdsIn(stdout).sort()).toEqual(['good', 'inside']);
    expect(code).toBe(0);
  });

  test('keeps control characters in names of files out of the terminal', async () => {
    const { stderr } = await replay(await folderWith({ '\u001b]0;owned\u0007.json': '{"\u001b[2J' }));
    expect(stderr).toContain(']0;owned');
    expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

const onLinux = existsSync('/dev/full') ? test : test.skip;
describe('trailbell replay --report', () => {
  onLinux('names a full disk, prints the table all the same, and exits with 1', async () => {
    const folder = await folderWith({});
    const { code, stdout, stderr } = await trailbell(
      ...['replay', '--rules', join(folder, 'rules'), '--report', '/dev/full', join(folder, 'logs')],
    );
    expect(stderr).toMatch(/^\/dev\/full: the report cannot be written: ENOSPC: no space left on device/);
    expect(stdout).toMatch(/trail-stopped +1/);
    expect(code).toBe(1);
  });

  test('names a folder that is not there', async () => {
    const folder = await folderWith({});
    const { code, stderr } = await replay(folder, '--report', join(folder, 'nowhere/report.html'));
    expect(stderr).toMatch(/report\.html: the report cannot be written: ENOENT/);
    expect(code).toBe(1);
  });
});
