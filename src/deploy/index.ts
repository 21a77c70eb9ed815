import type { JsonObject } from '../cloudtrail/json.ts';
import { type Fault, FaultError } from '../rule/fault.ts';
import type { Rule } from '../rule/rule.ts';
import type { Resources } from './cloudformation.ts';
import { handlerNames } from './handlers.ts';
import { grantsFor } from './roles.ts';
import { type Service, toFunctions, toResources } from './service.ts';
import { loadDeployedSite } from './site.ts';

const HANDLERS = 'handlers';

/** What the one who deploys decides. */
type Deployment = Omit<Service, 'handlers'>;

/** The section `functions` of serverless.yml, for the handlers of the working folder. */
export async function compileFunctions(deployment: Deployment): Promise<JsonObject> {
  return toFunctions({ ...deployment, handlers: await handlerNames(HANDLERS) });
}

/**
 * The section `resources` of serverless.yml, for the rules and settings of the working folder.
 * @throws FaultError with every fault of every file.
 */
export async function compileResources(deployment: Deployment): Promise<{ Resources: Resources }> {
  const handlers = await handlerNames(HANDLERS);
  const { rules, settings } = await loadDeployedSite();
  const faults = handlerFaults(rules, handlers);
  if (faults.length > 0) throw new FaultError(faults);
  return { Resources: toResources({ ...deployment, handlers }, rules, grantsFor(settings)) };
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
