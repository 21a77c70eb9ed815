import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type Files, folderOf, RULE } from './replay-logs.ts';
import { trailbell } from './run.ts';

/** Names a window, clears the screen in 7 and in 8 bits, and reverses what follows. */
const HOSTILE = '\u001b]0;owned\u0007\u001b[2J\u009b2J\u202e';
const SHOWN = ']0;owned [2J 2J\ufffd';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function run(files: Files, args: (folder: string) => readonly string[]): Promise<string> {
  const folder = await folderOf(files);
  folders.push(folder);
  const { stdout, stderr } = await trailbell(...args(folder));
  return stdout + stderr;
}

describe('a terminal is not commanded', () => {
  test.each([
    [
      'by a key of a rule file',
      { 'rules/a.yml': `${RULE}"${HOSTILE}key": 1\n` },
      (folder: string) => ['test', '--rules', join(folder, 'rules')],
      `${SHOWN}key`,
    ],
    [
      'by a value of a rule file that its escapes make',
      { 'rules/a.yml': RULE.replace('high', String.raw`"\e]0;owned\a\e[2J\u009b2J\u202eurgent"`) },
      (folder: string) => ['lint', '--rules', join(folder, 'rules')],
      'urgent',
    ],
    [
      'by the name of a rule file',
      { [`rules/${HOSTILE}.yml`]: RULE },
      (folder: string) => ['lint', '--rules', join(folder, 'rules')],
      `${SHOWN}.yml has a name with characters that cannot be seen; rename it`,
    ],
    [
      'by the name of a rule test',
      {
        'rules/a.yml': `${RULE}tests:\n  - { name: "${HOSTILE}fails", event: cloudtrail/StopLogging, expect: no-match }\n  - { name: x, event: cloudtrail/StopLogging, expect: match }\n`,
      },
      (folder: string) => ['test', '--rules', join(folder, 'rules')],
      `FAIL a:  ${SHOWN}fails`,
    ],
    [
      'by the name of a file of events',
      { [`${HOSTILE}.json`]: '[]' },
      (folder: string) => ['match', '--pattern', 'rules/root/sign-in.yml', '--event', join(folder, `${HOSTILE}.json`)],
      `${SHOWN}.json: must be a JSON object`,
    ],
    [
      'by the name of an event that was judged',
      { [`${HOSTILE}.json`]: '{}' },
      (folder: string) => ['match', '--pattern', 'rules/root/sign-in.yml', '--event', join(folder, `${HOSTILE}.json`)],
      `${SHOWN}.json`,
    ],
    [
      'by the name of a report',
      { 'logs/a.json': '{"Records":[]}' },
      (folder: string) => ['replay', join(folder, 'logs'), '--report', join(folder, `${HOSTILE}/report.html`)],
      `${SHOWN}/report.html: the report cannot be written`,
    ],
  ])('%s', async (_, files, args, shown) => {
    const output = await run(files as Files, args);
    expect(output).toContain(shown);
    expect(output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('by an event that --json prints, though the JSON says the same', async () => {
    const event = { 'detail-type': 'x', name: HOSTILE };
    const output = await run({ [`${HOSTILE}.json`]: JSON.stringify(event) }, (folder) => [
      ...['match', '--json', '--pattern', 'rules/root/sign-in.yml'],
      ...['--event', join(folder, `${HOSTILE}.json`)],
    ]);
    expect(output.trim()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(JSON.parse(output).event).toContain(HOSTILE);
  });
});
