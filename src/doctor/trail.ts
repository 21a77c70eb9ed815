import { once, type Probe } from './ask.ts';
import { broken, type Check, duration, fine, warning } from './check.ts';
import type { Clients } from './clients.ts';
import type { Deployment } from './deployment.ts';
import { judgeInsights } from './insights.ts';
import { judgeSelectors } from './selectors.ts';
import {
  judgeBlock,
  judgeBucketPolicy,
  judgeVersioning,
  readBlock,
  readPolicy,
  readVersioning,
} from './trail-bucket.ts';
import { readInsights, readSelectors, readTrails, type SeenTrail } from './trails.ts';

/** CloudTrail writes a digest every hour, even of nothing. */
const DELIVERY_LATE_MS = 24 * 60 * 60_000;

export function trailProbes(clients: Clients, deployment: Deployment): readonly Probe[] {
  const trails = once(() => readTrails(clients, deployment.region));
  const probe = (about: string, look: Probe['look']): Probe => ({ subject: 'trail', about, look });
  /** A look at the trails that log; there is nothing to see where none does. */
  const ofLogging = (
    about: string,
    look: (widest: SeenTrail, all: readonly SeenTrail[]) => Promise<readonly Check[]>,
  ) =>
    probe(about, async () => {
      const logging = (await trails()).filter(({ status }) => status.IsLogging);
      return logging[0] ? look(logging[0], logging) : [];
    });
  return [
    probe('the trail', async () => judgeTrails(await trails(), deployment)),
    ofLogging('its selectors', async (widest, all) =>
      judgeSelectors(await readSelectors(clients, all), widest, deployment),
    ),
    ofLogging('its Insights', async (widest, all) =>
      judgeInsights(await readInsights(clients, all), widest, deployment),
    ),
    ofLogging('whether its bucket is closed', async ({ bucket }) => [
      judgeBlock(bucket, await readBlock(clients, bucket)),
    ]),
    ofLogging('whether its bucket keeps versions', async ({ bucket }) =>
      judgeVersioning(bucket, await readVersioning(clients, bucket), deployment),
    ),
    ofLogging("its bucket's policy", async ({ bucket }) => [
      judgeBucketPolicy(bucket, await readPolicy(clients, bucket)),
    ]),
  ];
}

/** What there is to say of the widest trail that logs; of one that is stopped where none does. */
export function judgeTrails(trails: readonly SeenTrail[], deployment: Deployment): Check[] {
  const { region, stage, nowMs } = deployment;
  const [widest] = trails;
  if (!widest) {
    return [
      broken('trail/logging', {
        text: `no trail records ${region}, so EventBridge has nothing for any rule`,
        mend: `npx serverless deploy --config serverless.trail.yml --stage ${stage} --region ${region}`,
      }),
    ];
  }
  const trail = trails.find(({ status }) => status.IsLogging);
  if (!trail) {
    const { StopLoggingTime: stopped } = widest.status;
    return [
      broken('trail/logging', {
        text: `trail ${widest.name} does not log${stopped ? `: it was stopped ${duration(nowMs - stopped.getTime())} ago` : ''}`,
        mend: `aws cloudtrail start-logging --name ${widest.arn} --region ${widest.home}`,
      }),
    ];
  }
  return [
    fine('trail/logging', `trail ${trail.name} logs${trail.trail.IsOrganizationTrail ? ', for the organisation' : ''}`),
    judgeRegions(trail, deployment),
    judgeDelivery(trail, deployment),
    ...judgeFiles(trail),
  ];
}

function judgeRegions({ arn, home, name, trail }: SeenTrail, { needs, region }: Deployment): Check {
  if (trail.IsMultiRegionTrail) return fine('trail/regions', `trail ${name} records all regions`);
  const fault = {
    text: `trail ${name} records ${home} alone, and rules need events of other regions`,
    mend: `aws cloudtrail update-trail --name ${arn} --is-multi-region-trail --region ${home}`,
  };
  const isEnough = needs.regions.every(({ regions }) => regions.every((each) => each === region));
  return isEnough
    ? fine('trail/regions', `trail ${name} records ${home}, which is enough`)
    : broken('trail/regions', fault);
}

function judgeDelivery({ arn, bucket, home, name, status }: SeenTrail, { nowMs }: Deployment): Check {
  const { LatestDeliveryError: error, LatestDeliveryTime: last } = status;
  const ago = last && duration(nowMs - last.getTime());
  if (error) {
    return broken('trail/delivery', {
      text: `trail ${name} cannot write to bucket ${bucket}: ${error}`,
      mend: `mend the bucket's policy or its key's, then look: aws cloudtrail get-trail-status --name ${arn} --region ${home}`,
    });
  }
  if (last && nowMs - last.getTime() <= DELIVERY_LATE_MS) return fine('trail/delivery', `last log file ${ago} ago`);
  return warning('trail/delivery', {
    text: `trail ${name} ${ago ? `has written no log file for ${ago}` : 'has never written a log file'}`,
    mend: `aws cloudtrail get-trail-status --name ${arn} --region ${home}`,
  });
}

function judgeFiles({ arn, home, name, trail }: SeenTrail): Check[] {
  const update = (option: string): string => `aws cloudtrail update-trail --name ${arn} ${option} --region ${home}`;
  return [
    trail.KmsKeyId
      ? fine('trail/encryption', 'log files are encrypted with a KMS key')
      : warning('trail/encryption', {
          text: `log files of trail ${name} are encrypted with S3's own key: whoever reads the bucket reads them`,
          mend: update('--kms-key-id <key that CloudTrail may use>'),
        }),
    trail.LogFileValidationEnabled
      ? fine('trail/validation', 'log files can be validated')
      : warning('trail/validation', {
          text: `log files of trail ${name} cannot be validated: nobody could tell that one was changed`,
          mend: update('--enable-log-file-validation'),
        }),
  ];
}
