import { REGIONS } from './regions.ts';

/** First labels of the event sources whose events stand in one region of each partition: us-east-1 in `aws`. */
export const GLOBAL_SERVICES: readonly string[] = [
  'account',
  'cloudfront',
  'iam',
  'organizations',
  'route53',
  'route53domains',
];

/** Those regions, of all partitions. */
export const GLOBAL_REGIONS: readonly string[] = Object.values(REGIONS).flatMap(({ global }) => global);
