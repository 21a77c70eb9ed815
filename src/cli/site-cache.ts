import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Site } from '../pipeline.ts';
import { eventFolders, homePath, loadCommandSite, type SiteOptions } from './site.ts';

/** What makes a site of files. */
const SOURCES = [
  'src/cloudtrail',
  'src/pattern',
  'src/rule',
  'src/settings',
  'src/template',
  'src/site.ts',
  'src/cli/site.ts',
  // Written by npm with each installation.
  'node_modules/.package-lock.json',
];

/** Of folders, those that were used last. */
const MOST_KEPT = 5;

/**
 * The site as it was loaded the last time, if nothing has changed since of which it is made; else it is loaded. To parse and check
 * 200 rules takes as long as to search 500 MB of logs.
 * @throws FaultError with every fault of every file
 */
export async function loadCachedSite(options: SiteOptions): Promise<Site> {
  const file = cacheFile(options);
  const key = fingerprint(options);
  const cached = read(file);
  if (cached?.key === key) return cached.site;
  const site = await loadCommandSite(options);
  write(file, { key, site });
  return site;
}

/** One for each folder of rules. */
function cacheFile({ rules }: SiteOptions): string {
  const name = rules === undefined ? 'site' : `site-${hash('sha256', resolve(rules)).slice(0, 8)}`;
  return homePath(`node_modules/.cache/trailbell/${name}.json`);
}

interface Cached {
  readonly key: string;
  readonly site: Site;
}

/** The same as long as rules and settings have the same text, samples the same names, and the code was not touched. */
function fingerprint(options: SiteOptions): string {
  const rules = filesIn(options.rules ?? homePath('rules')).filter((file) => /\.ya?ml$/.test(file));
  const sources = SOURCES.map(homePath)
    .flatMap(filesIn)
    .map((file) => ({ file, changedMs: statSync(file).mtimeMs }));
  const texts = [...rules, ...filesIn(homePath('trailbell.yml'))].map((file) => [file, readFileSync(file, 'utf8')]);
  return hash('sha256', JSON.stringify({ options, texts, samples: eventFolders(options).flatMap(filesIn), sources }));
}

/** The files at and under a path; none where there is nothing. */
function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((file) => /\.\w+$/.test(file))
    .sort();
}

function newestFirst(files: readonly string[]): string[] {
  const dated = files.map((file) => ({ file, writtenMs: statSync(file).mtimeMs }));
  return dated.sort((a, b) => b.writtenMs - a.writtenMs).map(({ file }) => file);
}

function read(file: string): Cached | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Does nothing where Trailbell's folder cannot be written to. */
function write(file: string, cached: Cached): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, JSON.stringify(cached));
    renameSync(unfinished, file);
    for (const old of newestFirst(filesIn(dirname(file))).slice(MOST_KEPT)) rmSync(old);
  } catch {
    // The next replay takes its time again.
    if (existsSync(unfinished)) rmSync(unfinished);
  }
}
