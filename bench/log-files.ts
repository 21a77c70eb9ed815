import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { logRecords, seededRandom } from './log-generator.ts';

const pack = promisify(gzip);
const FEWEST = 1_000;
const MOST = 20_000;
/** Files that are packed at the same time. */
const AT_ONCE = 4;

export interface LogFolder {
  readonly files: number;
  /** Before packing. */
  readonly bytes: number;
  readonly packedBytes: number;
}

export interface LogSize {
  /** Stops when so many bytes, before packing, were written. */
  readonly bytes: number;
  /** Records of each file; 1,000 to 20,000 if left out. */
  readonly recordsPerFile?: number;
}

/** Writes log files as CloudTrail does into a folder. The same seed makes the same files. */
export async function writeLogs(folder: string, seed: number, size: LogSize): Promise<LogFolder> {
  mkdirSync(folder, { recursive: true });
  const nextRecord = logRecords(seed);
  const random = seededRandom(seed);
  const total = { files: 0, bytes: 0, packedBytes: 0 };
  const writing = new Set<Promise<void>>();
  while (total.bytes < size.bytes) {
    const count = size.recordsPerFile ?? Math.round(FEWEST * (MOST / FEWEST) ** random());
    const log = logOf(nextRecord, count, size.bytes - total.bytes);
    const name = `123456789012_CloudTrail_us-east-1_${minute(total.files)}_${String(total.files).padStart(16, '0')}.json.gz`;
    const write = pack(log).then(async (packed) => {
      total.packedBytes += packed.length;
      await writeFile(join(folder, name), packed);
      writing.delete(write);
    });
    writing.add(write);
    if (writing.size === AT_ONCE) await Promise.race(writing);
    total.files += 1;
    total.bytes += log.length;
  }
  await Promise.all(writing);
  return total;
}

function logOf(nextRecord: () => string, count: number, mostBytes: number): Buffer {
  const records: string[] = [];
  for (let bytes = 0; records.length < count && bytes < mostBytes; bytes += records.at(-1)?.length ?? 0)
    records.push(nextRecord());
  return Buffer.from(`{"Records":[${records.join(',')}]}`);
}

/** `20260314T0005Z` and so on, five minutes apart. */
function minute(file: number): string {
  return new Date(Date.UTC(2026, 2, 14) + file * 300_000).toISOString().replace(/[-:]|:?\d\d\.\d+/g, '');
}
