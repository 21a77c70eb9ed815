import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { objectAt, textAt } from '../cloudtrail/json.ts';
import { parseArn } from './arn.ts';

const USER_GUIDE = 'https://docs.aws.amazon.com';

/**
 * Services that act only with roles of their own, never with the credentials of who called them, each with the page that says so.
 * Whatever is not here may be a relay (forward access sessions), as CloudFormation and agents are.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
 */
const SELF_ACTING: ReadonlyMap<string, string> = new Map([
  ['autoscaling.amazonaws.com', `${USER_GUIDE}/autoscaling/ec2/userguide/autoscaling-service-linked-role.html`],
  [
    'application-autoscaling.amazonaws.com',
    `${USER_GUIDE}/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html`,
  ],
  ['dlm.amazonaws.com', `${USER_GUIDE}/ebs/latest/userguide/service-role.html`],
  ['spot.amazonaws.com', `${USER_GUIDE}/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html`],
  ['spotfleet.amazonaws.com', `${USER_GUIDE}/AWSEC2/latest/UserGuide/spot-fleet-prerequisites.html`],
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
  if (type === 'AssumedRole') return SELF_ACTING.has(invokedBy ?? '') && !isLongTermKey(userIdentity);
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

/** Such as Amazon Connect, which calls itself with a session of root that it has kept for years. */
function calledByOwnService(record: CloudTrailRecord): boolean {
  const source = textAt(record, 'sourceIPAddress');
  return source === textAt(record, 'eventSource') && (source?.endsWith('.amazonaws.com') ?? false);
}
