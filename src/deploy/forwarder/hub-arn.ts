import { derivePartition } from '../../finding/place.ts';
import { ParameterError } from '../parameter-error.ts';

/** The bus of a hub, by the parts of its ARN. */
export interface HubArn {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** As CloudFormation checks the parameter: the ARN of a bus with a name of its own, not of the default bus. */
export const HUB_ARN_PATTERN =
  '^arn:(aws[a-z-]*):events:([a-z]+(?:-[a-z]+)+-[0-9]+):([0-9]{12}):event-bus/(?!default$)[A-Za-z0-9._-]+$';

const EXAMPLE = 'arn:aws:events:us-east-1:111122223333:event-bus/trailbell-prod';

/** The parts of a hub's ARN. @throws ParameterError where it is none, or names a region of another partition */
export function parseHubArn(text: string): HubArn {
  const [, partition, region, account] = new RegExp(HUB_ARN_PATTERN).exec(text) ?? [];
  if (!partition || !region || !account) {
    throw new ParameterError([
      `hub: must be the ARN of a hub's bus, such as ${EXAMPLE}, is "${text}"; "npx serverless deploy --param=hub=…" makes one, named trailbell-<stage>`,
    ]);
  }
  const expected = derivePartition({}, region);
  if (partition !== expected) {
    throw new ParameterError([`hub: ${region} is a region of the partition ${expected}, the ARN says ${partition}`]);
  }
  return { partition, region, account };
}

/** Where a forwarder is to stand. */
export interface Place {
  readonly region: string;
  /** The account's id; undefined where AWS cannot be asked. */
  readonly account: () => Promise<string | undefined>;
}

/** Checks that a forwarder of a region can reach the hub and is of use there. @throws ParameterError */
export async function checkPlace(hub: HubArn, { region, account }: Place): Promise<void> {
  const partition = derivePartition({}, region);
  if (partition !== hub.partition) {
    throw new ParameterError([
      `hub: events do not leave their partition: ${region} is in ${partition}, the hub in ${hub.partition}; deploy a hub in ${partition} too`,
    ]);
  }
  // An account has one hub for all of its regions, so only here it matters which account this is.
  if (region === hub.region && (await account()) === hub.account) {
    throw new ParameterError([
      `hub: is in this very account and region, where the hub forwards from the default bus itself; deploy forwarders to other regions and accounts`,
    ]);
  }
}
