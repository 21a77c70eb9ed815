import { createReadStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, gunzipSync, type ZlibOptions } from 'node:zlib';
import { free } from './free.ts';
import type { LogFile } from './log-file.ts';
import { isS3Url, readS3Object } from './s3.ts';
import { openStdin, STDIN } from './stdin.ts';

/** What is read and unpacked at once, in bytes; a stream would cost about a millisecond more for each file. */
const MOST_AT_ONCE = 32_000_000;
/** With zlib's own pieces of 16 kB, calls to and fro take longer than the work. */
const PIECE = 1 << 20;

/**
 * What a file holds, unpacked if need be, in pieces. `onBytes` is told how much of the file was read.
 * @throws what keeps it from being read to the end, after the last piece that can be read
 */
export async function* readPieces(file: LogFile, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  const whole = isLocal(file.path) && file.bytes <= MOST_AT_ONCE ? readAtOnce(file.path) : undefined;
  if (whole) {
    onBytes(file.bytes);
    yield whole;
    free(whole);
    return;
  }
  let given = 0;
  try {
    for await (const piece of unpack(openFile(file, onBytes), { chunkSize: PIECE })) {
      given += piece.length;
      yield piece;
      if (endsItsMemory(piece)) free(piece);
    }
  } catch (error) {
    if (isZlibError(error) && file.path !== STDIN) yield* salvage(file, given);
    throw error;
  }
}

function isLocal(path: string): boolean {
  return path !== STDIN && !isS3Url(path);
}

/** A file read and unpacked at once; undefined where it is damaged or grows large. */
function readAtOnce(path: string): Buffer | undefined {
  const bytes = readFileSync(path);
  if (!isGzip(bytes)) return bytes;
  // The length of what was packed stands at the end, unless that is missing or lies.
  const length = bytes.length > 18 ? bytes.readUInt32LE(bytes.length - 4) : 0;
  if (length > MOST_AT_ONCE) return undefined;
  try {
    return gunzipSync(bytes, { chunkSize: length + 64, maxOutputLength: MOST_AT_ONCE });
  } catch {
    return undefined;
  } finally {
    free(bytes);
  }
}

/** Whether a piece is the last that stands in its memory: zlib cuts several of one. */
function endsItsMemory({ buffer, byteOffset, byteLength }: Buffer): boolean {
  return byteOffset + byteLength === buffer.byteLength;
}

async function* openFile({ path }: LogFile, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  const bytes: AsyncIterable<Buffer> =
    path === STDIN
      ? openStdin()
      : isS3Url(path)
        ? readS3Object(path)
        : createReadStream(path, { highWaterMark: PIECE / 4 });
  for await (const chunk of bytes) {
    onBytes(chunk.length);
    yield chunk;
  }
}

async function* unpack(bytes: AsyncGenerator<Buffer>, options: ZlibOptions): AsyncGenerator<Buffer> {
  const first = await bytes.next();
  if (first.done) return;
  const all = (async function* () {
    yield first.value;
    yield* bytes;
  })();
  if (!isGzip(first.value)) return yield* all;
  const gunzip = createGunzip(options);
  // What fails comes out of the stream.
  pipeline(all, gunzip).catch(() => {});
  yield* gunzip;
}

/** What a damaged archive holds from a place on: a stream that fails drops what it has ready. */
async function* salvage(file: LogFile, from: number): AsyncGenerator<Buffer> {
  const lenient = { chunkSize: PIECE / 64, finishFlush: constants.Z_SYNC_FLUSH };
  let seen = 0;
  try {
    for await (const piece of unpack(
      openFile(file, () => {}),
      lenient,
    )) {
      seen += piece.length;
      if (seen > from) yield piece.subarray(Math.max(0, piece.length - (seen - from)));
    }
  } catch {
    // Said already.
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && (bytes.length === 1 || bytes[1] === 0x8b);
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
