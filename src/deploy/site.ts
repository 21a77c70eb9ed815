import type { Site } from '../pipeline.ts';
import { FaultError } from '../rule/fault.ts';
import { loadRules } from '../rule/load.ts';
import { loadSettings, notifyFaults } from '../settings/load.ts';

/**
 * What a package holds of the working folder: the enabled rules without their tests, and the settings. A Lambda then reads
 * no YAML when it starts.
 * @throws FaultError with every fault of every file.
 */
export async function loadSite(): Promise<Site> {
  const { rules, faults } = await loadRules('rules');
  const loaded = await loadSettings('trailbell.yml');
  if ('faults' in loaded) throw new FaultError([...faults, ...loaded.faults]);
  const { settings } = loaded;
  const all = [...faults, ...notifyFaults(rules, settings)];
  if (all.length > 0) throw new FaultError(all);
  return { settings, rules: rules.filter((rule) => rule.enabled).map((rule) => ({ ...rule, tests: [] })) };
}
