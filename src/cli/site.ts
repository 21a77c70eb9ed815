import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Site } from '../pipeline.ts';
import { FaultError } from '../rule/fault.ts';
import { loadRules } from '../rule/load.ts';
import { loadSettings, NO_SETTINGS, notifyFaults } from '../settings/load.ts';

/** The folder that Trailbell itself stands in. */
const HOME = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** A path of Trailbell's own folder, shorter from the working folder where that reads better. */
export function homePath(name: string): string {
  const fromHere = relative(process.cwd(), join(HOME, name));
  return fromHere.startsWith('..') ? join(HOME, name) : fromHere;
}

export interface SiteOptions {
  /** Folder of rules; Trailbell's own if left out. */
  readonly rules?: string;
  readonly requireTests?: boolean;
}

/** Folders of sample events: the one beside the rules, then Trailbell's own. */
export function eventFolders({ rules = homePath('rules') }: SiteOptions): string[] {
  return [...new Set([join(dirname(rules), 'events'), homePath('events')])].filter((folder) => existsSync(folder));
}

/** Rules and settings of the site. @throws FaultError with every fault of every file. */
export async function loadSite(options: SiteOptions): Promise<Site> {
  const { rules, faults } = await loadRules(options.rules ?? homePath('rules'), {
    eventFolders: eventFolders(options),
    requireTests: options.requireTests ?? false,
  });
  const settingsFile = homePath('trailbell.yml');
  const loaded = existsSync(settingsFile) ? await loadSettings(settingsFile) : { settings: NO_SETTINGS };
  const settings = 'settings' in loaded ? loaded.settings : NO_SETTINGS;
  const all = [...faults, ...('faults' in loaded ? loaded.faults : notifyFaults(rules, settings))];
  if (all.length > 0) throw new FaultError(all);
  return { rules, settings };
}
