import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { objectAt, textAt, valueAt } from '../cloudtrail/json.ts';
import { actsByItself } from './acting-service.ts';
import { nameOfArn, parseArn } from './arn.ts';
import { readFederation } from './federation.ts';
import type { Identity } from './finding.ts';
import { isEmail, isInteractive, isTrue } from './person.ts';
import { callsItself, type Described, describeRoleSession, type VouchedSessions } from './role-session.ts';

/** What CloudTrail writes in place of a user name that does not exist: people type their passwords there. */
const HIDDEN_NAME = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** Of whom a record tells nothing. */
export const UNNAMED = 'an unnamed caller';

type Describe = (
  record: CloudTrailRecord,
  accounts: ReadonlyMap<string, string>,
  sessions: VouchedSessions,
) => Described;

/** By `userIdentity.type`; a Map, as a type such as `constructor` must find nothing. */
const DESCRIBE: ReadonlyMap<string, Describe> = new Map<string, Describe>([
  ['Root', describeRoot],
  ['IAMUser', describeIamUser],
  ['AssumedRole', describeRole],
  ['Role', describeRole],
  ['FederatedUser', describeFederatedUser],
  ['SAMLUser', describeSamlUser],
  ['WebIdentityUser', describeWebIdentity],
  ['AWSAccount', describeAccount],
  ['AWSService', describeService],
  ['Directory', describeDirectoryUser],
  ['IdentityCenterUser', describeDirectoryUser],
]);

/** Who an identity is, by its type. Names other accounts by `accounts` (id to name). */
export function describeIdentity(
  type: string,
  record: CloudTrailRecord,
  accounts: ReadonlyMap<string, string>,
  sessions: VouchedSessions,
): Described {
  const known = DESCRIBE.get(type);
  if (known) return known(record, accounts, sessions);
  if (type === 'None') return single(UNNAMED, 'no identity in the record', 'nobody');
  return describeUnknown(record, accounts, sessions);
}

/** `prod (123456789012)`, or `account 123456789012`. */
export function accountText(id: string | undefined, accounts: ReadonlyMap<string, string>): string {
  if (!id) return 'an unknown account';
  const name = accounts.get(id);
  return name ? `${name} (${id})` : `account ${id}`;
}

function single(name: string, label: string, vouched: Identity['vouched']): Described {
  return { name, label, chain: [name], vouched };
}

function describeRole(record: CloudTrailRecord, _: unknown, sessions: VouchedSessions): Described {
  return describeRoleSession(record, sessions);
}

function describeRoot(record: CloudTrailRecord, accounts: ReadonlyMap<string, string>): Described {
  const name = `root of ${accountText(textAt(record, 'userIdentity', 'accountId'), accounts)}`;
  const isAssumed = isTrue(valueAt(record, 'userIdentity', 'sessionContext', 'assumedRoot'));
  if (actsByItself(record))
    return { ...single(name, 'AWS service, with a session of root', 'aws'), credential: 'service' };
  return single(name, isAssumed ? 'root session by AssumeRoot' : 'root user', 'aws');
}

function describeIamUser(record: CloudTrailRecord): Described {
  const userIdentity = objectAt(record, 'userIdentity');
  const arn = textAt(userIdentity, 'arn');
  const name = textAt(userIdentity, 'userName') ?? (arn ? nameOfArn(arn) : textAt(userIdentity, 'principalId'));
  if (name === undefined || name === HIDDEN_NAME)
    return single('someone with an unknown user name', 'IAM user', 'nobody');
  return { ...single(name, 'IAM user', 'iam'), ...((isEmail(name) || isInteractive(record)) && { human: name }) };
}

/** GetFederationToken: a broker, often an IAM user, opens sessions under names of its choice. */
function describeFederatedUser(record: CloudTrailRecord): Described {
  const arn = textAt(record, 'userIdentity', 'arn');
  const sessionName =
    (arn && nameOfArn(arn)) ?? textAt(record, 'userIdentity', 'principalId')?.split(':').slice(1).join(':');
  const issuer = textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'arn');
  const broker =
    textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'userName') ?? (issuer && nameOfArn(issuer));
  const sure = broker ? `federated user of ${broker}` : 'federated user';
  const name = sessionName ? callsItself(sure, sessionName) : sure;
  return {
    name,
    label: 'session by GetFederationToken',
    ...(sessionName && { sessionName }),
    ...(issuer && { issuer }),
    chain: [name],
    vouched: 'nobody',
  };
}

