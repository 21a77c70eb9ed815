import { readdir } from 'node:fs/promises';
import type { JsonObject } from '../cloudtrail/json.ts';
import { type Fault, FaultError } from '../rule/fault.ts';
import type { Rule } from '../rule/rule.ts';
import type { Resources } from './cloudformation.ts';
import { grantsFor } from './roles.ts';
import { toFunctions, toResources } from './service.ts';
import { loadDeployedSite } from './site.ts';

/** The section `functions` of serverless.yml, for the handlers of the working folder. */
export async function compileFunctions(prefix: string): Promise<JsonObject> {
  return toFunctions({ prefix, handlers: await handlerNames() });
}

/**
 * The section `resources` of serverless.yml, for the rules and settings of the working folder.
 * @throws FaultError with every fault of every file.
 */
export async function compileResources(prefix: string): Promise<{ Resources: Resources }> {
  const handlers = await handlerNames();
  const { rules, settings } = await loadDeployedSite();
  const faults = handlerFaults(rules, handlers);
  if (faults.length > 0) throw new FaultError(faults);
  return { Resources: toResources({ prefix, handlers }, rules, grantsFor(settings)) };
}

async function handlerNames(): Promise<string[]> {
  const files = await readdir('handlers');
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

function handlerFaults(rules: readonly Rule[], handlers: readonly string[]): Fault[] {
  return rules
    .filter(({ handler }) => !handlers.includes(handler))
    .map(({ file, handler }) => ({
      file,
      path: 'handler',
      code: 'reference',
      message: `no file handlers/${handler}.ts; there are ${handlers.join(', ')}`,
    }));
}
