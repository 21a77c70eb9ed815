import type { JsonObject } from '../cloudtrail/json.ts';
import { type Fault, FaultError } from '../rule/fault.ts';
import type { Rule } from '../rule/rule.ts';
import type { Resources } from './cloudformation.ts';
import { handlerNames } from './handlers.ts';
import { grantsFor } from './roles.ts';
import { toFunctions, toResources } from './service.ts';
import { loadDeployedSite } from './site.ts';

const HANDLERS = 'handlers';

/** The section `functions` of serverless.yml, for the handlers of the working folder. */
export async function compileFunctions(prefix: string): Promise<JsonObject> {
  return toFunctions({ prefix, handlers: await handlerNames(HANDLERS) });
}

/**
 * The section `resources` of serverless.yml, for the rules and settings of the working folder.
 * @throws FaultError with every fault of every file.
 */
export async function compileResources(prefix: string): Promise<{ Resources: Resources }> {
  const handlers = await handlerNames(HANDLERS);
  const { rules, settings } = await loadDeployedSite();
  const faults = handlerFaults(rules, handlers);
  if (faults.length > 0) throw new FaultError(faults);
  return { Resources: toResources({ prefix, handlers }, rules, grantsFor(settings)) };
}

function handlerFaults(rules: readonly Rule[], handlers: readonly string[]): Fault[] {
  return rules
    .filter(({ handler }) => !handlers.includes(handler))
    .map(({ file, handler }) => ({
      file,
      path: 'handler',
      code: 'reference',
      message: `no file ${HANDLERS}/${handler}.ts; there are ${handlers.join(', ')}`,
    }));
}
