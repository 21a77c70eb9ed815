import {
  type AdvancedEventSelector,
  DescribeTrailsCommand,
  type EventSelector,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailStatusCommand,
  type GetTrailStatusCommandOutput,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import { ask, askWhether } from './ask.ts';
import type { Clients } from './clients.ts';

/** A trail that records the region, as its home region knows it. */
export interface SeenTrail {
  readonly arn: string;
  readonly name: string;
  readonly home: string;
  readonly bucket: string;
  readonly trail: Trail;
  readonly status: Pick<
    GetTrailStatusCommandOutput,
    'IsLogging' | 'LatestDeliveryError' | 'LatestDeliveryTime' | 'StopLoggingTime'
  >;
}

export interface Selectors {
  readonly advanced: readonly AdvancedEventSelector[];
  readonly basic: readonly EventSelector[];
}

/** The trails that record a region, the widest first. */
export async function readTrails({ cloudTrail, cloudTrailIn }: Clients, region: string): Promise<readonly SeenTrail[]> {
  const { trailList = [] } = await ask('cloudtrail:DescribeTrails', () =>
    cloudTrail.send(new DescribeTrailsCommand({ includeShadowTrails: true })),
  );
  const seen = trailList.map(async (trail): Promise<SeenTrail> => {
    const { TrailARN: arn = '', Name: name = '', HomeRegion: home = region, S3BucketName: bucket = '' } = trail;
    const status = await ask('cloudtrail:GetTrailStatus', () =>
      cloudTrailIn(home).send(new GetTrailStatusCommand({ Name: arn })),
    );
    return { arn, name, home, bucket, trail, status };
  });
  const width = ({ trail }: SeenTrail): number =>
    Number(trail.IsMultiRegionTrail === true) * 2 + Number(trail.IsOrganizationTrail === true);
  return (await Promise.all(seen)).sort((a, b) => width(b) - width(a));
}

/** What trails select, taken together. */
export async function readSelectors(
  { cloudTrailIn }: Clients,
  trails: readonly Pick<SeenTrail, 'arn' | 'home'>[],
): Promise<Selectors> {
  const all = await Promise.all(
    trails.map(({ arn, home }) =>
      ask('cloudtrail:GetEventSelectors', () =>
        cloudTrailIn(home).send(new GetEventSelectorsCommand({ TrailName: arn })),
      ),
    ),
  );
  return {
    advanced: all.flatMap(({ AdvancedEventSelectors = [] }) => AdvancedEventSelectors),
    basic: all.flatMap(({ EventSelectors = [] }) => EventSelectors),
  };
}

/** The kinds of Insights that trails look for, such as `ApiCallRateInsight`. */
export async function readInsights(
  { cloudTrailIn }: Clients,
  trails: readonly Pick<SeenTrail, 'arn' | 'home'>[],
): Promise<ReadonlySet<string>> {
  const all = await Promise.all(
    trails.map(({ arn, home }) =>
      askWhether('cloudtrail:GetInsightSelectors', ['InsightNotEnabledException'], () =>
        cloudTrailIn(home).send(new GetInsightSelectorsCommand({ TrailName: arn })),
      ),
    ),
  );
  return new Set(all.flatMap((each) => each?.InsightSelectors ?? []).map(({ InsightType = '' }) => InsightType));
}
