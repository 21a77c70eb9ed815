import type { JsonObject } from '../../cloudtrail/json.ts';
import { derivePartition } from '../../finding/place.ts';
import type { Settings } from '../../settings/settings.ts';
import { loadSite } from '../../site.ts';
import type { Resources } from '../cloudformation.ts';
import { ParameterError } from '../parameter-error.ts';
import { parseTrailParameters, type TrailParameters } from './parameters.ts';
import { selectorsFor, type TrailSelectors } from './selectors.ts';
import { trailOutputs, trailResources } from './template.ts';

export { TRAIL_PARAMETERS } from './parameters.ts';

/** Values of all conditions of all selectors of a trail. */
const MOST_VALUES = 500;

interface TrailDeployment {
  readonly prefix: string;
  readonly region: string;
  readonly parameters: TrailParameters;
}

/**
 * The section `resources` of serverless.trail.yml, for the rules and settings of the working folder.
 * @throws ParameterError; FaultError with every fault of every file
 */
export async function compileTrail(
  deployment: TrailDeployment,
): Promise<{ Resources: Resources; Outputs: JsonObject }> {
  const options = parseTrailParameters(deployment.parameters, deployment.prefix, deployment.region);
  const { rules, settings } = await loadSite({ rules: 'rules', settings: 'trailbell.yml' });
  const selectors = selectorsFor(rules, settings);
  const faults = [...partitionFaults(settings['data-events'], deployment.region), ...quotaFaults(selectors)];
  if (faults.length > 0) throw new ParameterError(faults);
  return { Resources: trailResources(options, selectors), Outputs: trailOutputs() };
}

/** ARNs that cannot be of a region's partition. */
export function partitionFaults(resources: Settings['data-events'], region: string): string[] {
  const partition = derivePartition({}, region);
  return Object.values(resources)
    .flat()
    .filter((arn) => arn.split(':')[1] !== partition)
    .map((arn) => `data-events of trailbell.yml: ${arn} is not of the partition ${partition}, which ${region} is in`);
}

/** What CloudTrail refuses of too many selectors. */
export function quotaFaults({ events }: TrailSelectors): string[] {
  const conditions = events.flatMap(({ FieldSelectors }) => FieldSelectors);
  const values = conditions.flatMap(({ Equals = [], StartsWith = [] }) => [...Equals, ...StartsWith]).length;
  if (values <= MOST_VALUES) return [];
  return [
    `data-events of trailbell.yml: the trail's selectors come to ${values} values, CloudTrail takes ${MOST_VALUES}: name fewer types, or what several ARNs begin with, and "*"`,
  ];
}
