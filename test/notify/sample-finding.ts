import type { Finding } from '../../src/finding/finding.ts';

/** A finding with everything in it, for messages to be made of. */
export const signIn: Finding = {
  id: '0123456789abcdef0123456789abcdef',
  rule: {
    id: 'sign-in/console-without-mfa',
    title: 'Console sign-in without MFA',
    severity: 'high',
    runbook: ['Ask alice whether this was her.', 'If not: `aws iam delete-login-profile --user-name alice`'],
    references: [],
    attack: [{ version: 19, tactic: 'initial-access', technique: 'T1078.004' }],
    cis: [{ version: '5.0.0', control: '4.2' }],
  },
  summary: 'alice signed in to the AWS console without MFA from Romania.',
  fields: { Page: 'console home' },
  severity: 'high',
  time: '2026-03-14T14:03:22.000Z',
  account: { id: '123456789012', name: 'prod' },
  region: 'us-east-1',
  partition: 'aws',
  identity: {
    type: 'IAMUser',
    name: 'alice',
    label: 'IAM user',
    human: 'alice',
    vouched: 'iam',
    principal: 'AIDAALICE0000EXAMPLE0',
    credential: 'console',
    chain: ['alice'],
  },
  mfa: { verdict: 'absent', reason: 'MFAUsed is "No" for an IAM user' },
  network: {
    ip: '203.0.113.7',
    kind: 'public',
    country: 'RO',
    countryName: 'Romania',
    client: { kind: 'browser', name: 'Chrome on Windows' },
  },
  result: { outcome: 'success' },
  resources: [],
  links: { event: 'https://us-east-1.console.aws.amazon.com/cloudtrailv2/home?region=us-east-1#/events/1a2b' },
  event: { eventID: '1a2b', eventName: 'ConsoleLogin', eventSource: 'signin.amazonaws.com' },
  lookups: [],
};

export const insight: Finding = {
  ...signIn,
  rule: {
    ...signIn.rule,
    id: 'insight/call-rate',
    title: 'Unusual rate of API calls',
    severity: 'medium',
    attack: [],
    cis: [],
  },
  severity: 'medium',
  summary: 'RunInstances is called 42 times as often as usual.',
  fields: {},
  insight: {
    state: 'End',
    type: 'ApiCallRateInsight',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    baselinePerMinute: 2,
    observedPerMinute: 84,
    ratio: 42,
    durationMinutes: 12,
    attributions: [
      {
        attribute: 'userIdentityArn',
        values: [
          { value: 'arn:aws:iam::123456789012:role/ci-deploy', name: 'ci-deploy', share: 0.91, baselineShare: 0.03 },
          { value: 'arn:aws:iam::123456789012:user/alice', name: 'alice', share: 0.09 },
        ],
      },
    ],
  },
  links: {},
};
