import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { objectAt, textAt } from '../cloudtrail/json.ts';
import { parseArn } from './arn.ts';

/**
 * Services that act with roles passed to them and never with the credentials of who called them, each with the page that says so. Services
 * with service-linked roles need no place here: the role's path proves them, and some of those relay too, as Auto Scaling tries a launch
 * with the caller's rights. Whatever is not here may be a relay (forward access sessions), as CloudFormation and agents are.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
 */
const WITH_PASSED_ROLES: ReadonlyMap<string, string> = new Map([
  ['dlm.amazonaws.com', 'https://docs.aws.amazon.com/ebs/latest/userguide/service-role.html'],
  ['spotfleet.amazonaws.com', 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-fleet-prerequisites.html'],
]);

/** Relays whose names say little, in words. */
const RELAY_NAMES: ReadonlyMap<string, string> = new Map([
  ['aws-mcp.amazonaws.com', 'the AWS MCP server, an agent'],
  ['cloudformation.amazonaws.com', 'CloudFormation'],
]);

/** What people call a relay: `the AWS MCP server, an agent (aws-mcp.amazonaws.com)`. */
export function relayName(via: string): string {
  const name = RELAY_NAMES.get(via);
  return name ? `${name} (${via})` : via;
}

/** How a person acts in the console, and no service in between, though old records name it in `invokedBy`. */
const CONSOLE = 'signin.amazonaws.com';

/**
 * Whether an AWS service acts by itself: as its own identity, in a role that only AWS can make, in one that was passed to a service
 * of which no caller's credentials pass through, or with what it stored of root. All of that is written by AWS.
 */
export function actsByItself(record: CloudTrailRecord): boolean {
  const userIdentity = objectAt(record, 'userIdentity');
  const type = textAt(userIdentity, 'type');
  const invokedBy = textAt(userIdentity, 'invokedBy');
  if (type === 'AWSService') return true;
  const issuer = parseArn(textAt(userIdentity, 'sessionContext', 'sessionIssuer', 'arn'))?.resource;
  if (issuer?.startsWith('role/aws-service-role/')) return true;
  if (type === undefined) return invokedBy !== undefined && textAt(userIdentity, 'accessKeyId') === undefined;
  if (type === 'AssumedRole') return WITH_PASSED_ROLES.has(invokedBy ?? '') && !isLongTermKey(userIdentity);
  return type === 'Root' && invokedBy === undefined && calledByOwnService(record);
}

/** The service that made the call with the caller's own credentials; undefined where the caller, or a service by itself, did. */
export function relayOf(record: CloudTrailRecord): string | undefined {
  const invokedBy = textAt(record, 'userIdentity', 'invokedBy');
  return invokedBy === undefined || invokedBy === CONSOLE || actsByItself(record) ? undefined : invokedBy;
}

function isLongTermKey(userIdentity: unknown): boolean {
  return textAt(userIdentity, 'accessKeyId')?.startsWith('AKIA') ?? false;
}

/** No session that root can open lasts longer: 12 hours in the console. */
const LONGEST_ROOT_SESSION_MS = 24 * 3_600_000;

/**
 * Such as Amazon Connect, which calls itself with a session of root that it has kept for years. The name of the service in place of an
 * address is not enough, but no caller holds a session that should have ended long ago.
 */
function calledByOwnService(record: CloudTrailRecord): boolean {
  const source = textAt(record, 'sourceIPAddress');
  const isOwn = source === textAt(record, 'eventSource') && (source?.endsWith('.amazonaws.com') ?? false);
  const opened = textAt(record, 'userIdentity', 'sessionContext', 'attributes', 'creationDate');
  const ageMs = Date.parse(textAt(record, 'eventTime') ?? '') - Date.parse(opened ?? '');
  return isOwn && ageMs > LONGEST_ROOT_SESSION_MS;
}
