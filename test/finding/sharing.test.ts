import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseEvent } from '../../src/cloudtrail/event.ts';
import type { JsonObject } from '../../src/cloudtrail/json.ts';
import { deriveFinding, type Finding, type FindingContext, NOTHING_KNOWN } from '../../src/finding/index.ts';
import { findingOf, rule } from './cases.ts';

const OWN = '123456789012';
const NAMED = '444455556666';
const STRANGER = '999988887777';
const context: Partial<FindingContext> = { accounts: new Map([[NAMED, 'audit']]) };

function callTo(call: string, requestParameters: unknown, others: JsonObject = {}): Finding {
  const [service, eventName] = call.split(':');
  const record = { eventSource: `${service}.amazonaws.com`, eventName, recipientAccountId: OWN, requestParameters };
  return findingOf({ ...record, ...others }, {}, context);
}

const statement = (...principals: readonly string[]) => ({
  Effect: 'Allow',
  Principal: { AWS: principals },
  Action: '*',
});
const text = (...principals: readonly string[]) => JSON.stringify({ Statement: [statement(...principals)] });
const root = (account: string) => `arn:aws:iam::${account}:root`;

describe('of the accounts that a policy lets in', () => {
  const sharedWith = (...principals: readonly string[]) => {
    const { foreignAccounts, namedAccounts } = callTo('kms:PutKeyPolicy', { policy: text(...principals) });
    return { foreignAccounts, namedAccounts };
  };

  test('strangers stand apart from those that trailbell.yml names, and our own is neither', () => {
    expect(sharedWith(root(OWN), root(NAMED), STRANGER)).toEqual({
      foreignAccounts: [STRANGER],
      namedAccounts: [NAMED],
    });
  });

  test('our own alone is no sharing', () => {
    expect(sharedWith(root(OWN), `arn:aws:sts::${OWN}:assumed-role/shop/session`)).toEqual({});
  });

  test('a principal that names no account counts as a stranger', () => {
    const canonicalId = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';
    const bucketPolicy = { Statement: { ...statement(), Principal: { CanonicalUser: canonicalId } } };
    expect(callTo('s3:PutBucketPolicy', { bucketPolicy }).foreignAccounts).toEqual([canonicalId]);
  });

  test('one that is denied is not let in', () => {
    const policy = JSON.stringify({ Statement: { ...statement(STRANGER), Effect: 'Deny' } });
    expect(callTo('kms:PutKeyPolicy', { policy }).foreignAccounts).toBeUndefined();
  });

  test('an account that a condition picks out of everybody is let in', () => {
    const Condition = { StringEquals: { 'aws:PrincipalAccount': [OWN, STRANGER] } };
    const policy = JSON.stringify({ Statement: { ...statement('*'), Condition } });
    expect(callTo('kms:PutKeyPolicy', { policy }).foreignAccounts).toEqual([STRANGER]);
  });

  test('an account for which a service may act is let in', () => {
    const Condition = { ArnLike: { 'aws:SourceArn': `arn:aws:sns:*:${STRANGER}:*` } };
    const Policy = JSON.stringify({
      Statement: { ...statement(), Principal: { Service: 'sns.amazonaws.com' }, Condition },
    });
    expect(callTo('sqs:SetQueueAttributes', { attributes: { Policy } }).foreignAccounts).toEqual([STRANGER]);
  });

  test('CloudFront is a service', () => {
    const Principal = { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity EEXAMPLE' };
    const bucketPolicy = { Statement: [{ ...statement(), Principal }] };
    const { foreignAccounts, policy } = callTo('s3:PutBucketPolicy', { bucketPolicy });
    expect(foreignAccounts).toBeUndefined();
    expect(policy?.allows.services).toEqual(['cloudfront.amazonaws.com']);
  });

  test('a stranger among hundreds that are named is not cut', () => {
    const many = Array.from({ length: 300 }, (_, at) => String(100_000_000_000 + at));
    const accounts = new Map(many.map((id) => [id, `account ${id}`]));
    const record = { eventSource: 'kms.amazonaws.com', eventName: 'PutKeyPolicy', recipientAccountId: OWN };
    const requestParameters = { policy: text(...many, STRANGER) };
    const finding = findingOf({ ...record, requestParameters }, {}, { accounts });
    expect(finding.foreignAccounts).toEqual([STRANGER]);
    expect(finding.namedAccounts).toHaveLength(49);
  });
});

/** Parameters as CloudTrail prints them. */
const POLICIES: readonly (readonly [string, JsonObject])[] = [
  ['iam:CreateRole', { assumeRolePolicyDocument: text(STRANGER) }],
  ['iam:UpdateAssumeRolePolicy', { policyDocument: text(STRANGER) }],
  ['s3:PutAccessPointPolicy', { PutAccessPointPolicyRequest: { Policy: text(STRANGER) } }],
  ['s3:PutAccessPointPolicy', { policy: text(STRANGER) }],
  ['sqs:CreateQueue', { attributes: { Policy: text(STRANGER) } }],
  ['sns:CreateTopic', { name: 'orders', attributes: { Policy: text(STRANGER) } }],
  ['sns:SetTopicAttributes', { attributeName: 'Policy', attributeValue: text(STRANGER) }],
  ['kms:CreateKey', { policy: text(STRANGER) }],
  ['secretsmanager:PutResourcePolicy', { resourcePolicy: text(STRANGER) }],
  ['ecr:SetRepositoryPolicy', { policyText: text(STRANGER) }],
  ['es:CreateElasticsearchDomain', { accessPolicies: JSON.parse(text(STRANGER)) }],
  ['glacier:SetVaultAccessPolicy', { vaultName: 'a', policy: { policy: text(STRANGER) } }],
  ['elasticfilesystem:PutFileSystemPolicy', { policy: text(STRANGER) }],
  ['backup:PutBackupVaultAccessPolicy', { policy: text(STRANGER) }],
  ['logs:PutDestinationPolicy', { accessPolicy: text(STRANGER) }],
  ['glue:PutResourcePolicy', { policyInJson: text(STRANGER) }],
  ['dynamodb:PutResourcePolicy', { policy: text(STRANGER) }],
  ['apigateway:UpdateRestApi', { patchOperations: [{ op: 'replace', path: '/policy', value: text(STRANGER) }] }],
  ['lambda:AddPermission20150331v2', { principal: STRANGER, action: 'lambda:InvokeFunction' }],
  ['lambda:AddPermission20150331v2', { principal: 's3.amazonaws.com', sourceAccount: STRANGER }],
  ['lambda:AddPermission20150331v2', { principal: `arn:aws:iam::${STRANGER}:role/caller` }],
  ['lambda:AddLayerVersionPermission20181031', { principal: STRANGER }],
  ['events:PutPermission', { principal: STRANGER, action: 'events:PutEvents', statementId: 'a' }],
  ['sns:AddPermission', { aWSAccountIds: [STRANGER], actionNames: ['Publish'] }],
  ['sqs:AddPermission', { aWSAccountIds: [STRANGER], actions: ['SendMessage'] }],
];

describe('a policy is found in', () => {
  test.each(POLICIES)('%s %j', (call, parameters) => {
    const { policy, foreignAccounts } = callTo(call, parameters);
    expect(policy?.statements).toHaveLength(1);
    expect(foreignAccounts).toEqual([STRANGER]);
  });

  const EVENTS = new URL('../../events/', import.meta.url);
  const samples = readdirSync(EVENTS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));

  test('every sample whose parameters hold one and that was not refused', () => {
    const missed = samples.filter((file) => {
      const event = parseEvent(JSON.parse(readFileSync(new URL(file, EVENTS), 'utf8')));
      // Policies of organizations (SCPs) let nobody in.
      if (event?.detail.eventSource === 'organizations.amazonaws.com') return false;
      const holdsPolicy = /\bStatement\b/.test(JSON.stringify(event?.detail.requestParameters ?? {}));
      return event && holdsPolicy && deriveFinding(rule, event, NOTHING_KNOWN).policy === undefined;
    });
    expect(missed).toEqual([]);
  });
});

