import { readdir } from 'node:fs/promises';

/** Names of the Lambda entry points in a folder, as rules name them. */
export async function handlerNames(folder: string): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}
