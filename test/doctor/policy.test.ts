import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { valueAt } from '../../src/cloudtrail/json.ts';
import { diagnose } from '../../src/doctor/index.ts';
import { statements } from '../deploy/privilege-check.ts';
import { startSlackServer } from '../servers/slack.ts';
import { HANDLERS, HOME, healthyAccount, NOW_MS, PREFIX, RULES, SETTINGS } from './account.ts';
import { recordAnswers } from './recorded.ts';
import { SICKNESSES } from './sicknesses.ts';

const page = await readFile('docs/doctor.md', 'utf8');
const policy = statements(JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? ''));
const allowed = policy.flatMap(({ Action }) => [Action].flat()).sort();

/** Actions that are allowed on whatever there is, as AWS takes no resource for them. */
const WITHOUT_RESOURCE = [
  'cloudwatch:DescribeAlarms',
  'cloudwatch:GetMetricData',
  'events:ListRules',
  'lambda:GetAccountSettings',
  'lambda:ListEventSourceMappings',
  'servicequotas:GetServiceQuota',
];

describe('the policy in docs/doctor.md', () => {
  test('allows the actions that the doctor asks for in an account that has everything, and no others', async () => {
    const slack = await startSlackServer({ token: 'xoxb-example', channels: [] });
    const recorded = recordAnswers(healthyAccount());
    const wanted = {
      stage: 'prod',
      region: HOME,
      prefix: PREFIX,
      handlers: HANDLERS,
      rules: RULES,
      settings: SETTINGS,
    };
    await diagnose({ ...wanted, nowMs: NOW_MS, slackApiUrl: slack.url });
    recorded.restore();
    await slack.close();
    const asked = [...recorded.actions].filter((action) => action !== 'sts:GetCallerIdentity');
    expect(asked.sort()).toEqual(allowed);
  });

  test('allows the actions that the code names, and no others', async () => {
    const files = (await readdir('src/doctor')).filter((file) => file.endsWith('.ts'));
    const code = await Promise.all(files.map((file) => readFile(`src/doctor/${file}`, 'utf8')));
    const named = [...code.join('\n').matchAll(/ask(?:Whether)?\(\s*'([a-z0-9]+:[A-Z]\w+)'/g)].map(
      ([, action]) => action,
    );
    expect([...new Set(named)].sort()).toEqual(allowed);
  });

  test('allows nothing but reading', () => {
    expect(allowed.filter((action) => !/:(Get|List|Describe)[A-Z]\w+$/.test(String(action)))).toEqual([]);
  });

  test('names resources where AWS takes them', () => {
    const unbound = policy.filter((statement) => statement.Resource === '*').flatMap(({ Action }) => [Action].flat());
    expect(unbound.filter((action) => !String(action).startsWith('cloudtrail:')).sort()).toEqual(WITHOUT_RESOURCE);
    expect(policy.every((statement) => valueAt(statement, 'Effect') === 'Allow')).toBe(true);
  });
});

test('docs/doctor.md has each check that can be found wrong', () => {
  const checks = new Set(SICKNESSES.map(({ check }) => check).filter((check) => !check.endsWith('/asked')));
  const isNamed = (check: string): boolean => {
    const [subject = '', name = ''] = check.split('/');
    return (
      page.includes(`\`${check}\``) ||
      page.includes(`\`${subject}/…\``) ||
      (subject === 'trail' && page.includes(`-${name.split('-')[1]}\``))
    );
  };
  expect([...checks].filter((check) => !isNamed(check))).toEqual([]);
});