describe('a permission for everybody', () => {
  test.each<[string, JsonObject, boolean]>([
    ['lambda:AddPermission20150331v2', { principal: '*' }, true],
    ['lambda:AddPermission20150331v2', { principal: '*', functionUrlAuthType: 'NONE' }, true],
    ['lambda:AddPermission20150331v2', { principal: '*', principalOrgID: 'o-exampleorg1' }, false],
    ['lambda:AddPermission20150331v2', { principal: '*', sourceAccount: OWN }, false],
    ['lambda:AddPermission20150331v2', { principal: '*', sourceArn: 'arn:aws:sns:*:*:orders' }, true],
    ['lambda:AddLayerVersionPermission20181031', { principal: '*', organizationId: 'o-exampleorg1' }, false],
    ['events:PutPermission', { principal: '*' }, true],
    [
      'events:PutPermission',
      { principal: '*', condition: { type: 'StringEquals', key: 'aws:PrincipalOrgID', value: 'o-exampleorg1' } },
      false,
    ],
  ])('%s %j: %s', (call, parameters, anyone) => {
    expect(callTo(call, parameters).policy?.allows.anyone).toBe(anyone);
  });
});

describe('without a policy, an account is let in by', () => {
  test.each<[string, JsonObject]>([
    [
      'ec2:ModifySnapshotAttribute',
      { createVolumePermission: { add: { items: [{ userId: OWN }, { userId: STRANGER }] } } },
    ],
    ['ec2:ModifyImageAttribute', { launchPermission: { add: { items: [{ userId: STRANGER }] } } }],
    ['ec2:CreateVpcPeeringConnection', { vpcId: 'vpc-0a1b2c3d', peerOwnerId: STRANGER }],
    ['rds:ModifyDBSnapshotAttribute', { attributeName: 'restore', valuesToAdd: [STRANGER] }],
    ['rds:ModifyDBClusterSnapshotAttribute', { attributeName: 'restore', valuesToAdd: ['all', STRANGER] }],
    ['redshift:AuthorizeSnapshotAccess', { accountWithRestoreAccess: STRANGER }],
    ['ssm:ModifyDocumentPermission', { permissionType: 'Share', accountIdsToAdd: [STRANGER] }],
    ['kms:CreateGrant', { granteePrincipal: `arn:aws:iam::${STRANGER}:user/mallory` }],
    ['kms:CreateGrant', { granteePrincipal: `${STRANGER}:aws:ec2-infrastructure:i-0a1b2c3d4e5f60718` }],
    ['ram:CreateResourceShare', { name: 'network', principals: [STRANGER, OWN] }],
    ['s3:PutBucketReplication', { ReplicationConfiguration: { Rule: { Destination: { Account: STRANGER } } } }],
    ['s3:PutBucketReplication', { ReplicationConfiguration: { Rule: [{}, { Destination: { Account: STRANGER } }] } }],
    ['logs:PutSubscriptionFilter', { destinationArn: `arn:aws:logs:eu-west-1:${STRANGER}:destination:x` }],
    ['events:PutTargets', { targets: [{ arn: `arn:aws:events:eu-west-1:${STRANGER}:event-bus/x`, id: 'a' }] }],
  ])('%s %j', (call, parameters) => {
    const { policy, foreignAccounts } = callTo(call, parameters);
    expect(policy).toBeUndefined();
    expect(foreignAccounts).toEqual([STRANGER]);
  });

  test('an offer of peering that is accepted', () => {
    const vpcPeeringConnection = { requesterVpcInfo: { ownerId: STRANGER }, accepterVpcInfo: { ownerId: OWN } };
    const { foreignAccounts } = callTo(
      'ec2:AcceptVpcPeeringConnection',
      {},
      { responseElements: { vpcPeeringConnection } },
    );
    expect(foreignAccounts).toEqual([STRANGER]);
  });

  test.each<[string, JsonObject]>([
    ['ec2:ModifySnapshotAttribute', { createVolumePermission: { remove: { items: [{ userId: STRANGER }] } } }],
    ['ec2:ModifySnapshotAttribute', { createVolumePermission: { add: { items: [{ userId: OWN }] } } }],
    ['rds:ModifyDBSnapshotAttribute', { valuesToAdd: ['all'] }],
    ['kms:CreateGrant', { granteePrincipal: 'ebs.eu-west-1.amazonaws.com' }],
    ['ec2:CreateVpcPeeringConnection', { peerOwnerId: OWN }],
    ['iam:CreateUser', { userName: STRANGER }],
  ])('not by %s %j', (call, parameters) => {
    expect(callTo(call, parameters).foreignAccounts).toBeUndefined();
  });

  test('by nobody known where the event names no account of ours', () => {
    const record = { eventSource: 'rds.amazonaws.com', eventName: 'ModifyDBSnapshotAttribute' };
    expect(findingOf({ ...record, requestParameters: { valuesToAdd: [OWN] } }).foreignAccounts).toEqual([OWN]);
  });
});
