import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { isObject, objectAt, textAt, valueAt } from '../cloudtrail/json.ts';
import { plainText } from '../template/index.ts';
import { nameOfArn, parseArn } from './arn.ts';
import { readFederation } from './federation.ts';
import type { Identity } from './finding.ts';
import { type Derived, lazy, lazyObject } from './lazy.ts';
import { isEmail, isInteractive, isSignIn, isTrue } from './person.ts';
import { type Described, describeRoleSession } from './role-session.ts';

/** What CloudTrail writes in place of a user name that does not exist: people type their passwords there. */
const HIDDEN_NAME = 'HIDDEN_DUE_TO_SECURITY_REASONS';

const UNNAMED = 'an unnamed caller';
const MAX_LENGTH = 200;

type Describe = (record: CloudTrailRecord, accounts: ReadonlyMap<string, string>) => Described;

/** By `userIdentity.type`; a Map, as a type such as `constructor` must find nothing. */
const DESCRIBE: ReadonlyMap<string, Describe> = new Map<string, Describe>([
  ['Root', describeRoot],
  ['IAMUser', describeIamUser],
  ['AssumedRole', describeRoleSession],
  ['Role', describeRoleSession],
  ['FederatedUser', describeFederatedUser],
  ['SAMLUser', describeSamlUser],
  ['WebIdentityUser', describeWebIdentity],
  ['AWSAccount', describeAccount],
  ['AWSService', describeService],
  ['Directory', describeDirectoryUser],
  ['IdentityCenterUser', describeDirectoryUser],
]);

/** Who acted, whatever shape `userIdentity` has. Names other accounts by `accounts` (id to name). */
export function deriveIdentity(
  record: CloudTrailRecord,
  accounts: ReadonlyMap<string, string>,
  show: (fields: Derived<Identity>) => Identity = lazyObject,
): Identity {
  const userIdentity = objectAt(record, 'userIdentity');
  const type = textAt(userIdentity, 'type') ?? (userIdentity ? 'Unknown' : 'None');
  const described = lazy(() => describe(type, record, accounts));
  return show({
    type: () => type,
    name: lazy(() => nameText(described().name)),
    label: lazy(() => plainText(described().label + ofOtherAccount(record, described().name, accounts), MAX_LENGTH)),
    human: lazy(() => plainText(described().human ?? '', MAX_LENGTH) || undefined),
    arn: () => textAt(userIdentity, 'arn'),
    accountId: () => textAt(userIdentity, 'accountId'),
    principalId: () => textAt(userIdentity, 'principalId'),
    role: () => described().role,
    sessionName: () => described().sessionName,
    sourceIdentity: () =>
      textAt(userIdentity, 'sessionContext', 'sourceIdentity') ?? textAt(record, 'requestParameters', 'sourceIdentity'),
    issuer: () => described().issuer,
    accessKeyId: () => textAt(userIdentity, 'accessKeyId'),
    credential: lazy(() => described().credential ?? credentialOf(record, described())),
    chain: lazy(() => withService(described().chain, textAt(userIdentity, 'invokedBy')).map(nameText)),
    invokedBy: () => textAt(userIdentity, 'invokedBy'),
  });
}

function nameText(name: string): string {
  return plainText(name, MAX_LENGTH) || UNNAMED;
}

/** Users and roles of other accounts act in ours through resource policies and shared roles. */
function ofOtherAccount(record: CloudTrailRecord, name: string, accounts: ReadonlyMap<string, string>): string {
  const own = textAt(record, 'recipientAccountId');
  const accountId = textAt(record, 'userIdentity', 'accountId');
  const isOther = own && accountId && /^\d{12}$/.test(accountId) && own !== accountId && !name.includes(accountId);
  return isOther ? ` of ${accountText(accountId, accounts)}` : '';
}

function describe(type: string, record: CloudTrailRecord, accounts: ReadonlyMap<string, string>): Described {
  const known = DESCRIBE.get(type);
  if (known) return known(record, accounts);
  if (type === 'None') return single(UNNAMED, 'no identity in the record');
  return describeUnknown(record, accounts);
}

function single(name: string, label: string): Described {
  return { name, label, chain: [name] };
}

function accountText(id: string | undefined, accounts: ReadonlyMap<string, string>): string {
  if (!id) return 'an unknown account';
  const name = accounts.get(id);
  return name ? `${name} (${id})` : `account ${id}`;
}

function describeRoot(record: CloudTrailRecord, accounts: ReadonlyMap<string, string>): Described {
  const name = `root of ${accountText(textAt(record, 'userIdentity', 'accountId'), accounts)}`;
  const isAssumed = isTrue(valueAt(record, 'userIdentity', 'sessionContext', 'assumedRoot'));
  return single(name, isAssumed ? 'root session by AssumeRoot' : 'root user');
}

function describeIamUser(record: CloudTrailRecord): Described {
  const userIdentity = objectAt(record, 'userIdentity');
  const arn = textAt(userIdentity, 'arn');
  const name = textAt(userIdentity, 'userName') ?? (arn ? nameOfArn(arn) : textAt(userIdentity, 'principalId'));
  if (name === undefined || name === HIDDEN_NAME) return single('someone with an unknown user name', 'IAM user');
  return { ...single(name, 'IAM user'), ...((isEmail(name) || isInteractive(record)) && { human: name }) };
}

