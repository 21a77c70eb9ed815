import { resolve } from 'node:path';
import type { Site } from '../pipeline.ts';
import { checkSettings, SettingsError } from '../settings/check.ts';

/**
 * Checks what a handler cannot work without, so that a bad deployment shows at its first start and not at its first alert.
 * @throws SettingsError
 */
export function checkStart({ settings }: Site, environment: NodeJS.ProcessEnv): { countryDatabase: string } {
  checkSettings(settings);
  const database = environment.TRAILBELL_COUNTRY_DB;
  if (!database)
    throw new SettingsError('TRAILBELL_COUNTRY_DB is not set: it names the country database in the package');
  return { countryDatabase: resolve(environment.LAMBDA_TASK_ROOT ?? '.', database) };
}
