import { existsSync } from 'node:fs';
import type { Site } from './pipeline.ts';
import { sequenceFaults } from './rule/correlation-faults.ts';
import { type Fault, FaultError } from './rule/fault.ts';
import { type LoadOptions, loadRules } from './rule/load.ts';
import { loadSettings, NO_SETTINGS, notifyFaults } from './settings/load.ts';
import { overrideFaults, overrideRules } from './settings/overrides.ts';

export interface SiteFiles extends LoadOptions {
  /** A folder of rules. */
  readonly rules: string;
  /** A trailbell.yml; without that file nothing is sent anywhere. */
  readonly settings: string;
  /** Whether rules stay as their files have them, whatever trailbell.yml says of them. */
  readonly asWritten?: boolean;
}

/**
 * The rules of a site, as its settings want them, and the settings.
 * @throws FaultError with every fault of every file; where there is none, with those between files
 */
export async function loadSite({ rules: folder, settings: file, asWritten, ...options }: SiteFiles): Promise<Site> {
  const { rules, faults } = await loadRules(folder, options);
  const loaded = existsSync(file) ? await loadSettings(file) : { settings: NO_SETTINGS };
  if ('faults' in loaded) throw new FaultError([...faults, ...loaded.faults]);
  refuse(faults);
  const settings = asWritten ? { ...loaded.settings, rules: {} } : loaded.settings;
  if ('yaml' in loaded) refuse(overrideFaults(loaded.yaml, rules, settings.rules));
  const wanted = overrideRules(rules, settings.rules);
  // A rule that others wait for may have been switched off.
  refuse([...notifyFaults(wanted, settings), ...sequenceFaults(wanted)]);
  return { rules: wanted, settings };
}

function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new FaultError(faults);
}
