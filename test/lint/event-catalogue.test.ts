import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CATALOGUE_DATE, carriersOf, EVENT_SOURCES, eventsOf, renamedTo } from '../../src/lint/event-catalogue.ts';
import { isReadOnlyManagement } from '../../src/lint/read-only.ts';

const EVENTS = new URL('../../events/', import.meta.url);

interface Sample {
  readonly detail: { readonly eventSource?: string; readonly eventName?: string; readonly readOnly?: boolean };
}

const samples = readdirSync(EVENTS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({ file, ...(JSON.parse(readFileSync(new URL(file, EVENTS), 'utf8')) as Sample) }));

describe('the catalogue of events', () => {
  test.each([
    ['iam', 'CreateUser'],
    ['signin', 'ConsoleLogin'],
    ['signin', 'UserAuthentication'],
    ['sso-directory', 'DisableExternalIdPConfigurationForDirectory'],
    ['sso', 'CreateToken'],
    ['sts', 'AssumeRoot'],
    ['organizations', 'CreateAccountResult'],
    ['kms', 'RotateKey'],
    ['ec2', 'SharedSnapshotCopyInitiated'],
    ['monitoring', 'DeleteAlarms'],
    ['ses', 'UpdateAccountSendingEnabled'],
    ['ecr', 'SetRepositoryPolicy'],
    ['sagemaker', 'CreateNotebookInstance'],
    ['bedrock', 'InvokeModel'],
    ['bedrock-agentcore', 'CreateAgentRuntime'],
    ['s3', 'PutBucketPublicAccessBlock'],
    ['s3', 'PutAccountPublicAccessBlock'],
    ['s3-outposts', 'PutObject'],
    ['lambda', 'AddPermission20150331v2'],
    ['lambda', 'AddPermission20150331'],
    ['lambda', 'CreateFunctionUrlConfig'],
    ['cloudfront', 'CreateFunction2020_05_31'],
    ['cloudshell', 'CreateEnvironment'],
    ['cognito-idp', 'Login_GET'],
  ])('%s has %s', (label, eventName) => {
    expect(carriersOf(`${label}.amazonaws.com`, eventName)).toBeDefined();
  });

  test.each([
    ['iam', 'PassRole'],
    ['s3', 'PutPublicAccessBlock'],
    ['s3', 'ReplicateObject'],
    ['lambda', 'UpdateFunctionConfiguration'],
    ['ec2', 'ReplaceIamInstanceProfile'],
    ['iam', 'PutAccountPasswordPolicy'],
    ['route53', 'DisableDomainTransferLock'],
    ['iam', 'CreateUser20150331'.replace('Create', 'Creat')],
    ['iam', 'constructor'],
  ])('%s has no %s', (label, eventName) => {
    expect(carriersOf(`${label}.amazonaws.com`, eventName)).toBeUndefined();
  });

  test('knows every event of our samples, and whether it only reads', () => {
    const strange = samples.filter(({ detail: { eventSource, eventName, readOnly } }) => {
      if (eventSource === undefined || eventName === undefined) return false;
      const guess = isReadOnlyManagement(eventSource, eventName);
      return (
        !carriersOf(eventSource, eventName) || (readOnly !== undefined && guess !== 'unclear' && guess && !readOnly)
      );
    });
    expect(strange.map(({ file }) => file)).toEqual([]);
  });

  test('leads from what an API calls an operation to what CloudTrail calls it', () => {
    expect(renamedTo('lambda.amazonaws.com', 'CreateFunction')).toBe('CreateFunction20150331');
    expect(renamedTo('s3.amazonaws.com', 'PutBucketLifecycleConfiguration')).toBe('PutBucketLifecycle');
    expect(renamedTo('s3.amazonaws.com', 'constructor')).toBeUndefined();
    expect(renamedTo('iam.amazonaws.com', 'CreateUser')).toBeUndefined();
  });

  test('is whole, dated and small', () => {
    expect(EVENT_SOURCES.length).toBeGreaterThan(350);
    expect(EVENT_SOURCES.flatMap((source) => [...eventsOf(source).keys()]).length).toBeGreaterThan(18_000);
    expect(CATALOGUE_DATE).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(statSync(new URL('../../src/lint/data/aws-events.json', import.meta.url)).size).toBeLessThan(400_000);
  });
});
