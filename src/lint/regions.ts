/** When the lists were compared with their sources: `YYYY-MM-DD`. */
export const REGIONS_DATE = '2026-11-28';

export type Partition = 'aws' | 'aws-us-gov' | 'aws-cn';

export interface PartitionRegions {
  /** On in every account from the start, and never off. */
  readonly always: readonly string[];
  /** Off until the account turns them on. */
  readonly optIn: readonly string[];
  /** Where the events of global services stand; where AWS does not say which it is, any that may be. */
  readonly global: readonly string[];
  /**
   * Where CloudTrail writes console sign-ins that go by the partition's common address; regional sign-in addresses write where
   * they are.
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
   */
  readonly signIn: readonly string[];
}

/**
 * The regions of each partition.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html regions from before 20 March 2019 are always on
 * @see partitions of @aws-sdk/core 3.981.0 for all names
 */
export const REGIONS: Readonly<Record<Partition, PartitionRegions>> = {
  aws: {
    always: words(
      'us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3',
      'ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2',
    ),
    optIn: words(
      'af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7',
      'ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 me-west-1 mx-central-1 sa-west-1',
    ),
    global: ['us-east-1'],
    signIn: words('us-east-1 us-east-2 eu-north-1 ap-southeast-2'),
  },
  // AWS does not say which of the two writes a sign-in.
  'aws-us-gov': {
    always: words('us-gov-west-1 us-gov-east-1'),
    optIn: [],
    global: ['us-gov-west-1'],
    signIn: words('us-gov-west-1 us-gov-east-1'),
  },
  'aws-cn': {
    always: words('cn-north-1 cn-northwest-1'),
    optIn: [],
    global: words('cn-north-1 cn-northwest-1'),
    signIn: words('cn-north-1 cn-northwest-1'),
  },
};

/** Every region, with its partition. */
export const PARTITION_OF: ReadonlyMap<string, Partition> = new Map(
  (Object.keys(REGIONS) as Partition[]).flatMap((partition) => {
    const { always, optIn } = REGIONS[partition];
    return [...always, ...optIn].map((region) => [region, partition] as const);
  }),
);

function words(...lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}
