import type { JsonObject } from '../cloudtrail/json.ts';
import { coverOf } from '../cover/index.ts';
import { type Fault, FaultError } from '../rule/fault.ts';
import type { Rule } from '../rule/rule.ts';
import type { Resources } from './cloudformation.ts';
import { checkPlace, type Place, parseHubArn } from './forwarder/hub-arn.ts';
import { forwarderTemplate, type Template } from './forwarder/template.ts';
import { handlerNames } from './handlers.ts';
import { parseHub } from './hub-parameters.ts';
import { grantsFor } from './roles.ts';
import { type Service, toFunctions, toResources } from './service.ts';
import { loadDeployedSite, siteFingerprint } from './site.ts';

const HANDLERS = 'handlers';

/** What the one who deploys decides. Parameters are as they were given. */
interface Deployment extends Omit<Service, 'handlers' | 'hub'> {
  readonly hub: unknown;
  readonly archiveDays: unknown;
}

interface ForwarderDeployment extends Place {
  readonly prefix: string;
  readonly hub: unknown;
}

/**
 * The section `functions` of serverless.yml, for the handlers, rules and settings of the working folder.
 * @throws ParameterError; FaultError with every fault of every file
 */
export async function compileFunctions(deployment: Deployment): Promise<JsonObject> {
  const service = await serviceOf(deployment);
  return toFunctions({ ...service, site: siteFingerprint(await loadDeployedSite()) });
}

/**
 * The section `resources` of serverless.yml, for the rules and settings of the working folder.
 * @throws ParameterError; FaultError with every fault of every file
 */
export async function compileResources(deployment: Deployment): Promise<{ Resources: Resources }> {
  const service = await serviceOf(deployment);
  const { rules, settings } = await loadDeployedSite();
  const faults = handlerFaults(rules, service.handlers);
  if (faults.length > 0) throw new FaultError(faults);
  return { Resources: toResources(service, rules, grantsFor(settings)) };
}

/**
 * The section `resources` of serverless.forwarder.yml, for the rules of the working folder.
 * @throws ParameterError; FaultError with every fault of every file
 */
export async function compileForwarder({ prefix, hub, ...place }: ForwarderDeployment): Promise<Template> {
  await checkPlace(parseHubArn(String(hub)), place);
  const { rules } = await loadDeployedSite();
  return forwarderTemplate({ prefix, hub: String(hub), cover: coverOf(rules) });
}

async function serviceOf({ hub, archiveDays, ...deployment }: Deployment): Promise<Service> {
  const parsed = parseHub(hub, archiveDays);
  return { ...deployment, handlers: await handlerNames(HANDLERS), ...(parsed && { hub: parsed }) };
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