/** GetFederationToken: a broker, often an IAM user, signs in people under names of its choice. */
function describeFederatedUser(record: CloudTrailRecord): Described {
  const arn = textAt(record, 'userIdentity', 'arn');
  const name =
    (arn && nameOfArn(arn)) ??
    textAt(record, 'userIdentity', 'principalId')?.split(':')[1] ??
    'an unnamed federated user';
  const issuer = textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'arn');
  const broker =
    textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'userName') ?? (issuer && nameOfArn(issuer));
  return {
    name,
    ...((isEmail(name) || isInteractive(record)) && { human: name }),
    label: broker ? `federated user, by ${broker}` : 'federated user',
    sessionName: name,
    ...(issuer && { issuer }),
    chain: broker ? [broker, name] : [name],
  };
}

function describeSamlUser(record: CloudTrailRecord): Described {
  const userName = textAt(record, 'userIdentity', 'userName');
  const issuer =
    textAt(record, 'requestParameters', 'principalArn') ?? textAt(record, 'userIdentity', 'identityProvider');
  return {
    ...single(userName ?? 'an unnamed SAML user', 'SAML user'),
    ...(userName && { human: userName }),
    ...(issuer && { issuer }),
  };
}

function describeWebIdentity(record: CloudTrailRecord): Described {
  const provider = textAt(record, 'userIdentity', 'identityProvider') ?? '';
  const subject = textAt(record, 'userIdentity', 'userName') ?? '';
  const { name, label, human, provider: words } = readFederation(provider, subject);
  return {
    ...single(name ?? `someone from ${words}`, label),
    ...(human && { human }),
    ...(provider && { issuer: provider }),
  };
}

/** Another account that used a role or resource of ours; its own trail knows who. */
function describeAccount(record: CloudTrailRecord, accounts: ReadonlyMap<string, string>): Described {
  const accountId = textAt(record, 'userIdentity', 'accountId');
  const principalId = textAt(record, 'userIdentity', 'principalId') ?? '';
  if (/anonymous/i.test(`${accountId} ${principalId}`)) return single('an anonymous caller', 'anonymous');
  const sessionName = principalId.split(':')[1];
  const account = accountText(accountId, accounts);
  if (!sessionName) return single(account, 'another AWS account');
  return {
    ...single(`${sessionName} of ${account}`, 'role session of another AWS account'),
    ...(isEmail(sessionName) && { human: sessionName }),
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
  return { ...single(name, 'AWS service'), credential: 'service' };
}

/** Identity Center and directories: the name stands beside the identity, or nowhere but as an id. */
function describeDirectoryUser(record: CloudTrailRecord): Described {
  const userIdentity = objectAt(record, 'userIdentity');
  const userName = textAt(record, 'additionalEventData', 'UserName') ?? textAt(userIdentity, 'userName');
  const userId = textAt(userIdentity, 'onBehalfOf', 'userId');
  const label = textAt(userIdentity, 'type') === 'Directory' ? 'directory user' : 'Identity Center user';
  if (userName && userName !== HIDDEN_NAME) return { ...single(userName, label), human: userName };
  return single(userId ? `${label} ${userId}` : `an unnamed ${label}`, label);
}

/** Type `Unknown`, absent or new: what the other fields say. */
function describeUnknown(record: CloudTrailRecord, accounts: ReadonlyMap<string, string>): Described {
  const userIdentity = objectAt(record, 'userIdentity');
  const arn = textAt(userIdentity, 'arn');
  if (parseArn(arn)?.resource.startsWith('assumed-role/')) return describeRoleSession(record);
  if (isDirectoryEvent(record)) return describeDirectoryUser(record);
  if (textAt(userIdentity, 'invokedBy')) return describeService(record);
  const name = textAt(userIdentity, 'userName') ?? (arn && nameOfArn(arn)) ?? textAt(userIdentity, 'principalId');
  if (name && name !== HIDDEN_NAME)
    return { ...single(name, 'identity of unknown type'), ...(isEmail(name) && { human: name }) };
  const accountId = textAt(userIdentity, 'accountId');
  return single(accountId ? `${UNNAMED} of ${accountText(accountId, accounts)}` : UNNAMED, 'unnamed identity');
}

/** Before July 2025 the events of Identity Center users had the type `Unknown`. */
function isDirectoryEvent(record: CloudTrailRecord): boolean {
  return (
    objectAt(record, 'userIdentity', 'onBehalfOf') !== undefined ||
    textAt(record, 'additionalEventData', 'UserName') !== undefined ||
    /^(sso|sso-directory|sso-oauth|identitystore|signin)\./.test(textAt(record, 'eventSource') ?? '')
  );
}

function credentialOf(record: CloudTrailRecord, { sessionName }: Described): Identity['credential'] {
  const userIdentity = objectAt(record, 'userIdentity');
  const accessKeyId = textAt(userIdentity, 'accessKeyId');
  if (isSignIn(record) || isTrue(valueAt(record, 'sessionCredentialFromConsole'))) return 'console';
  const isSession = isObject(valueAt(userIdentity, 'sessionContext', 'attributes')) || accessKeyId?.startsWith('ASIA');
  const isRole = /^(AssumedRole|Role|FederatedUser)$/.test(textAt(userIdentity, 'type') ?? '');
  if (isSession || isRole) return 'temporary';
  if (!accessKeyId) return 'none';
  return sessionName ? 'temporary' : 'long-term';
}

/** A service that acts with the caller's credentials is the last hop. The console (`signin`) is how a person acts, not a hop. */
function withService(chain: readonly string[], invokedBy: string | undefined): readonly string[] {
  if (!invokedBy?.includes('.') || invokedBy === 'signin.amazonaws.com' || chain.includes(invokedBy)) return chain;
  return [...chain, invokedBy];
}
