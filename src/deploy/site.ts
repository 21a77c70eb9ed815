import { createHash } from 'node:crypto';
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

/**
 * A short text that is another for other rules or settings, for `trailbell doctor` to compare: EventBridge knows nothing of
 * `where`, suppressions and routes. Where the files stand and how they are tested makes no difference.
 */
export function siteFingerprint({ rules, settings }: Site): string {
  const files = rules.filter(({ enabled }) => enabled).map(({ file, tests, ...rule }) => rule);
  return createHash('sha256')
    .update(JSON.stringify({ rules: files, settings }))
    .digest('hex')
    .slice(0, 16);
}
