import { resolve } from 'node:path';
import type { Site } from '../pipeline.ts';

/** Something that must be set is not: says what to set. The function does not start, so that the first deploy shows it. */
export class StartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartError';
  }
}

/** Checks what a handler cannot work without. Times are not looked at, secrets not fetched. @throws StartError */
export function checkSite({ settings }: Site, environment: NodeJS.ProcessEnv): { countryDatabase: string } {
  if (Object.keys(settings.destinations).length === 0) {
    throw new StartError('trailbell.yml names no destination: set "destinations" and deploy again');
  }
  if (settings.routes.at(-1)?.when !== undefined || settings.routes.length === 0) {
    throw new StartError(
      'trailbell.yml has no default route: end "routes" with one that has no "when", and deploy again',
    );
  }
  const database = environment.TRAILBELL_COUNTRY_DB;
  if (!database) throw new StartError('TRAILBELL_COUNTRY_DB is not set: it names the country database in the package');
  return { countryDatabase: resolve(environment.LAMBDA_TASK_ROOT ?? '.', database) };
}
