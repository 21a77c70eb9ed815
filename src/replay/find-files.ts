import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deliveryMinute, type LogFilter, mayHold } from './layout.ts';
import type { LogFile, ReadNote } from './log-file.ts';
import { isS3Url } from './s3.ts';
import { listS3Objects } from './s3-list.ts';
import { STDIN } from './stdin.ts';

const LOG_FILE = /\.(json|jsonl|ndjson)(\.gz)?$/;
const NONE_FOUND = 'holds no .json, .json.gz or .jsonl file';
const NONE_LEFT = `${NONE_FOUND} of the time, accounts and regions asked for`;

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
  const noneFound = Object.keys(filter).length > 0 ? NONE_LEFT : NONE_FOUND;
  for (const path of paths) {
    try {
      const found = isS3Url(path) ? await listS3Objects(path, filter) : listLocal(path, filter);
      const logs = found.filter((file) => file.path === path || LOG_FILE.test(file.path));
      if (logs.length === 0) notes.push({ file: path, message: noneFound, skipped: false });
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
  return info.isDirectory() ? listFolder(path, filter) : [{ path, bytes: info.size }];
}

/** Calls that wait for each file take many times longer where there are thousands. */
function listFolder(folder: string, filter: LogFilter): LogFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const layout = path.replaceAll('\\', '/');
    if (entry.isDirectory()) return mayHold(`${layout}/`, filter) ? listFolder(path, filter) : [];
    if (!LOG_FILE.test(path) || !mayHold(layout, filter)) return [];
    return [{ path, bytes: sizeOf(path) }];
  });
}

/** What is behind a link may not be there; the reading tells. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

function inOrderOfDelivery(files: readonly LogFile[]): LogFile[] {
  return files
    .map((file) => ({ file, key: `${deliveryMinute(file.path)} ${file.path}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ file }) => file);
}
