import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../bin/trailbell.js', import.meta.url));
/**
 * Writes the most memory that the process ever had, in kB, when the main thread ends. What the kernel says of a process to itself
 * begins with the memory of the one that started it, so on Linux it is read from /proc.
 */
const WATCH =
  `data:text/javascript,import{isMainThread}from'node:worker_threads';import{existsSync,readFileSync,writeSync}from'node:fs';
const STATUS='/proc/self/status';
const peak=()=>existsSync(STATUS)?/VmHWM:\\s+(\\d+)/.exec(readFileSync(STATUS,'utf8'))[1]:process.resourceUsage().maxRSS;
if(isMainThread)process.on('exit',()=>writeSync(3,String(peak())))`.replaceAll('\n', '');

export interface ReplayCost {
  /** Wall time, the start of the program included. */
  readonly seconds: number;
  readonly peakMB: number;
  /** The last line that it printed. */
  readonly totals: string;
}

/** Replays a path as a user would, and says what it cost. */
export function runReplay(path: string, rules: string | undefined): Promise<ReplayCost> {
  const started = performance.now();
  const options = rules === undefined ? [] : ['--rules', rules];
  const child = spawn(process.execPath, ['--import', WATCH, MAIN, 'replay', '--summary', ...options, path], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const output = { stdout: '', kilobytes: '' };
  child.stdio[1]?.on('data', (data: Buffer) => {
    output.stdout += data;
  });
  child.stdio[3]?.on('data', (data: Buffer) => {
    output.kilobytes += data;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      const { stdout, kilobytes } = output;
      const seconds = (performance.now() - started) / 1000;
      if (code !== 0) reject(new Error(`replay of ${path}: exit ${code}`));
      else
        resolve({ seconds, peakMB: (Number(kilobytes) * 1024) / 1e6, totals: stdout.trim().split('\n').at(-1) ?? '' });
    });
  });
}
