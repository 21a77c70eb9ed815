import type { Rule } from '../rule/rule.ts';

/** What the CIS AWS Foundations Benchmark wants to be monitored: 4.1 to 4.15 in version 5, 5.1 to 5.15 in version 7. */
const SUBJECTS = [
  'Calls that were denied',
  'Console sign-ins without MFA',
  'Use of the root user',
  'Changes to IAM policies',
  'Changes to CloudTrail',
  'Failed console sign-ins',
  'KMS keys disabled or to be deleted',
  'Changes to S3 bucket policies',
  'Changes to AWS Config',
  'Changes to security groups',
  'Changes to network ACLs',
  'Changes to network gateways',
  'Changes to route tables',
  'Changes to VPCs',
  'Changes to AWS Organizations',
];

export interface ControlCoverage {
  /** By version of the benchmark: `4.1` of 5, `5.1` of 7. */
  readonly controls: Readonly<Record<string, string>>;
  readonly subject: string;
  readonly rules: readonly Rule[];
}

/** Each monitoring control of CIS, with the rules that name it. */
export function controlCoverage(rules: readonly Rule[]): ControlCoverage[] {
  return SUBJECTS.map((subject, index) => {
    const controls: Record<string, string> = { 5: `4.${index + 1}`, 7: `5.${index + 1}` };
    const covers = ({ cis }: Rule) =>
      cis.some(({ version, control }) => controls[version.split('.')[0] ?? ''] === control);
    return { controls, subject, rules: rules.filter(covers) };
  });
}
