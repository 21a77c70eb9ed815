import { existsSync } from 'node:fs';
import type { Site } from './pipeline.ts';
import { FaultError } from './rule/fault.ts';
import { type LoadOptions, loadRules } from './rule/load.ts';
import { loadSettings, NO_SETTINGS, notifyFaults } from './settings/load.ts';

export interface SiteFiles extends LoadOptions {
  /** A folder of rules. */
  readonly rules: string;
  /** A trailbell.yml; without that file nothing is sent anywhere. */
  readonly settings: string;
}

/** The rules and settings of a site, as its files have them. @throws FaultError with every fault of every file. */
export async function loadSite({ rules: folder, settings: file, ...options }: SiteFiles): Promise<Site> {
  const { rules, faults } = await loadRules(folder, options);
  const loaded = existsSync(file) ? await loadSettings(file) : { settings: NO_SETTINGS };
  const settings = 'settings' in loaded ? loaded.settings : NO_SETTINGS;
  const all = [...faults, ...('faults' in loaded ? loaded.faults : notifyFaults(rules, settings))];
  if (all.length > 0) throw new FaultError(all);
  return { rules, settings };
}
