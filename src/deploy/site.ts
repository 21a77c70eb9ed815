import type { Site } from '../pipeline.ts';
import { checkSettings } from '../settings/check.ts';
import { loadSite } from '../site.ts';

/**
 * What a package holds of the working folder: the enabled rules without their tests, and the settings. A Lambda then reads
 * no YAML when it starts.
 * @throws FaultError with every fault of every file; SettingsError where the settings cannot work
 */
export async function loadDeployedSite(): Promise<Site> {
  const { rules, settings } = await loadSite({ rules: 'rules', settings: 'trailbell.yml' });
  checkSettings(settings);
  return { settings, rules: rules.filter((rule) => rule.enabled).map((rule) => ({ ...rule, tests: [] })) };
}
