import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { objectAt, textAt } from '../cloudtrail/json.ts';
import { actsByItself } from './acting-service.ts';
import type { Identity } from './finding.ts';

/** Who acts in the name of a principal, so that its id alone does not say who it was. */
const SESSION_TYPES = ['AssumedRole', 'Role', 'AWSAccount', 'FederatedUser'];

/** Whose names belong to the key: of the rest the principal's id says all that is sure. */
const PEOPLE: readonly Identity['vouched'][] = ['identity-center', 'saml', 'oidc', 'site'];

/**
 * A key for what is remembered of a caller, which no caller can choose: the id that AWS gave the user or role, and behind `/` the
 * person or pipeline that somebody vouches for in its session. Names that sessions give themselves, tags and user agents are no part of it.
 * `AIDA…`, `AROA…`, `AROA…/alice@example.com`, `123456789012:root`, `autoscaling.amazonaws.com`.
 */
export function principalOf(record: CloudTrailRecord, { name, vouched }: Pick<Identity, 'name' | 'vouched'>): string {
  const userIdentity = objectAt(record, 'userIdentity');
  const type = textAt(userIdentity, 'type') ?? '';
  const accountId = textAt(userIdentity, 'accountId') ?? '';
  const isNameless = textAt(userIdentity, 'principalId') === undefined;
  if (type === 'Root') return `${accountId || textAt(userIdentity, 'principalId')}:root`;
  if (type === 'AWSService' || (isNameless && actsByItself(record))) return name;
  if (type === 'FederatedUser') return federatedUser(userIdentity, accountId);
  const arn = textAt(userIdentity, 'arn');
  const isSession = SESSION_TYPES.includes(type) || (arn?.includes(':assumed-role/') ?? false);
  const id = idOf(userIdentity, isSession);
  const person = PEOPLE.includes(vouched) && (isSession || id === undefined) ? `/${name}` : '';
  return `${id ?? `${accountId}:${type || 'unknown'}`}${person}`;
}

/** What AWS calls a user or role, without the name of a session, which stands last in ids and ARNs. */
function idOf(userIdentity: unknown, isSession: boolean): string | undefined {
  const id = textAt(userIdentity, 'principalId');
  if (id !== undefined) return isSession ? id.split(':', 1)[0] : id;
  const arn = textAt(userIdentity, 'arn');
  if (arn !== undefined) return arn.replace(/(:assumed-role\/[^/]+)\/.*$/s, '$1');
  const userName = textAt(userIdentity, 'userName');
  // Nothing else bears a name that IAM has looked up; one that does not exist is hidden by AWS.
  if (textAt(userIdentity, 'type') === 'IAMUser' && userName)
    return `${textAt(userIdentity, 'accountId')}:user/${userName}`;
  return textAt(userIdentity, 'onBehalfOf', 'userId');
}

/** The broker that opened the session chose its name; who the broker is stands beside it. */
function federatedUser(userIdentity: unknown, accountId: string): string {
  return `${textAt(userIdentity, 'sessionContext', 'sessionIssuer', 'principalId') ?? accountId}:federated-user`;
}
