import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../bin/trailbell.js', import.meta.url));

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** What stands on stdin. */
  readonly input?: string | Buffer;
  /** Laid over the environment. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs `trailbell` as a process of its own, without a terminal. */
export function trailbell(...args: readonly string[]): Promise<Run> {
  return trailbellWith({}, ...args);
}

export function trailbellWith({ input = '', env = {} }: RunOptions, ...args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
    });
    child.on('error', reject).on('close', (code) => resolve({ code, ...output }));
    child.stdin.end(input);
  });
}
