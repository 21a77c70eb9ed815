import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { folderOf, log, RULE, stopLogging } from './replay-logs.ts';

const source = (path: string) => fileURLToPath(new URL(`../../src/cli/${path}`, import.meta.url));
const MANY = 3_000;

let folder: string;
beforeAll(async () => {
  const events = Array.from({ length: MANY }, (_, at) => stopLogging({ eventID: `event-${at}` }));
  folder = await folderOf({ 'rules/trail-stopped.yml': RULE, 'many.json': log(...events) });
});
afterAll(() => rm(folder, { recursive: true }));

/** Starts a process, whose output is gathered. */
function start(...args: readonly string[]) {
  const child = spawn(process.execPath, args, { env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined } });
  const gathered = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    gathered.stdout += text;
  });
  child.stderr.on('data', (text) => {
    gathered.stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, gathered, ended };
}

function interruptOnOutput(child: ChildProcessWithoutNullStreams): void {
  child.stdout.once('data', () => child.kill('SIGINT'));
}

const replay = (...args: string[]) => start(source('main.ts'), 'replay', '--rules', join(folder, 'rules'), ...args);

describe('Ctrl-C', () => {
  test('ends the reading of a stdin that does not end, and tells what came of what was read', async () => {
    const { child, gathered, ended } = replay('--summary', '-');
    // More than a pipe holds: when the last of it is written, the first has been read.
    const line = `${JSON.stringify(stopLogging({ noise: 'x'.repeat(2_000) }))}\n`;
    await new Promise((written) => child.stdin.write(line.repeat(2_000), written));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(gathered.stderr).toContain('Interrupted: 0 of 1 files were read to the end.');
    expect(gathered.stdout).toMatch(
      /trail-stopped +1 .*\n\n1 event \([\d,]+ repeats of an eventID left out\) from 0 files: 1 alert/,
    );
  });

  test('ends the replay of what was read, and sums up what went by', async () => {
    const { child, gathered, ended } = replay('--json', join(folder, 'many.json'));
    interruptOnOutput(child);
    expect(await ended).toBe(130);
    expect(gathered.stdout.split('\n').length).toBeLessThan(MANY);
    expect(gathered.stderr).toMatch(/Stopping: .*\n.*Alerts.*\n.*\n.*trail-stopped/);
  });

  test('pressed twice ends at once', async () => {
    const script = `
      import { catchInterrupts } from ${JSON.stringify(source('interrupts.ts'))};
      catchInterrupts().next().addEventListener('abort', () => console.log('first'));
      setInterval(() => {}, 1_000);
      console.log('ready');
    `;
    const { child, gathered, ended } = start('--input-type=module', '--eval', script);
    child.stdout.on('data', () => child.kill('SIGINT'));
    expect(await ended).toBe(130);
    expect(gathered.stdout).toBe('ready\nfirst\n');
  });
});
