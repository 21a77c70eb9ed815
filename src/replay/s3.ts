import { setTimeout as pause } from 'node:timers/promises';
import type { GetObjectCommandInput, GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { s3Error } from './s3-error.ts';

const MOST_RESUMPTIONS = 5;
const PAUSE_MS = 200;

/** Whether a path names objects of S3, as in `s3://bucket/key`. */
export function isS3Url(path: string): boolean {
  return path.startsWith('s3://');
}

export function parseS3Url(url: string): { readonly Bucket: string; readonly Key: string } {
  const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(url) ?? [];
  return { Bucket, Key };
}

/** The SDK takes its time to load, which replays of folders are spared. */
export function loadS3(): Promise<typeof import('@aws-sdk/client-s3')> {
  return import('@aws-sdk/client-s3');
}

let client: Promise<S3Client> | undefined;

/** The client of this thread, with the credentials and the region that the AWS CLI would take. */
export function s3Client(): Promise<S3Client> {
  client ??= loadS3().then(
    ({ S3Client }) =>
      new S3Client({
        followRegionRedirects: true,
        // Archives tell by themselves whether they are whole.
        responseChecksumValidation: 'WHEN_REQUIRED',
        requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
      }),
  );
  return client;
}

/**
 * The bytes of an object. Where the connection breaks, they go on from that byte.
 * @throws what S3 answers, or why the connection broke again and again
 */
export async function* readS3Object(url: string): AsyncGenerator<Buffer> {
  let read = 0;
  let length: number | undefined;
  let etag: string | undefined;
  let failures = 0;
  while (length === undefined || read < length) {
    const rest = read > 0 ? { Range: `bytes=${read}-`, IfMatch: etag } : {};
    const { Body, ContentLength = 0, ETag } = await getObject({ ...parseS3Url(url), ...rest });
    length ??= ContentLength;
    etag ??= ETag;
    try {
      for await (const chunk of Body as AsyncIterable<Buffer>) {
        read += chunk.length;
        failures = 0;
        yield chunk;
      }
    } catch (error) {
      failures += 1;
      if (failures > MOST_RESUMPTIONS) {
        throw new Error(`the connection broke again and again, the last time after ${read} of ${length} bytes`, {
          cause: error,
        });
      }
      await pause(PAUSE_MS * failures);
    }
  }
}

async function getObject(input: GetObjectCommandInput): Promise<GetObjectCommandOutput> {
  const { GetObjectCommand } = await loadS3();
  try {
    return await (await s3Client()).send(new GetObjectCommand(input));
  } catch (error) {
    throw s3Error(error);
  }
}
