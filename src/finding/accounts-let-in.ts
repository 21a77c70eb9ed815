import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { valueAt } from '../cloudtrail/json.ts';
import { callName } from './call-name.ts';
import { itemsOf } from './items.ts';
import { accountIn, textsOf } from './policy-principals.ts';

/**
 * Where calls that write no policy name accounts that they let in, by call (as `callName` has it), below the record. `*` stands for each
 * element of a list, which EC2 may wrap in `{ items: [...] }`.
 */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  'ec2:ModifySnapshotAttribute': ['requestParameters.createVolumePermission.add.*.userId'],
  'ec2:ModifyImageAttribute': ['requestParameters.launchPermission.add.*.userId'],
  'ec2:ModifyFpgaImageAttribute': ['requestParameters.loadPermission.add.*.userId'],
  'ec2:ModifyVpcEndpointServicePermissions': [
    'requestParameters.ModifyVpcEndpointServicePermissionsRequest.AddAllowedPrincipals.*',
    'requestParameters.ModifyVpcEndpointServicePermissionsRequest.AddAllowedPrincipals.*.content',
  ],
  'ec2:CreateVpcPeeringConnection': [
    'requestParameters.peerOwnerId',
    'responseElements.vpcPeeringConnection.accepterVpcInfo.ownerId',
  ],
  'ec2:AcceptVpcPeeringConnection': [
    'responseElements.vpcPeeringConnection.accepterVpcInfo.ownerId',
    'responseElements.vpcPeeringConnection.requesterVpcInfo.ownerId',
  ],
  'ec2:CreateNetworkInterfacePermission': ['requestParameters.awsAccountId'],
  // Events of the snapshot's owner: the caller is who copied it, or made a disk of it.
  'ec2:SharedSnapshotCopyInitiated': ['userIdentity.accountId'],
  'ec2:SharedSnapshotVolumeCreated': ['userIdentity.accountId'],
  'rds:ModifyDBSnapshotAttribute': ['requestParameters.valuesToAdd.*'],
  'rds:ModifyDBClusterSnapshotAttribute': ['requestParameters.valuesToAdd.*'],
  'redshift:AuthorizeSnapshotAccess': ['requestParameters.accountWithRestoreAccess'],
  'redshift:AuthorizeDataShare': ['requestParameters.consumerIdentifier'],
  'redshift:AuthorizeEndpointAccess': ['requestParameters.account'],
  'es:AuthorizeVpcEndpointAccess': ['requestParameters.account'],
  'ssm:ModifyDocumentPermission': ['requestParameters.accountIdsToAdd.*'],
  'kms:CreateGrant': ['requestParameters.granteePrincipal', 'requestParameters.retiringPrincipal'],
  'ram:CreateResourceShare': ['requestParameters.principals.*'],
  'ram:AssociateResourceShare': ['requestParameters.principals.*'],
  's3:PutBucketReplication': [
    'requestParameters.ReplicationConfiguration.Rule.*.Destination.Account',
    'requestParameters.ReplicationConfiguration.Rule.Destination.Account',
  ],
  'lakeformation:GrantPermissions': ['requestParameters.principal.dataLakePrincipalIdentifier'],
  'logs:PutSubscriptionFilter': ['requestParameters.destinationArn'],
  'events:PutTargets': ['requestParameters.targets.*.arn'],
  'eks:CreateAccessEntry': ['requestParameters.principalArn'],
  'lightsail:UpdateBucket': ['requestParameters.readonlyAccessAccounts.*'],
};

/** The accounts that a call lets in, or gives data to, without writing a policy. */
export function accountsLetIn(record: CloudTrailRecord): string[] {
  const call = callName(record);
  const paths = Object.hasOwn(PLACES, call) ? (PLACES[call] ?? []) : [];
  return paths.flatMap((path) => textsUnder(record, path.split('.')).flatMap((text) => accountIn(text) ?? []));
}

function textsUnder(value: unknown, [key, ...rest]: readonly string[]): string[] {
  if (key === undefined) return textsOf(value);
  if (key === '*') return itemsOf(value).flatMap((each) => textsUnder(each, rest));
  return textsUnder(valueAt(value, key), rest);
}
