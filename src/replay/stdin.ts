import { createReadStream, fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { isatty, ReadStream } from 'node:tty';

/** Names the standard input. */
export const STDIN = '-';

/**
 * The standard input of the process, in any thread. What reads files cannot be told to stop: at a pipe it would wait, and its
 * thread with it.
 */
export function openStdin(): AsyncIterable<Buffer> {
  if (isatty(0)) return new ReadStream(0);
  const info = fstatSync(0);
  if (info.isFIFO() || info.isSocket()) return new Socket({ fd: 0, readable: true, writable: false });
  return createReadStream('', { fd: 0, autoClose: false });
}
