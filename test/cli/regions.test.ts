import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { compilePattern } from '../../src/pattern/index.ts';
import { call, signIn } from '../lint/site.ts';
import { trailbell } from './run.ts';

const HUB = 'arn:aws:events:us-east-1:111122223333:event-bus/trailbell-prod';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'trailbell-')), 'rules');
  await mkdir(join(folder, 'example'), { recursive: true });
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

async function writeRule(name: string, pattern: object, keys: object = {}): Promise<void> {
  const rule = {
    title: 'Example',
    description: 'An example.',
    severity: 'low',
    pattern,
    alert: { summary: '{identity.name} did something' },
    runbook: ['Ask them.'],
    references: ['https://example.com/'],
    tests: [
      { name: 'it happens', event: 'iam/CreateUser', expect: 'match' },
      { name: 'it does not', event: 'iam/CreateRole', expect: 'no-match' },
    ],
    ...keys,
  };
  await writeFile(join(folder, 'example', `${name}.yml`), stringify(rule));
}

async function ask(...options: readonly string[]) {
  const { code, stdout, stderr } = await trailbell('regions', '--rules', folder, '--json', ...options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const answer = JSON.parse(stdout);
  return { ...answer, deployedTo: answer.forwarders.map(({ region }: { region: string }) => region) };
}

describe('the regions that rules need a forwarder in', () => {
  test('of IAM alone: that of global services, and none if the hub is there', async () => {
    await writeRule('users', call('iam', 'CreateUser'));
    expect(await ask('--hub', 'us-east-1')).toMatchObject({ deployedTo: [] });
    expect(await ask('--hub', 'eu-west-1')).toMatchObject({ deployedTo: ['us-east-1'] });
    expect((await trailbell('regions', '--rules', folder)).stdout).toContain('No forwarder is needed');
  });

  test('of console sign-ins: the four that write them, whatever regions are in use', async () => {
    await writeRule('sign-in', signIn({}));
    const { deployedTo, regions } = await ask('--hub', HUB, '--regions', 'eu-west-1');
    expect(deployedTo).toEqual(['us-east-2', 'eu-north-1', 'ap-southeast-2']);
    expect(regions[0]).toEqual({
      region: 'us-east-1',
      reasons: [{ kind: 'sign-in', rules: 1, holds: 'console sign-ins; regional sign-in endpoints have their own' }],
    });
  });

  test('of Identity Center: its home, else each in use', async () => {
    await writeRule('accounts', call('sso', 'CreateAccountAssignment'));
    expect(await ask('--hub', HUB, '--home', 'eu-central-1')).toMatchObject({ deployedTo: ['eu-central-1'] });
    const { deployedTo, unseen } = await ask('--hub', HUB, '--regions', 'eu-west-1,eu-west-2');
    expect(deployedTo).toEqual(['eu-west-1', 'eu-west-2']);
    expect(unseen.join()).toContain('--home');
  });

  test('of STS: each in use, and that of its global endpoint', async () => {
    await writeRule('sessions', call('sts', 'GetFederationToken'));
    expect(await ask('--hub', 'eu-west-1', '--regions', 'eu-west-1,eu-west-2')).toMatchObject({
      deployedTo: ['us-east-1', 'eu-west-2'],
    });
  });

  test('of all else: those that are on in every account', async () => {
    await writeRule('instances', call('ec2', 'RunInstances'));
    const { deployedTo, unseen } = await ask();
    expect(deployedTo).toHaveLength(16);
    expect(unseen[0]).toMatch(/^all calls in af-south-1, .* where an account has turned one on$/);
  });

  test('of rules that are off: none', async () => {
    await writeRule('instances', call('ec2', 'RunInstances'), { enabled: false });
    expect(await ask()).toMatchObject({ regions: [], forwarders: [], cover: [] });
  });

  test.each([
    ['us-gov-east-1', ['us-gov-west-1'], 'aws-us-gov'],
    ['cn-northwest-1', ['cn-north-1'], 'aws-cn'],
  ])('beside a hub in %s, those of its partition', async (hub, deployedTo, partition) => {
    await writeRule('instances', call('ec2', 'RunInstances'));
    const answer = await ask('--hub', hub);
    expect(answer).toMatchObject({ partition, deployedTo });
    expect(answer.hub).toBe(`arn:${partition}:events:${hub}:<account>:event-bus/trailbell-dev`);
  });
});

test('what is not seen is said, region by region', async () => {
  await writeRule('instances', call('ec2', 'RunInstances'));
  const { unseen } = await ask('--hub', HUB, '--regions', 'us-east-1,eu-west-1,af-south-1');
  expect(unseen[0]).toMatch(/^all calls in us-east-2, us-west-1, .*: every account has these regions$/);
  expect(unseen[1]).not.toContain('af-south-1');
  expect(unseen.join()).toContain('256 KB');
});

test('the commands are to be copied, with stage, region and hub', async () => {
  await writeRule('sign-in', signIn({}));
  const { stdout } = await trailbell('regions', '--rules', folder, '--stage', 'prod', '--hub', HUB);
  expect(stdout).toContain(
    `npx serverless deploy --config serverless.forwarder.yml --stage prod --region eu-north-1 --param="hub=${HUB}"`,
  );
  expect(stdout).not.toContain('<account>');
  const unknown = await trailbell('regions', '--rules', folder, '--hub', 'us-east-1');
  expect(unknown.stdout).toContain('Deploy 3 forwarders (for <account> put that of the hub)');
});

test('the cover is printed, and the rules that widen it', async () => {
  await writeRule('users', call('iam', 'CreateUser'));
  await writeRule('listing', call('iam', 'ListUsers', { userIdentity: { type: ['IAMUser'] } }), {
    'read-only-events': true,
  });
  await writeRule('root', {
    source: [{ prefix: 'aws.' }],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { userIdentity: { type: ['Root'] }, errorCode: [{ exists: false }] },
  });
  const { cover, widest } = await ask();
  expect(cover.map(({ readOnlyEvents }: { readOnlyEvents: boolean }) => readOnlyEvents)).toEqual([false, true]);
  for (const { pattern } of cover) expect(() => compilePattern(pattern)).not.toThrow();
  expect(widest).toEqual([
    {
      rule: 'example/root',
      anyCall: true,
      readOnlyEvents: false,
      narrowedBy: ['detail.errorCode', 'detail.userIdentity.type'],
    },
    { rule: 'example/listing', anyCall: false, readOnlyEvents: true, narrowedBy: ['detail.userIdentity.type'] },
  ]);
  const { stdout } = await trailbell('regions', '--rules', folder);
  expect(stdout).toMatch(
    /What each forwards: 2 patterns \(EventBridge rules\), \d+ characters in all, at most 2048 each/,
  );
  expect(stdout).toMatch(/example\/root +│ any +│ errorCode, userIdentity.type/);
});

describe('refuses', () => {
  test.each<[string, readonly string[], string]>([
    [
      'a region with a letter wrong',
      ['--regions', 'eu-west-1,us-eat-1'],
      'AWS has no region "us-eat-1"; did you mean "us-east-1"?',
    ],
    [
      'a region that is none',
      ['--home', 'frankfurt'],
      'AWS has no region "frankfurt": regions are named as us-east-1 is',
    ],
    ['an empty name', ['--regions', 'eu-west-1,'], 'AWS has no region "": regions are named as us-east-1 is'],
    [
      'a hub that is no bus',
      ['--hub', 'arn:aws:sqs:us-east-1:111122223333:queue'],
      "--hub: must be the ARN of a hub's bus",
    ],
    [
      'a hub in a region that is none',
      ['--hub', HUB.replace('us-east-1', 'us-east-9')],
      'AWS has no region "us-east-9"',
    ],
    [
      'regions of two partitions',
      ['--hub', HUB, '--regions', 'cn-north-1'],
      'us-east-1 is a region of aws, cn-north-1 of aws-cn',
    ],
  ])('%s', async (_, options, message) => {
    const { code, stderr } = await trailbell('regions', '--rules', folder, ...options);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
