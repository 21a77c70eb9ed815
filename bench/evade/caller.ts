import type { CloudTrailRecord } from '../../src/cloudtrail/event.ts';
import { objectAt, textAt, valueAt } from '../../src/cloudtrail/json.ts';
import { withValue } from './change.ts';

const WITH_CREDENTIALS = ['IAMUser', 'AssumedRole', 'Root', 'FederatedUser'];

/** Whether it is an API call with credentials of a caller; services, sign-ins and other accounts have none that could be relayed. */
export function isCallersCall(record: CloudTrailRecord): boolean {
  return (
    textAt(record, 'eventType') !== 'AwsConsoleSignIn' &&
    WITH_CREDENTIALS.includes(textAt(record, 'userIdentity', 'type') ?? '')
  );
}

/** Whether a record has a user agent that its caller wrote. */
export function hasOwnAgent(record: CloudTrailRecord): boolean {
  return (
    textAt(record, 'userIdentity', 'type') !== 'AWSService' &&
    textAt(record, 'userIdentity', 'invokedBy') === undefined &&
    textAt(record, 'eventType') !== 'AwsServiceEvent' &&
    objectAt(record, 'insightDetails') === undefined
  );
}

/**
 * Whether the caller named its session: it assumed a role that is not AWS's own, and no service handed it the credentials.
 */
export function namedItsSession(record: CloudTrailRecord): boolean {
  const identity = objectAt(record, 'userIdentity');
  const isOfAws =
    /:role\/aws-(service-role|reserved)\//.test(textAt(identity, 'sessionContext', 'sessionIssuer', 'arn') ?? '') ||
    /:assumed-role\/(AWSReservedSSO_|AWSServiceRoleFor)/.test(textAt(identity, 'arn') ?? '');
  const isHanded =
    valueAt(identity, 'sessionContext', 'ec2RoleDelivery') !== undefined ||
    objectAt(identity, 'inScopeOf') !== undefined;
  return textAt(identity, 'type') === 'AssumedRole' && sessionArn(record) !== undefined && !isOfAws && !isHanded;
}

/** `[arn:…:assumed-role/, role, session]`. */
function sessionArn(record: CloudTrailRecord): readonly [string, string, string] | undefined {
  const [, head, role, session] =
    /^(arn:[^:]+:sts::\d*:assumed-role\/)([^/]+)\/(.+)$/s.exec(textAt(record, 'userIdentity', 'arn') ?? '') ?? [];
  return head && role && session ? [head, role, session] : undefined;
}

/** The same call in a session of another name: it stands in the ARN and in the principal's id. */
export function withSessionName(record: CloudTrailRecord, name: string): CloudTrailRecord {
  const [head, role] = sessionArn(record) ?? [];
  const [id] = textAt(record, 'userIdentity', 'principalId')?.split(':', 1) ?? [];
  const named = withValue(record, ['userIdentity', 'arn'], `${head}${role}/${name}`);
  return id ? withValue(named, ['userIdentity', 'principalId'], `${id}:${name}`) : named;
}

/** The same call in a session of a role of another name and path, which has the same id: the caller made that role. */
export function withRole(record: CloudTrailRecord, path: string, role: string): CloudTrailRecord {
  const [head, , session] = sessionArn(record) ?? [];
  const accountId = textAt(record, 'userIdentity', 'accountId');
  const issuer = objectAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer');
  return [
    [['arn'], `${head}${role}/${session}`] as const,
    [
      ['sessionContext', 'sessionIssuer'],
      { ...issuer, type: 'Role', arn: `arn:aws:iam::${accountId}:role/${path}${role}`, userName: role },
    ] as const,
  ].reduce<CloudTrailRecord>((made, [at, value]) => withValue(made, ['userIdentity', ...at], value), record);
}

/** What people call whoever acts: what others can call their sessions. */
export function displayName(record: CloudTrailRecord): string {
  const named =
    textAt(record, 'userIdentity', 'sessionContext', 'sourceIdentity') ??
    textAt(record, 'userIdentity', 'userName') ??
    sessionArn(record)?.[2] ??
    textAt(record, 'userIdentity', 'arn')?.split(/[:/]/).at(-1) ??
    'alice';
  // What STS takes for a session's name.
  return named.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
}

/** The same call by a session of another role, in the same account, that calls itself what the caller is called. */
export function bySomebodyOfThatName(record: CloudTrailRecord): CloudTrailRecord {
  const name = displayName(record);
  return withValue(bySession(record, 'decoy', name), ['userIdentity', 'sessionContext', 'sourceIdentity'], name);
}

/** The same call by a session of a role of the account. */
export function bySession(record: CloudTrailRecord, role: string, session: string): CloudTrailRecord {
  const accountId = textAt(record, 'recipientAccountId') ?? textAt(record, 'userIdentity', 'accountId') ?? '';
  const id = `AROA${role.toUpperCase().padEnd(17, '0')}`;
  return {
    ...record,
    userIdentity: {
      type: 'AssumedRole',
      principalId: `${id}:${session}`,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
      accountId,
      accessKeyId: `ASIA${role.toUpperCase().padEnd(16, '0')}`,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: id,
          arn: `arn:aws:iam::${accountId}:role/${role}`,
          accountId,
          userName: role,
        },
        attributes: { creationDate: textAt(record, 'eventTime'), mfaAuthenticated: 'false' },
      },
    },
  };
}