function describeSamlUser(record: CloudTrailRecord): Described {
  const userName = textAt(record, 'userIdentity', 'userName');
  const issuer =
    textAt(record, 'requestParameters', 'principalArn') ?? textAt(record, 'userIdentity', 'identityProvider');
  return {
    ...single(userName ?? 'an unnamed SAML user', 'SAML user', 'saml'),
    ...(userName && { human: userName }),
    ...(issuer && { issuer }),
  };
}

function describeWebIdentity(record: CloudTrailRecord): Described {
  const provider = textAt(record, 'userIdentity', 'identityProvider') ?? '';
  const subject = textAt(record, 'userIdentity', 'userName') ?? '';
  const { name, label, human, provider: words } = readFederation(provider, subject);
  return {
    ...single(name ?? `someone from ${words}`, label, 'oidc'),
    ...(human && { human }),
    ...(provider && { issuer: provider }),
  };
}

/** Another account that used a role or resource of ours; its own trail knows who. */
function describeAccount(record: CloudTrailRecord, accounts: ReadonlyMap<string, string>): Described {
  const accountId = textAt(record, 'userIdentity', 'accountId');
  const principalId = textAt(record, 'userIdentity', 'principalId') ?? '';
  if (/anonymous/i.test(`${accountId} ${principalId}`)) return single('an anonymous caller', 'anonymous', 'nobody');
  const sessionName = principalId.split(':').slice(1).join(':');
  const account = accountText(accountId, accounts);
  if (!sessionName) return single(account, 'another AWS account', 'aws');
  return {
    ...single(callsItself(account, sessionName), 'role session of another AWS account', 'nobody'),
    sessionName,
  };
}

function describeService(record: CloudTrailRecord): Described {
  const name =
    textAt(record, 'userIdentity', 'invokedBy') ??
    [textAt(record, 'sourceIPAddress'), textAt(record, 'eventSource')].find((each) =>
      each?.endsWith('.amazonaws.com'),
    ) ??
    'an AWS service';
  return { ...single(name, 'AWS service', 'aws'), credential: 'service' };
}

/** Identity Center and directories: the name stands beside the identity, or nowhere but as an id. */
function describeDirectoryUser(record: CloudTrailRecord): Described {
  const userIdentity = objectAt(record, 'userIdentity');
  const userName = textAt(record, 'additionalEventData', 'UserName') ?? textAt(userIdentity, 'userName');
  const userId = textAt(userIdentity, 'onBehalfOf', 'userId');
  const label = textAt(userIdentity, 'type') === 'Directory' ? 'directory user' : 'Identity Center user';
  if (userName && userName !== HIDDEN_NAME) return { ...single(userName, label, 'identity-center'), human: userName };
  return single(userId ? `${label} ${userId}` : `an unnamed ${label}`, label, userId ? 'identity-center' : 'nobody');
}

/** Type `Unknown`, absent or new: what the other fields say. */
function describeUnknown(
  record: CloudTrailRecord,
  accounts: ReadonlyMap<string, string>,
  sessions: VouchedSessions,
): Described {
  const userIdentity = objectAt(record, 'userIdentity');
  const arn = textAt(userIdentity, 'arn');
  if (parseArn(arn)?.resource.startsWith('assumed-role/')) return describeRoleSession(record, sessions);
  if (isDirectoryEvent(record)) return describeDirectoryUser(record);
  if (actsByItself(record)) return describeService(record);
  const name = textAt(userIdentity, 'userName') ?? (arn && nameOfArn(arn)) ?? textAt(userIdentity, 'principalId');
  if (name && name !== HIDDEN_NAME) return single(name, 'identity of unknown type', 'nobody');
  const accountId = textAt(userIdentity, 'accountId');
  return single(
    accountId ? `${UNNAMED} of ${accountText(accountId, accounts)}` : UNNAMED,
    'unnamed identity',
    'nobody',
  );
}

/** Before July 2025 the events of Identity Center users had the type `Unknown`. */
function isDirectoryEvent(record: CloudTrailRecord): boolean {
  return (
    objectAt(record, 'userIdentity', 'onBehalfOf') !== undefined ||
    textAt(record, 'additionalEventData', 'UserName') !== undefined ||
    /^(sso|sso-directory|sso-oauth|identitystore|signin)\./.test(textAt(record, 'eventSource') ?? '')
  );
}
