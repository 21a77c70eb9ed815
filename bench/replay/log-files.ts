import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { seededRandom } from '../random.ts';
import { logRecords } from './log-generator.ts';

const pack = promisify(gzip);
const FEWEST = 1_000;
const MOST = 20_000;
/** Files that are packed at the same time. */
const AT_ONCE = 4;
/** One text may not be longer; a file of more is packed in parts, which gzip allows. */
const RECORDS_AT_ONCE = 20_000;

export interface LogFolder {
  readonly files: readonly string[];
  /** Before packing. */
  readonly bytes: number;
  readonly packedBytes: number;
}

export interface LogSize {
  /** Stops when so many bytes, before packing, or so many files were written. */
  readonly bytes: number;
  readonly files?: number;
  /** Records of each file; 1,000 to 20,000 if left out. */
  readonly recordsPerFile?: number;
}

/** Writes log files as CloudTrail does into a folder. The same seed makes the same files. */
export async function writeLogs(folder: string, seed: number, size: LogSize): Promise<LogFolder> {
  mkdirSync(folder, { recursive: true });
  const nextRecord = logRecords(seed);
  const random = seededRandom(seed);
  const files: string[] = [];
  const total = { bytes: 0, packedBytes: 0 };
  const writing = new Set<Promise<void>>();
  while (total.bytes < size.bytes && files.length < (size.files ?? Number.POSITIVE_INFINITY)) {
    const count = size.recordsPerFile ?? Math.round(FEWEST * (MOST / FEWEST) ** random());
    const parts = logParts(nextRecord, count, size.bytes - total.bytes);
    const file = join(folder, fileName(files.length));
    const write = Promise.all(parts.map((part) => pack(part))).then(async (packed) => {
      const bytes = Buffer.concat(packed);
      total.packedBytes += bytes.length;
      await writeFile(file, bytes);
      writing.delete(write);
    });
    writing.add(write);
    if (writing.size === AT_ONCE) await Promise.race(writing);
    files.push(file);
    total.bytes += parts.reduce((sum, { length }) => sum + length, 0);
  }
  await Promise.all(writing);
  return { files, ...total };
}

/** The text of one file, in parts. */
function logParts(nextRecord: () => string, count: number, mostBytes: number): Buffer[] {
  const parts: Buffer[] = [];
  let records: string[] = [];
  let bytes = 0;
  for (let written = 0; written < count && bytes < mostBytes; written += 1) {
    const record = nextRecord();
    bytes += record.length;
    records.push(`${written === 0 ? '{"Records":[' : ','}${record}`);
    if (records.length < RECORDS_AT_ONCE) continue;
    parts.push(Buffer.from(records.join('')));
    records = [];
  }
  return [...parts, Buffer.from(`${records.join('')}]}`)];
}

function fileName(file: number): string {
  return `123456789012_CloudTrail_us-east-1_${minute(file)}_${String(file).padStart(16, '0')}.json.gz`;
}

/** `20260314T0005Z` and so on, five minutes apart. */
function minute(file: number): string {
  return new Date(Date.UTC(2026, 2, 14) + file * 300_000).toISOString().replace(/[-:]|:?\d\d\.\d+/g, '');
}
