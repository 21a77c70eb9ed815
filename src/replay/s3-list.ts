import { type LogFilter, mayHold, namesWithin } from './layout.ts';
import type { LogFile } from './log-file.ts';
import { loadS3, parseS3Url, s3Client } from './s3.ts';
import { s3Error } from './s3-error.ts';

/** Folders that are listed at the same time. */
const AT_ONCE = 16;

interface Listed {
  readonly files: readonly LogFile[];
  readonly folders: readonly string[];
}

/**
 * The object of a URL, or else those whose keys begin with it. In the folders that CloudTrail makes, what a filter excludes is not
 * even listed.
 * @throws what S3 answers
 */
export async function listS3Objects(url: string, filter: LogFilter): Promise<LogFile[]> {
  const { Bucket, Key } = parseS3Url(url);
  const files: LogFile[] = [];
  const folders = [Key];
  while (folders.length > 0) {
    const level = folders.splice(0, AT_ONCE);
    const listed = await Promise.all(level.map((folder) => listFolder(Bucket, folder, filter))).catch((error) => {
      throw s3Error(error);
    });
    files.push(...listed.flatMap((each) => each.files));
    folders.push(...listed.flatMap((each) => each.folders));
  }
  const named = files.find(({ path }) => path === url);
  return named ? [named] : files;
}

/** What stands in a folder: of a region all files, else its own files and folders. */
async function listFolder(Bucket: string, Prefix: string, filter: LogFilter): Promise<Listed> {
  const { paginateListObjectsV2 } = await loadS3();
  const files: LogFile[] = [];
  const folders: string[] = [];
  const names = namesWithin(Prefix, filter);
  const range = names ? { ...(names.after && { StartAfter: names.after }) } : { Delimiter: '/' };
  for await (const page of paginateListObjectsV2({ client: await s3Client() }, { Bucket, Prefix, ...range })) {
    for (const { Key = '', Size = 0 } of page.Contents ?? []) {
      if (!Key.endsWith('/') && mayHold(Key, filter)) files.push({ path: `s3://${Bucket}/${Key}`, bytes: Size });
    }
    for (const { Prefix: folder = '' } of page.CommonPrefixes ?? []) if (mayHold(folder, filter)) folders.push(folder);
    if (names && (page.Contents?.at(-1)?.Key ?? '') > names.before) break;
  }
  return { files, folders };
}
