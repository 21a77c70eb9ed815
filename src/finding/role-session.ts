import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { objectAt, textAt } from '../cloudtrail/json.ts';
import { nameOfArn, parseArn } from './arn.ts';
import { type Federated, readFederation } from './federation.ts';
import type { Identity } from './finding.ts';
import { isEmail, isInteractive, isMachineName } from './person.ts';

/** What tells one identity from another; the rest of an `Identity` is common to all. */
export type Described = Pick<Identity, 'name' | 'label' | 'chain'> &
  Partial<Pick<Identity, 'human' | 'role' | 'sessionName' | 'issuer' | 'credential'>>;

interface RoleSession {
  readonly record: CloudTrailRecord;
  /** The role's name, or empty. */
  readonly role: string;
  /** Empty where the record names none. */
  readonly sessionName: string;
  readonly issuerArn: string | undefined;
  readonly sourceIdentity: string | undefined;
  /** CloudFormation type of what the credentials were issued to, such as `AWS::Lambda::Function`. */
  readonly holder: string | undefined;
  readonly userAgent: string;
}

/** Each shape of session in turn; the first that recognises it describes it. The order matters: proof before convention. */
const SHAPES: readonly ((session: RoleSession) => Described | undefined)[] = [
  serviceLinkedRole,
  permissionSet,
  switchedRole,
  sourceIdentity,
  webIdentity,
  ec2Instance,
  lambdaFunction,
  podIdentity,
  ecsTask,
  serviceSession,
  person,
];

/** Who stands behind the session of a role (`AssumedRole`). */
export function describeRoleSession(record: CloudTrailRecord): Described {
  const session = readSession(record);
  const described = SHAPES.reduce<Described | undefined>((found, shape) => found ?? shape(session), undefined);
  const { role, sessionName, issuerArn } = session;
  return {
    ...(role && { role }),
    ...(sessionName && { sessionName }),
    ...(issuerArn && { issuer: issuerArn }),
    ...(described ?? plainSession(session)),
  };
}

function readSession(record: CloudTrailRecord): RoleSession {
  const context = objectAt(record, 'userIdentity', 'sessionContext');
  const inArn = readArn(textAt(record, 'userIdentity', 'arn'));
  const [, ...afterColon] = textAt(record, 'userIdentity', 'principalId')?.split(':') ?? [];
  return {
    record,
    role: textAt(context, 'sessionIssuer', 'userName') ?? inArn.role,
    sessionName: inArn.sessionName || afterColon.join(':'),
    issuerArn: textAt(context, 'sessionIssuer', 'arn'),
    sourceIdentity: textAt(context, 'sourceIdentity'),
    holder: textAt(record, 'userIdentity', 'inScopeOf', 'issuerType'),
    userAgent: textAt(record, 'userAgent') ?? '',
  };
}

/** `assumed-role/<role>/<session>`, or `role/<path>/<role>` in a few records. */
function readArn(arn: string | undefined): { readonly role: string; readonly sessionName: string } {
  const resource = parseArn(arn)?.resource ?? '';
  const [, role = '', sessionName = ''] = /^(?:assumed-role\/([^/]+)\/|role\/(?:.*\/)?)(.+)$/s.exec(resource) ?? [];
  return role === '' ? { role: sessionName, sessionName: '' } : { role, sessionName };
}

function roleText({ role }: RoleSession): string {
  return role ? `role ${role}` : 'a role';
}

function serviceLinkedRole({ role, issuerArn, record }: RoleSession): Described | undefined {
  const service = /:role\/aws-service-role\/([^/]+)\//.exec(issuerArn ?? '')?.[1];
  if (!service && !role.startsWith('AWSServiceRoleFor')) return undefined;
  const name = service ?? textAt(record, 'userIdentity', 'invokedBy') ?? role;
  return {
    name,
    label: `AWS service, service-linked role ${role}`,
    chain: [name, `role ${role}`],
    credential: 'service',
  };
}

/** Identity Center names the session after the person: the e-mail or user name of the directory. */
function permissionSet({ role, sessionName }: RoleSession): Described | undefined {
  const set = /^AWSReservedSSO_(.+?)(_[0-9a-f]{16})?$/.exec(role)?.[1];
  if (!set) return undefined;
  const acting = `permission set ${set}`;
  if (!sessionName) return { name: `someone with ${acting}`, label: `SSO user, ${acting}`, role: set, chain: [acting] };
  return {
    name: sessionName,
    human: sessionName,
    label: `SSO user, ${acting}`,
    role: set,
    chain: [sessionName, acting],
  };
}

/** The record of SwitchRole in the target account names the user who switched. */
function switchedRole(session: RoleSession): Described | undefined {
  const from = textAt(session.record, 'additionalEventData', 'SwitchFrom');
  if (!from) return undefined;
  const human = nameOfArn(from);
  return { name: human, human, label: `user in ${roleText(session)} by SwitchRole`, chain: [human, roleText(session)] };
}

