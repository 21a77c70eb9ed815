import { describe, expect, test } from '@jest/globals';
import { toOcsf } from '../../src/notify/ocsf.ts';
import { signIn } from './sample-finding.ts';

describe('a finding in OCSF', () => {
  test('is a Detection Finding with its rule, actor, source and account', () => {
    expect(JSON.parse(JSON.stringify(toOcsf(signIn)))).toEqual({
      category_uid: 2,
      class_uid: 2004,
      activity_id: 1,
      type_uid: 200401,
      severity_id: 4,
      severity: 'high',
      status_id: 1,
      message: 'alice signed in to the AWS console without MFA from Romania.',
      time: 1773497002000,
      metadata: {
        version: '1.5.0',
        uid: signIn.id,
        product: { name: 'Trailbell', vendor_name: 'Trailbell' },
        profiles: ['cloud'],
      },
      finding_info: {
        uid: signIn.id,
        title: 'Console sign-in without MFA',
        desc: signIn.summary,
        analytic: { uid: 'sign-in/console-without-mfa', name: 'Console sign-in without MFA', type_id: 1, type: 'Rule' },
        attacks: [{ version: '19', tactic: { name: 'initial-access' }, technique: { uid: 'T1078.004' } }],
        data_sources: ['AWS CloudTrail'],
      },
      cloud: { provider: 'AWS', region: 'us-east-1', account: { uid: '123456789012', name: 'prod', type_id: 10 } },
      evidences: [
        {
          actor: { user: { name: 'alice', type: 'IAMUser' } },
          api: { operation: 'ConsoleLogin', service: { name: 'signin.amazonaws.com' }, response: {} },
          src_endpoint: { ip: '203.0.113.7', location: { country: 'RO' } },
        },
      ],
      resources: [],
      remediation: { desc: signIn.rule.runbook.join('\n'), references: [] },
      unmapped: { trailbell: signIn },
    });
  });

  test.each([
    ['informational', 1],
    ['critical', 5],
  ] as const)('has the severity %s as %i', (severity, expected) => {
    expect(toOcsf({ ...signIn, severity })).toMatchObject({ severity_id: expected });
  });

  test('has no time where the event has none', () => {
    expect(toOcsf({ ...signIn, time: '' })).not.toHaveProperty('time');
  });
});
