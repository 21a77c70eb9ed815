import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { objectAt, textAt } from '../cloudtrail/json.ts';
import { actsByItself } from './acting-service.ts';
import { nameOfArn, parseArn } from './arn.ts';
import { type Federated, readFederation } from './federation.ts';
import type { Identity } from './finding.ts';
import { isMachineName, isSdkDefault } from './person.ts';
import { holderOf, type Workload } from './workload.ts';

/** What tells one identity from another; the rest of an `Identity` is common to all. */
export type Described = Pick<Identity, 'name' | 'label' | 'chain' | 'vouched'> &
  Partial<Pick<Identity, 'human' | 'role' | 'sessionName' | 'workload' | 'issuer' | 'credential'>>;

/** Which names of sessions a site stands for, as CloudTrail cannot: `vouched:` of trailbell.yml. */
export interface VouchedSessions {
  /** Whether its trust policies demand a source identity that nobody chooses. */
  readonly sourceIdentity: boolean;
  /** ARNs of roles whose sessions are named by somebody else than their caller. */
  readonly roles: readonly string[];
}

interface RoleSession {
  readonly record: CloudTrailRecord;
  /** The role's name, or empty. */
  readonly role: string;
  /** Empty where the record names none. */
  readonly sessionName: string;
  readonly issuerArn: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly holder: Workload | undefined;
  readonly site: VouchedSessions;
}

/**
 * Each proof of who holds a session in turn; the first that there is describes it. Nothing that the caller chooses is a proof:
 * not the session's name, its source identity or the user agent, nor the name of a role, but its path.
 */
const PROOFS: readonly ((session: RoleSession) => Described | undefined)[] = [
  serviceLinkedRole,
  rolePassedToService,
  permissionSet,
  switchedUser,
  samlSignIn,
  webIdentity,
  workload,
  vouchedSourceIdentity,
  vouchedName,
];

/** Who stands behind the session of a role (`AssumedRole`). */
export function describeRoleSession(record: CloudTrailRecord, site: VouchedSessions): Described {
  const session = readSession(record, site);
  const described = PROOFS.reduce<Described | undefined>((found, proof) => found ?? proof(session), undefined);
  const { role, sessionName, issuerArn } = session;
  return {
    ...(role && { role }),
    ...(sessionName && { sessionName }),
    ...(issuerArn && { issuer: issuerArn }),
    ...(described ?? selfNamed(session)),
  };
}

/** A name that nobody stands for, beside what is sure: `role ci (calls itself ceo@example.com)`. */
export function callsItself(sure: string, claimed: string): string {
  return `${sure} (calls itself ${claimed})`;
}

function readSession(record: CloudTrailRecord, site: VouchedSessions): RoleSession {
  const context = objectAt(record, 'userIdentity', 'sessionContext');
  const inArn = readArn(textAt(record, 'userIdentity', 'arn'));
  const [, ...afterColon] = textAt(record, 'userIdentity', 'principalId')?.split(':') ?? [];
  return {
    record,
    role: textAt(context, 'sessionIssuer', 'userName') ?? inArn.role,
    sessionName: inArn.sessionName || afterColon.join(':'),
    issuerArn: textAt(context, 'sessionIssuer', 'arn'),
    sourceIdentity: textAt(context, 'sourceIdentity'),
    holder: holderOf(record),
    site,
  };
}

/** `assumed-role/<role>/<session>`, or `role/<path>/<role>` in a few records. */
function readArn(arn: string | undefined): { readonly role: string; readonly sessionName: string } {
  const resource = parseArn(arn)?.resource ?? '';
  const [, role = '', sessionName = ''] = /^(?:assumed-role\/([^/]+)\/|role\/(?:.*\/)?)(.+)$/s.exec(resource) ?? [];
  return role === '' ? { role: sessionName, sessionName: '' } : { role, sessionName };
}

function roleText({ role }: Pick<RoleSession, 'role'>): string {
  return role ? `role ${role}` : 'a role';
}

/** Nobody but AWS can make a role at this path; a role `AWSServiceRoleFor…` at another anybody can. */
function serviceLinkedRole({ role, issuerArn }: RoleSession): Described | undefined {
  const service = /^role\/aws-service-role\/([^/]+)\//.exec(parseArn(issuerArn)?.resource ?? '')?.[1];
  if (!service) return undefined;
  return {
    name: service,
    label: `AWS service, service-linked role ${role}`,
    chain: [service, `role ${role}`],
    credential: 'service',
    vouched: 'aws',
  };
}

function rolePassedToService({ record, role }: RoleSession): Described | undefined {
  const service = textAt(record, 'userIdentity', 'invokedBy');
  if (!service || !actsByItself(record)) return undefined;
  return {
    name: service,
    label: `AWS service, ${roleText({ role })}`,
    chain: [service, roleText({ role })],
    credential: 'service',
    vouched: 'aws',
  };
}

/** Whether an issuer is a permission set of Identity Center: nobody but AWS can make a role at this path. */
export function isPermissionSet(issuerArn: string | undefined): boolean {
  return parseArn(issuerArn)?.resource.startsWith('role/aws-reserved/sso.amazonaws.com/') ?? false;
}

