import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const OSLS = 'node_modules/serverless/bin/serverless.js';

describe('npx serverless package --config serverless.trail.yml', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trailbell-'));
    await Promise.all(
      ['serverless.trail.yml', 'deploy.cjs', 'package.json'].map((name) => cp(name, join(folder, name))),
    );
    await Promise.all(
      ['src', 'rules', 'node_modules'].map((name) => symlink(join(process.cwd(), name), join(folder, name))),
    );
    const settings = 'data-events:\n  AWS::S3::Object: ["arn:aws-cn:s3:::example-backups"]\n';
    await writeFile(join(folder, 'trailbell.yml'), settings);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const run = (...parameters: readonly string[]) =>
    promisify(execFile)(
      process.execPath,
      [
        ...[OSLS, 'package', '--config', 'serverless.trail.yml', '--stage', 'test', '--region', 'cn-north-1'],
        ...parameters.map((parameter) => `--param=${parameter}`),
      ],
      // No credentials, and no network to ask for any.
      { cwd: folder, env: { HOME: folder, PATH: process.env.PATH } },
    );

  test('makes the trail of the parameters, with what the rules need of the resources in trailbell.yml', async () => {
    await run('organization=o-exampleorgid', 'readers=111122223333', 'logGroupDays=30', 'notifications=true');
    const file = join(folder, '.serverless/cloudformation-template-update-stack.json');
    const { Resources, Outputs } = JSON.parse(await readFile(file, 'utf8'));
    const ours = Object.keys(Resources).filter((id) => !id.startsWith('ServerlessDeploymentBucket'));
    expect(ours.sort()).toEqual([
      ...['LogBucket', 'LogBucketPolicy', 'LogFileTopic', 'LogFileTopicPolicy', 'LogGroup', 'LogGroupRole'],
      ...['LogKey', 'LogKeyAlias', 'Trail'],
    ]);
    expect(Resources.Trail.Properties).toMatchObject({ TrailName: 'trailbell-trail-test', IsOrganizationTrail: true });
    expect(Resources.Trail.Properties.AdvancedEventSelectors[1].FieldSelectors.at(-1)).toEqual({
      Field: 'resources.ARN',
      StartsWith: ['arn:aws-cn:s3:::example-backups/'],
    });
    expect(Resources.LogBucket.Properties.BucketName).toEqual({
      'Fn::Sub': `trailbell-trail-test-\${AWS::AccountId}-\${AWS::Region}`,
    });
    expect(Object.keys(Outputs)).toEqual(expect.arrayContaining(['TrailArn', 'LogBucketName', 'LogKeyArn']));
  });

  test('tells all wrong parameters, and no stack of ours', async () => {
    const failure = await run('organization=example', 'logDays=1y').catch((error) => error);
    const output = `${failure.stdout}${failure.stderr}`;
    expect(output).toContain("organization: must be an organisation's id, such as o-exampleorgid");
    expect(output).toContain('logDays: must be a whole number of days from 0 to 36500, is "1y"');
    expect(output).not.toContain('parameters.ts:');
  });
});
