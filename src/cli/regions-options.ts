import { parseHubArn } from '../deploy/forwarder/hub-arn.ts';
import { ParameterError } from '../deploy/parameter-error.ts';
import { PARTITION_OF, type Partition, REGIONS } from '../lint/index.ts';
import { nearest } from '../rule/nearest.ts';
import { UsageError } from './usage.ts';

export interface RegionsOptions {
  readonly stage: string;
  readonly hub?: string;
  readonly home?: string;
  readonly regions?: string;
}

/** What the options say, checked. */
export interface RegionsQuestion {
  readonly partition: Partition;
  readonly hub: { readonly region: string; readonly arn: string; readonly isKnown: boolean };
  readonly identityCenter?: string;
  readonly inUse: readonly string[];
}

/** The account in commands, where it is not known. */
const ACCOUNT = '<account>';

/** @throws UsageError for a region that AWS does not have, or that another partition has */
export function parseRegionsOptions({ stage, hub, home, regions }: RegionsOptions): RegionsQuestion {
  const named = regions?.split(',').map((name) => name.trim());
  const isArn = hub?.startsWith('arn:') ?? false;
  const hubRegion = hub && (isArn ? regionOfArn(hub) : hub);
  const all = [...(hubRegion ? [hubRegion] : []), ...(home ? [home] : []), ...(named ?? [])];
  const partitions = new Map(all.map((region) => [partitionOf(region), region]));
  const [partition = 'aws', other] = partitions.keys();
  if (other) {
    throw new UsageError(
      `${partitions.get(partition)} is a region of ${partition}, ${partitions.get(other)} of ${other}: no event crosses from one to the other; ask for each alone`,
    );
  }
  const region = hubRegion ?? REGIONS[partition].global[0] ?? '';
  const arn = hub && isArn ? hub : `arn:${partition}:events:${region}:${ACCOUNT}:event-bus/trailbell-${stage}`;
  return {
    partition,
    hub: { region, arn, isKnown: isArn },
    ...(home && { identityCenter: home }),
    inUse: named ?? REGIONS[partition].always,
  };
}

function partitionOf(region: string): Partition {
  const partition = PARTITION_OF.get(region);
  if (partition) return partition;
  const meant = nearest(region, PARTITION_OF.keys());
  throw new UsageError(
    `AWS has no region "${region}"${meant ? `; did you mean "${meant}"?` : ': regions are named as us-east-1 is'}`,
  );
}

function regionOfArn(arn: string): string {
  try {
    return parseHubArn(arn).region;
  } catch (error) {
    if (error instanceof ParameterError) throw new UsageError(`--${error.message}`);
    throw error;
  }
}