/** Identity Center names the session after the person: the e-mail or user name of the directory. */
function permissionSet({ role, sessionName, issuerArn }: RoleSession): Described | undefined {
  if (!isPermissionSet(issuerArn)) return undefined;
  const set = /^AWSReservedSSO_(.+?)(_[0-9a-f]{16})?$/.exec(role)?.[1] ?? role;
  const acting = `permission set ${set}`;
  const label = `SSO user, ${acting}`;
  if (!sessionName)
    return { name: `someone with ${acting}`, label, role: set, chain: [acting], vouched: 'identity-center' };
  return {
    name: sessionName,
    human: sessionName,
    label,
    role: set,
    chain: [sessionName, acting],
    vouched: 'identity-center',
  };
}

/** The record of SwitchRole in the target account names the user who switched; of a session it holds the name only. */
function switchedUser(session: RoleSession): Described | undefined {
  const from = textAt(session.record, 'additionalEventData', 'SwitchFrom');
  if (!from || !parseArn(from)?.resource.startsWith('user/')) return undefined;
  const human = nameOfArn(from);
  return {
    name: human,
    human,
    label: `user in ${roleText(session)} by SwitchRole`,
    chain: [human, roleText(session)],
    vouched: 'iam',
  };
}

/** Of a sign-in through SAML the identity provider names the session; in the calls that follow nothing shows it. */
function samlSignIn(session: RoleSession): Described | undefined {
  const { record, sessionName } = session;
  if (!sessionName || !textAt(record, 'additionalEventData', 'SamlProviderArn')) return undefined;
  return person(session, { name: sessionName, label: `SAML user in ${roleText(session)}`, vouched: 'saml' });
}

function webIdentity(session: RoleSession): Described | undefined {
  const data = objectAt(session.record, 'userIdentity', 'sessionContext', 'webIdFederationData');
  const provider = textAt(data, 'federatedProvider');
  if (!provider) return undefined;
  return federatedSession(session, readFederation(provider, subjectOf(objectAt(data, 'attributes'))));
}

/** Without a known subject the provider is all that is sure of a session. */
function federatedSession(session: RoleSession, { provider, label, name, human }: Federated): Described {
  return {
    name: name ?? `${provider} (${roleText(session)})`,
    ...(human && { human }),
    label,
    chain: [name ?? provider, roleText(session)],
    vouched: 'oidc',
  };
}

/** Claims are keyed by name, or by provider and name: `token.actions.githubusercontent.com:sub`. */
function subjectOf(claims: Readonly<Record<string, unknown>> | undefined): string {
  const claim = (name: string): string => {
    const key = Object.keys(claims ?? {}).find((each) => each === name || each.endsWith(`:${name}`));
    return (key && textAt(claims, key)) ?? '';
  };
  const workflow = claim('job_workflow_ref');
  return workflow ? `${claim('sub')}:job_workflow_ref:${workflow}` : claim('sub');
}

/** What AWS itself gave the credentials to. */
function workload(session: RoleSession): Described | undefined {
  const { holder, role } = session;
  if (!holder) return undefined;
  const { kind, id } = holder;
  const name = id ? `${kind} ${id}` : `${kind} (${roleText(session)})`;
  return {
    name,
    label: role ? `${kind}, role ${role}` : kind,
    ...(id && { workload: id }),
    chain: [name, roleText(session)],
    vouched: 'aws',
  };
}

/** Set by the first caller and kept through role chaining: a proof only where trust policies demand it. */
function vouchedSourceIdentity(session: RoleSession): Described | undefined {
  const { sourceIdentity, site } = session;
  if (!site.sourceIdentity || !sourceIdentity) return undefined;
  const label = `session of ${roleText(session)} with a source identity`;
  return person(session, { name: sourceIdentity, label, vouched: 'site' });
}

/** Sessions of roles that an identity provider names, or whose trust policies fix `sts:RoleSessionName`. */
function vouchedName(session: RoleSession): Described | undefined {
  const { sessionName, issuerArn, site } = session;
  if (!sessionName || issuerArn === undefined || !site.roles.includes(issuerArn)) return undefined;
  return person(session, { name: sessionName, label: `user in ${roleText(session)}`, vouched: 'site' });
}

function person(session: RoleSession, described: Pick<Described, 'name' | 'label' | 'vouched'>): Described {
  const { name } = described;
  return { ...described, ...(!isMachineName(name) && { human: name }), chain: [name, roleText(session)] };
}

/** Nothing but names that the caller chose. */
function selfNamed(session: RoleSession): Described {
  const { role, sessionName, sourceIdentity } = session;
  const own = isSdkDefault(sessionName) || sessionName === sourceIdentity ? '' : sessionName;
  const claimed = [sourceIdentity, own].filter(Boolean).join(', session ');
  const sure = role ? `role ${role}` : 'an unnamed role session';
  const name = claimed ? callsItself(sure, claimed) : sure;
  return { name, label: 'session of a role', chain: [name], vouched: 'nobody' };
}
