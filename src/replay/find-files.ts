import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deliveryMinute, type LogFilter, mayHold } from './layout.ts';
import type { LogFile, ReadNote } from './log-file.ts';
import { STDIN } from './pieces.ts';
import { isS3Url } from './s3.ts';
import { listS3Objects } from './s3-list.ts';

const LOG_FILE = /\.(json|jsonl|ndjson)(\.gz)?$/;
const NONE_FOUND = 'holds no .json, .json.gz or .jsonl file';

/**
 * The log files at and under paths, in the order in which CloudTrail delivered them. In the folders that CloudTrail makes, what
 * holds no events of the filter is left out, and digests always. A path that cannot be read is a note.
 */
export async function findLogFiles(
  paths: readonly string[],
  filter: LogFilter = {},
): Promise<{ files: readonly LogFile[]; notes: readonly ReadNote[] }> {
  const files = new Map<string, LogFile>();
  const notes: ReadNote[] = [];
  for (const path of paths) {
    try {
      const found = isS3Url(path) ? await listS3Objects(path, filter) : listLocal(path, filter);
      const logs = found.filter((file) => file.path === path || LOG_FILE.test(file.path));
      if (logs.length === 0) notes.push({ file: path, message: NONE_FOUND, skipped: false });
      for (const log of logs) files.set(log.path, log);
    } catch (error) {
      notes.push({ file: path, message: `cannot be read: ${(error as Error).message}`, skipped: false });
    }
  }
  return { files: inOrderOfDelivery([...files.values()]), notes };
}

function listLocal(path: string, filter: LogFilter): LogFile[] {
  if (path === STDIN) return [{ path, bytes: 0 }];
  const info = statSync(path);
  if (!info.isDirectory()) return [{ path, bytes: info.size }];
  // Calls that wait for each file take many times longer where there are thousands.
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((file) => LOG_FILE.test(file) && mayHold(file.replaceAll('\\', '/'), filter))
    .map((file) => ({ path: file, bytes: statSync(file).size }));
}

function inOrderOfDelivery(files: readonly LogFile[]): LogFile[] {
  return files
    .map((file) => ({ file, key: `${deliveryMinute(file.path)} ${file.path}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ file }) => file);
}
