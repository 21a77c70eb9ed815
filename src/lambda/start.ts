import { resolve } from 'node:path';
import type { Site } from '../pipeline.ts';
import { checkSettings, SettingsError } from '../settings/check.ts';

/** What a handler needs of its environment. */
export interface Start {
  /** Path of the country database. */
  readonly countryDatabase: string;
  /** Name or ARN of the DynamoDB table. */
  readonly stateTable: string;
}

/**
 * Checks what a handler cannot work without, so that a bad deployment shows at its first start and not at its first alert.
 * @throws SettingsError
 */
export function checkStart({ settings }: Site, environment: NodeJS.ProcessEnv): Start {
  checkSettings(settings);
  const need = (name: string, what: string): string => {
    const value = environment[name];
    if (!value) throw new SettingsError(`${name} is not set: it names ${what}`);
    return value;
  };
  const database = need('TRAILBELL_COUNTRY_DB', 'the country database in the package');
  return {
    countryDatabase: resolve(environment.LAMBDA_TASK_ROOT ?? '.', database),
    stateTable: need('TRAILBELL_STATE_TABLE', 'the DynamoDB table'),
  };
}
