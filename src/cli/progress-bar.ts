import { SingleBar } from 'cli-progress';
import type { LogFile } from '../replay/log-file.ts';
import type { Progress } from '../replay/read-matches.ts';

export interface ProgressBar {
  readonly show: (progress: Progress) => void;
  readonly stop: () => void;
}

/** A bar on stderr for reading that takes a while; nothing where stderr is no terminal. */
export function progressBar(files: readonly LogFile[]): ProgressBar {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const startedMs = performance.now();
  const bar = new SingleBar({
    format: '{bar} {files} files · {read} · {speed} events/s · {eta_formatted} left',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  const shown = (progress: Progress) => ({
    files: `${count(progress.files)} of ${count(files.length)}`,
    read: `${gigabytes(progress.bytes)} of ${gigabytes(bytes)} GB`,
    speed: count(Math.round((progress.events * 1000) / (performance.now() - startedMs))),
  });
  bar.start(bytes, 0, shown({ files: 0, bytes: 0, events: 0 }));
  return {
    show: (progress) => bar.update(progress.bytes, shown(progress)),
    stop: () => bar.stop(),
  };
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(2);
}

function count(value: number): string {
  return value.toLocaleString('en');
}
