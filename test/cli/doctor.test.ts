import { afterEach, describe, expect, test } from '@jest/globals';
import { type Answer, startAws } from '../servers/aws.ts';
import type { HttpServer } from '../servers/http.ts';
import { trailbellWith } from './run.ts';

const CALLER = { Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/alice', UserId: 'AIDAEXAMPLE' };
const TRAIL = 'arn:aws:cloudtrail:eu-central-1:123456789012:trail/example';

/** An account whose trail was stopped, in which nothing is deployed, and that may not be asked everything. */
const SICK: Readonly<Record<string, Answer>> = {
  GetCallerIdentity: CALLER,
  DescribeTrails: {
    trailList: [{ Name: 'example', TrailARN: TRAIL, HomeRegion: 'eu-central-1', IsMultiRegionTrail: true }],
  },
  GetTrailStatus: { IsLogging: false },
  DescribeEventBus: { refusal: 'ResourceNotFoundException' },
  ListRules: { Rules: [] },
  GetServiceQuota: { refusal: 'NoSuchResourceException' },
  GetAccountSettings: { refusal: 'AccessDeniedException' },
  ListSubscriptionsByTopic: { refusal: 'NotFound' },
  GetParameter: { refusal: 'ParameterNotFound' },
};

let aws: HttpServer | undefined;
afterEach(() => aws?.close());

async function run(answers: Readonly<Record<string, Answer>>, ...args: string[]) {
  return runAt(Date.now, answers, ...args);
}

async function runAt(clockMs: () => number, answers: Readonly<Record<string, Answer>>, ...args: string[]) {
  aws = await startAws((action) => answers[action] ?? { refusal: 'AccessDenied' }, { clockMs });
  const env = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
  };
  return trailbellWith({ env }, 'doctor', '--stage', 'prod', '--region', 'eu-central-1', ...args);
}

describe('trailbell doctor', () => {
  test('says by subject what is wrong and what mends it, and exits with 1', async () => {
    const { code, stdout, stderr } = await run(SICK);
    expect(stderr).toBe('');
    expect(stdout.replaceAll(/\d+( rules)/g, 'N$1').split('\n')).toEqual([
      'Trail',
      '  ✗ trail example does not log',
      `      aws cloudtrail start-logging --name ${TRAIL} --region eu-central-1`,
      '',
      'Rules',
      '  ✗ none of the N rules of stage prod is in eu-central-1',
      '      npx serverless deploy --stage prod --region eu-central-1; or name the stage and the region where it is: --stage, --region',
      '',
      'Other regions',
      '  ! only events of eu-central-1 are seen, though rules also need those of us-east-1, us-east-2, eu-north-1, ap-southeast-2',
      '      npx trailbell regions says which rules and why, and how to deploy a hub and forwarders',
      '',
      'Slack',
      '  ✗ there is no SSM parameter /trailbell/slack-token, which should hold the bot token',
      '      install the app again (docs/slack-app.yml) and store its token: aws ssm put-parameter --type SecureString --overwrite --name /trailbell/slack-token --value xoxb-…',
      '',
      'Quotas',
      '  ! not checked: how many functions may run at a time, as lambda:GetAccountSettings is not allowed',
      '      allow lambda:GetAccountSettings to whoever runs the doctor: docs/doctor.md has the policy',
      '  ✓ 0 of N rules on bus default, 0 of 30 with wildcards',
      '',
      '3 broken, 2 warnings, 1 fine: stage prod in eu-central-1 of 123456789012',
      '',
    ]);
    expect(code).toBe(1);
  });

  test('prints a check per line as JSON with --json, and the totals beside', async () => {
    const { code, stdout, stderr } = await run(SICK, '--json');
    const checks = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(checks[0]).toEqual({
      check: 'trail/logging',
      status: 'broken',
      text: 'trail example does not log',
      mend: `aws cloudtrail start-logging --name ${TRAIL} --region eu-central-1`,
    });
    expect(stderr).toMatch(/^\d broken, \d warnings, 1 fine: stage prod in eu-central-1 of 123456789012\n$/);
    expect(code).toBe(1);
  });

  test('exits with 0 where nothing is known to be broken, and names all that it may not ask', async () => {
    const { code, stdout } = await run({ GetCallerIdentity: CALLER });
    for (const action of [
      'cloudtrail:DescribeTrails',
      'events:DescribeEventBus',
      'ssm:GetParameter',
      'sns:ListSubscriptionsByTopic',
      'events:ListRules',
      'lambda:GetAccountSettings',
    ]) {
      expect(stdout).toContain(`as ${action} is not allowed`);
    }
    expect(stdout).toContain('0 broken, 6 warnings, 0 fine');
    expect(code).toBe(0);
  });

  test('goes by the clock of AWS, and says how far that of the machine is off', async () => {
    const stopped = { GetTrailStatus: { IsLogging: false, StopLoggingTime: Date.now() / 1000 } };
    const { stdout } = await runAt(() => Date.now() + 5.5 * 3_600_000, { ...SICK, ...stopped });
    expect(stdout).toContain("! the clock of this machine is 5 hours slow; times here are by AWS's clock");
    expect(stdout).toContain('trail example does not log: it was stopped 5 hours ago');
  });

  test.each([
    [
      'credentials that AWS does not take',
      { GetCallerIdentity: { refusal: 'ExpiredToken' } },
      [],
      'AWS refused to answer: ExpiredToken',
    ],
    ['an unknown option', {}, ['--fix'], "unknown option '--fix'"],
  ])('exits with 2 for %s', async (_, answers, args, message) => {
    const { code, stderr } = await run(answers, ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test.each([
    ['no credentials', 'eu-central-1', 'Set credentials and a region as for the AWS CLI'],
    [
      'a region that AWS does not have',
      'eu-wset-1',
      'eu-wset-1 is no region that Trailbell knows; did you mean eu-west-1?',
    ],
  ])('exits with 2 and the way out for %s', async (_, region, message) => {
    const nowhere = {
      ...{ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_PROFILE: undefined },
      ...{ AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    };
    const { code, stderr } = await trailbellWith({ env: nowhere }, 'doctor', '--region', region);
    expect(stderr).toContain('AWS could not be asked');
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
