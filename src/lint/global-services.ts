/** First labels of the event sources whose events stand in one region of each partition: us-east-1 in `aws`. */
export const GLOBAL_SERVICES: readonly string[] = [
  'account',
  'cloudfront',
  'iam',
  'organizations',
  'route53',
  'route53domains',
];

/** Those regions, of `aws`, `aws-us-gov` and `aws-cn`. */
export const GLOBAL_REGIONS: readonly string[] = ['us-east-1', 'us-gov-west-1', 'cn-north-1', 'cn-northwest-1'];