/** Set by an administrator's rule at the first hop, and kept through role chaining. */
function sourceIdentity(session: RoleSession): Described | undefined {
  const { sourceIdentity: source, sessionName } = session;
  if (!source) return undefined;
  const acting =
    sessionName && sessionName !== source ? `${roleText(session)}, session ${sessionName}` : roleText(session);
  return {
    name: source,
    ...(!isMachineName(source) && { human: source }),
    label: `session of ${roleText(session)} with a source identity`,
    chain: [source, acting],
  };
}

function webIdentity(session: RoleSession): Described | undefined {
  const data = objectAt(session.record, 'userIdentity', 'sessionContext', 'webIdFederationData');
  const provider = textAt(data, 'federatedProvider');
  if (!provider) return undefined;
  const federated = readFederation(provider, subjectOf(objectAt(data, 'attributes')));
  return federatedSession(session, federated);
}

function federatedSession(session: RoleSession, { provider, label, name, human }: Federated): Described {
  const person = human ?? (isEmail(session.sessionName) ? session.sessionName : undefined);
  const who = name ?? person ?? provider;
  return {
    name: name ?? person ?? `${provider} (${roleText(session)})`,
    ...(person && { human: person }),
    label,
    chain: [who, roleText(session)],
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

function ec2Instance(session: RoleSession): Described | undefined {
  const { sessionName, holder } = session;
  if (/^mi-[0-9a-z]{17}$/i.test(sessionName))
    return workload(session, `managed node ${sessionName}`, 'SSM managed node');
  const isInstance = /^i-[0-9a-z]{8,17}$/i.test(sessionName);
  if (!isInstance && holder !== 'AWS::EC2::Instance') return undefined;
  return workload(session, `EC2 instance ${sessionName}`, 'EC2 instance');
}

/** The session bears the function's name, but so may any other: only the holder or the user agent is proof. */
function lambdaFunction(session: RoleSession): Described | undefined {
  if (session.holder !== 'AWS::Lambda::Function' && !/exec-env\/AWS_Lambda_/.test(session.userAgent)) return undefined;
  return workload(session, `Lambda function ${session.sessionName}`, 'Lambda function');
}

/** EKS Pod Identity: `eks-<cluster>-<pod>-<uuid>`. */
function podIdentity(session: RoleSession): Described | undefined {
  const pod = /^eks-(.+)-[0-9a-f]{8}-[0-9a-f-]{27}$/.exec(session.sessionName)?.[1];
  return pod ? workload(session, `EKS pod ${pod}`, 'EKS pod') : undefined;
}

/** Sessions of tasks bear the task's id. */
function ecsTask(session: RoleSession): Described | undefined {
  const { sessionName, holder, userAgent } = session;
  if (holder !== 'AWS::ECS::Task' && !/exec-env\/AWS_ECS_/.test(userAgent) && !/^[0-9a-f]{32}$/.test(sessionName)) {
    return undefined;
  }
  // The id alone tells nobody which task it was.
  const task = `ECS task ${sessionName.slice(0, 8)}`;
  return { ...workload(session, task, 'ECS task'), name: `${task} (${roleText(session)})` };
}

/** Names that services give the sessions of the roles that were passed to them. */
const SERVICE_SESSIONS: readonly (readonly [RegExp, string])[] = [
  [/^AWSCloudFormation$/, 'CloudFormation'],
  [/^AWSCodeBuild-/, 'CodeBuild'],
  [/^(ConfigResourceCompositionSession|AWSConfig)/, 'AWS Config'],
  [/^AWSBackup/, 'AWS Backup'],
];

function serviceSession(session: RoleSession): Described | undefined {
  const service = SERVICE_SESSIONS.find(([pattern]) => pattern.test(session.sessionName))?.[1];
  if (!service) return undefined;
  return { name: `${service} (${roleText(session)})`, label: `service role of ${service}`, chain: [roleText(session)] };
}

function workload(session: RoleSession, name: string, kind: string): Described {
  return {
    name: name.trim(),
    label: session.role ? `${kind}, role ${session.role}` : kind,
    chain: [name.trim(), roleText(session)],
  };
}

/** An e-mail names a person, and so does the session of someone who sits at the console. */
function person(session: RoleSession): Described | undefined {
  const { sessionName, record } = session;
  if (sessionName === '' || isMachineName(sessionName)) return undefined;
  if (!isEmail(sessionName) && !isInteractive(record)) return undefined;
  const by = textAt(record, 'additionalEventData', 'SamlProviderArn') ? 'SAML user' : 'user';
  return {
    name: sessionName,
    human: sessionName,
    label: `${by} in ${roleText(session)}`,
    chain: [sessionName, roleText(session)],
  };
}

/** Nothing but a name that the caller chose. */
function plainSession(session: RoleSession): Described {
  const { role, sessionName } = session;
  const label = 'session of a role';
  if (!role && !sessionName) return { name: 'an unnamed role session', label, chain: ['an unnamed role session'] };
  if (!role) return { name: sessionName, label, chain: [sessionName] };
  if (!sessionName || isMachineName(sessionName)) return { name: `role ${role}`, label, chain: [`role ${role}`] };
  return { name: `${sessionName} (role ${role})`, label, chain: [`role ${role}, session ${sessionName}`] };
}
