import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { CloudTrailEvent } from '../cloudtrail/event.ts';
import { parseLogText } from '../cloudtrail/log-text.ts';

/** A file that could not be read as it should, in words for people. `skipped` was meant to be passed over. */
export interface ReadNote {
  readonly file: string;
  readonly message: string;
  readonly skipped: boolean;
}

export interface LogFile {
  readonly path: string;
  readonly bytes: number;
}

const LOG_FILE = /\.(json|jsonl|ndjson)(\.gz)?$/;

/** The log files at and under the paths given, in order of their names. A path that does not exist is a note. */
export async function findLogFiles(paths: readonly string[]): Promise<{ files: LogFile[]; notes: ReadNote[] }> {
  const files = new Map<string, LogFile>();
  const notes: ReadNote[] = [];
  for (const path of paths) {
    try {
      const info = await stat(path);
      if (info.isDirectory()) {
        const names = (await readdir(path, { recursive: true })).filter((name) => LOG_FILE.test(name)).sort();
        if (names.length === 0)
          notes.push({ file: path, message: 'holds no .json, .json.gz or .jsonl file', skipped: false });
        for (const name of names) {
          const file = join(path, name);
          files.set(file, { path: file, bytes: (await stat(file)).size });
        }
      } else {
        files.set(path, { path, bytes: info.size });
      }
    } catch (error) {
      notes.push({ file: path, message: `cannot be read: ${(error as Error).message}`, skipped: false });
    }
  }
  return { files: [...files.values()], notes };
}

const unzip = promisify(gunzip);

/** The events of one file, and what of it could not be read. A damaged archive gives nothing but its note. */
export async function readLogFile({ path }: LogFile): Promise<{ events: CloudTrailEvent[]; notes: ReadNote[] }> {
  let text: string;
  try {
    const raw = await readFile(path);
    text = (raw[0] === 0x1f && raw[1] === 0x8b ? await unzip(raw) : raw).toString('utf8');
  } catch (error) {
    return {
      events: [],
      notes: [{ file: path, message: `cannot be read: ${(error as Error).message}`, skipped: false }],
    };
  }
  const { events, notes } = parseLogText(text);
  return { events, notes: notes.map((note) => ({ file: path, ...note })) };
}
