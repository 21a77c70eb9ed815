import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Site } from '../pipeline.ts';

/** The folder that Trailbell itself stands in. */
const HOME = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** A path of Trailbell's own folder, shorter from the working folder where that reads better. */
export function homePath(name: string): string {
  const fromHere = relative(process.cwd(), join(HOME, name));
  return fromHere.startsWith('..') ? join(HOME, name) : fromHere;
}

/** The database of countries that stands among the packages. */
export const COUNTRY_DATABASE = homePath(
  'node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
);

export interface SiteOptions {
  /** Folder of rules; Trailbell's own if left out. */
  readonly rules?: string;
  readonly requireTests?: boolean;
}

/** Folders of sample events: the one beside the rules, then Trailbell's own. */
export function eventFolders({ rules = homePath('rules') }: SiteOptions): string[] {
  return [...new Set([join(dirname(rules), 'events'), homePath('events')])].filter((folder) => existsSync(folder));
}

/**
 * Rules and settings of the site, for a command. What trailbell.yml changes of rules is meant for the site's own folder, and not
 * for their tests: those say what the files say.
 * @throws FaultError with every fault of every file
 */
export async function loadCommandSite(options: SiteOptions): Promise<Site> {
  // Parsers and schemas take a quarter of a second to load.
  const { loadSite } = await import('../site.ts');
  return loadSite({
    rules: options.rules ?? homePath('rules'),
    settings: homePath('trailbell.yml'),
    eventFolders: eventFolders(options),
    requireTests: options.requireTests ?? false,
    asWritten: options.rules !== undefined || options.requireTests === true,
  });
}
