import { objectAt, textAt, valueAt } from '../cloudtrail/json.ts';
import { itemsOf, listText } from './items.ts';
import { flagText } from './person.ts';
import { permissionTexts } from './security-group.ts';

/** The parts of a record that describe a change. */
export interface Call {
  readonly parameters: unknown;
  readonly response: unknown;
}

/** As in `CHANGES`, for calls whose parameters nest lists. Undefined where nothing is there to describe. */
export const NESTED_CHANGES: Readonly<Record<string, (call: Call) => string | undefined>> = {
  'ec2:AuthorizeSecurityGroupIngress': (call) => securityGroup(call, 'from', 'allowed into'),
  'ec2:AuthorizeSecurityGroupEgress': (call) => securityGroup(call, 'to', 'allowed out of'),
  'ec2:RevokeSecurityGroupIngress': (call) => securityGroup(call, 'from', 'no longer allowed into'),
  'ec2:RevokeSecurityGroupEgress': (call) => securityGroup(call, 'to', 'no longer allowed out of'),
  'ec2:ModifySnapshotAttribute': (call) => sharing(call, 'snapshot', 'snapshotId', 'createVolumePermission'),
  'ec2:ModifyImageAttribute': (call) => sharing(call, 'image', 'imageId', 'launchPermission'),
  'rds:ModifyDBSnapshotAttribute': (call) => databaseSharing(call, 'dBSnapshotIdentifier'),
  'rds:ModifyDBClusterSnapshotAttribute': (call) => databaseSharing(call, 'dBClusterSnapshotIdentifier'),
  'ec2:DeleteFlowLogs': flowLogs,
  'ec2:RunInstances': launched,
  'ec2:StartInstances': (call) => instances(call, 'started'),
  'ec2:StopInstances': (call) => instances(call, 'stopped'),
  'ec2:TerminateInstances': (call) => instances(call, 'terminated'),
  's3:PutBucketPublicAccessBlock': (call) =>
    publicAccess(call, `of bucket ${textAt(call.parameters, 'bucketName') ?? 'unknown'}`),
  's3:PutAccountPublicAccessBlock': (call) => publicAccess(call, 'of the account'),
  's3:PutBucketAcl': bucketAcl,
  'guardduty:UpdateDetector': ({ parameters }) =>
    `GuardDuty detector ${textAt(parameters, 'detectorId') ?? 'unknown'} ${valueAt(parameters, 'enable') === false ? 'disabled' : 'changed'}`,
};

function securityGroup({ parameters }: Call, preposition: string, verb: string): string | undefined {
  const permissions = permissionTexts(parameters, preposition);
  const group = textAt(parameters, 'groupId') ?? textAt(parameters, 'groupName');
  return permissions.length > 0
    ? `${listText(permissions, '; ')} ${verb} security group ${group ?? 'unknown'}`
    : undefined;
}

function sharing({ parameters }: Call, kind: string, idKey: string, permissionKey: string): string | undefined {
  const permission = objectAt(parameters, permissionKey);
  return sharingText(`${kind} ${textAt(parameters, idKey) ?? 'unknown'}`, {
    added: itemsOf(permission?.add).flatMap(grantee),
    removed: itemsOf(permission?.remove).flatMap(grantee),
  });
}

function databaseSharing({ parameters }: Call, idKey: string): string | undefined {
  const texts = (key: string) => itemsOf(valueAt(parameters, key)).filter((each) => typeof each === 'string');
  return sharingText(`database snapshot ${textAt(parameters, idKey) ?? 'unknown'}`, {
    added: texts('valuesToAdd').map(granteeText),
    removed: texts('valuesToRemove').map(granteeText),
  });
}

function sharingText(what: string, { added, removed }: { added: string[]; removed: string[] }): string | undefined {
  const changes = [
    added.length > 0 ? `shared with ${listText(added)}` : '',
    removed.length > 0 ? `no longer shared with ${listText(removed)}` : '',
  ].filter(Boolean);
  return changes.length > 0 ? `${what} ${changes.join(', ')}` : undefined;
}

function grantee(item: unknown): string[] {
  const text = textAt(item, 'userId') ?? textAt(item, 'group') ?? textAt(item, 'organizationArn');
  return text ? [granteeText(text)] : [];
}

function granteeText(text: string): string {
  if (text === 'all') return 'everyone';
  return /^\d{12}$/.test(text) ? `account ${text}` : text;
}

/** `{ tag: 1, content: 'fl-…' }`, or a list of these. */
function flowLogs({ parameters }: Call): string | undefined {
  const entries = itemsOf(valueAt(parameters, 'DeleteFlowLogsRequest', 'FlowLogId'));
  const ids = entries.flatMap((entry) => (typeof entry === 'string' ? entry : (textAt(entry, 'content') ?? [])));
  return ids.length > 0 ? `flow logs ${listText(ids)} deleted` : undefined;
}

function instanceIds(source: unknown): string[] {
  return itemsOf(valueAt(source, 'instancesSet')).flatMap((item) => textAt(item, 'instanceId') ?? []);
}

function instances({ parameters }: Call, verb: string): string | undefined {
  const ids = instanceIds(parameters);
  return ids.length > 0 ? `${ids.length === 1 ? 'instance' : 'instances'} ${listText(ids)} ${verb}` : undefined;
}

function launched({ parameters, response }: Call): string {
  const ids = instanceIds(response);
  const asked = valueAt(itemsOf(valueAt(parameters, 'instancesSet'))[0], 'maxCount');
  const count = ids.length || (typeof asked === 'number' ? asked : 1);
  const type = textAt(parameters, 'instanceType');
  const what = `${count} ${count === 1 ? 'instance' : 'instances'}${type ? ` of type ${type}` : ''} launched`;
  return ids.length > 0 ? `${what}: ${listText(ids)}` : what;
}

function publicAccess({ parameters }: Call, whose: string): string {
  const settings = Object.entries(objectAt(parameters, 'PublicAccessBlockConfiguration') ?? {});
  const off = settings.filter(([, value]) => flagText(value) === 'false').map(([key]) => key);
  if (off.length === 0) return `public access block ${whose} set`;
  return `public access block ${whose} weakened: ${listText(off)} off`;
}

function bucketAcl({ parameters }: Call): string {
  const bucket = `ACL of bucket ${textAt(parameters, 'bucketName') ?? 'unknown'}`;
  const canned = itemsOf(valueAt(parameters, 'x-amz-acl')).concat(textAt(parameters, 'x-amz-acl') ?? []);
  const grants = itemsOf(valueAt(parameters, 'AccessControlPolicy', 'AccessControlList', 'Grant'));
  const groups = grants.flatMap((grant) => textAt(grant, 'Grantee', 'URI')?.split('/').at(-1) ?? []);
  if (groups.length > 0) return `${bucket} opened to ${listText([...new Set(groups)])}`;
  const [name] = canned.filter((each) => typeof each === 'string');
  return name ? `${bucket} set to ${name}` : `${bucket} replaced`;
}
