import { SingleBar } from 'cli-progress';
import type { LogFile } from '../replay/log-file.ts';
import type { Progress } from '../replay/read-matches.ts';
import { number } from './counted.ts';

export interface ProgressBar {
  readonly show: (progress: Progress) => void;
  readonly stop: () => void;
}

/** What stands beside the bar, at its longest. */
const WORDS_WIDTH = 82;
/** Of the bytes; before it nobody can tell how long the rest takes. */
const TELLING_PART = 0.02;

/** A bar on stderr for reading that takes a while; nothing where stderr is no terminal. */
export function progressBar(files: readonly LogFile[]): ProgressBar {
  if (!process.stderr.isTTY) return { show: () => {}, stop: () => {} };
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const startedMs = performance.now();
  const bar = new SingleBar({
    format: '{bar} {files} files · {read} · {speed} events/s{left}',
    barsize: Math.max(8, Math.min(40, (process.stderr.columns ?? 80) - WORDS_WIDTH)),
    barCompleteChar: '█',
    barIncompleteChar: '░',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  const shown = (progress: Progress) => {
    const elapsedMs = performance.now() - startedMs;
    return {
      files: `${number(progress.files)} of ${number(files.length)}`,
      read: bytes > 0 ? `${gigabytes(progress.bytes)} of ${gigabytes(bytes)} GB` : 'the standard input',
      speed: number(Math.round((progress.events * 1000) / elapsedMs)),
      left: leftText(progress.bytes / bytes, elapsedMs),
    };
  };
  bar.start(bytes, 0, shown({ files: 0, bytes: 0, events: 0 }));
  return {
    show: (progress) => bar.update(progress.bytes, shown(progress)),
    stop: () => bar.stop(),
  };
}

/** ` · 1 min 40 s left`, as far as the part that was read tells. */
export function leftText(part: number, elapsedMs: number): string {
  if (!(part >= TELLING_PART)) return '';
  const seconds = Math.max(0, Math.round((elapsedMs / part - elapsedMs) / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  if (hours > 0) return ` · ${number(hours)} h ${minutes} min left`;
  return ` · ${minutes > 0 ? `${minutes} min ` : ''}${seconds % 60} s left`;
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(2);
}
