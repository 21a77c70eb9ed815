import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { objectAt, textAt, valueAt } from '../cloudtrail/json.ts';
import { plainText } from '../template/index.ts';
import type { Identity, Mfa, MfaVerdict, Network, Result } from './finding.ts';
import { directoryMfa } from './mfa-directory.ts';
import { flagText, isSignIn, isTrue } from './person.ts';
import { isPermissionSet } from './role-session.ts';

/** What a verdict may rest on. */
export interface Evidence {
  readonly record: CloudTrailRecord;
  readonly identity: Identity;
  readonly network: Network;
  readonly result: Result;
}

const MAX_REASON = 300;

/** Who signs in to the console otherwise than with a password that AWS itself checks. */
const FEDERATED_TYPES = ['AssumedRole', 'FederatedUser', 'SAMLUser', 'WebIdentityUser', 'IdentityCenterUser'];

/** Each kind of proof in turn; the first that applies decides. */
const PROOFS: readonly ((evidence: Evidence) => Mfa | undefined)[] = [
  directoryMfa,
  consoleSignIn,
  deviceInRequest,
  federatedCall,
  sessionAttribute,
];

/**
 * Whether MFA stood behind the call, and on which fields that rests. `absent` is said only where CloudTrail proves it;
 * what an identity provider decided is `delegated`; all else that the record cannot tell is `unknown`.
 */
export function judgeMfa(evidence: Evidence): Mfa {
  const proven = PROOFS.reduce<Mfa | undefined>((found, proof) => found ?? proof(evidence), undefined);
  const mfa = proven ?? withoutSession(evidence);
  return { ...mfa, reason: plainText(mfa.reason, MAX_REASON) };
}

function verdict(verdict: MfaVerdict, reason: string): Mfa {
  return { verdict, reason };
}

/** A value as JSON, as none of them is sure to be a text. */
function quoted(value: unknown): string {
  return plainText(JSON.stringify(value), 60);
}

/** Only for root and IAM users does CloudTrail fill `MFAUsed` and `mfaAuthenticated` from what it saw itself. */
function isOwnUser({ type }: Identity): boolean {
  return type === 'Root' || type === 'IAMUser';
}

function userWords({ type }: Identity): string {
  return type === 'Root' ? 'the root user' : 'an IAM user';
}

function consoleSignIn({ record, identity, result }: Evidence): Mfa | undefined {
  const eventName = textAt(record, 'eventName');
  if (eventName === 'CheckMfa' && isSignIn(record)) {
    const type = textAt(record, 'additionalEventData', 'MfaType');
    const asked = `CheckMfa says that MFA was asked for${type ? ` (MfaType "${type}")` : ''}`;
    return verdict('unknown', `${asked}; whether it was passed stands in the ConsoleLogin that follows`);
  }
  if (eventName !== 'ConsoleLogin') return undefined;
  const provider = textAt(record, 'additionalEventData', 'SamlProviderArn');
  if (provider || FEDERATED_TYPES.includes(identity.type)) {
    const by = provider ? `SamlProviderArn is ${provider}` : `userIdentity.type is ${identity.type}`;
    return verdict('delegated', `${by}: the identity provider decided about MFA, and MFAUsed does not tell`);
  }
  if (!isOwnUser(identity)) return undefined;
  return ownUserSignIn(record, identity, result);
}

function ownUserSignIn(record: CloudTrailRecord, identity: Identity, result: Result): Mfa {
  const used = valueAt(record, 'additionalEventData', 'MFAUsed');
  const device = textAt(record, 'additionalEventData', 'MFAIdentifier');
  const said = used === undefined || used === null ? 'MFAUsed is missing' : `MFAUsed is ${quoted(used)}`;
  const isYes = /^(yes|true)$/.test(flagText(used));
  const isNo = /^(no|false)$/.test(flagText(used));
  if (result.outcome === 'failure') {
    const step = isYes ? ': the MFA step was reached, but not passed' : ': the MFA step was not reached';
    return verdict('unknown', `${said} on a failed sign-in${isYes || isNo ? step : ''}`);
  }
  if (textAt(record, 'responseElements', 'ConsoleLogin')?.toLowerCase() !== 'success') {
    return verdict('unknown', `${said}, but the record does not say whether the sign-in succeeded`);
  }
  const signIn = `on a successful sign-in of ${userWords(identity)}`;
  if (isYes) return { ...verdict('present', `${said} ${signIn}`), ...(device && { device }) };
  if (device) return { ...verdict('present', `MFAIdentifier names a device ${signIn}`), device };
  return verdict(isNo ? 'absent' : 'unknown', `${said} ${signIn}`);
}

/** STS took the code of the device that the request names, or it would have refused. */
function deviceInRequest({ record, result }: Evidence): Mfa | undefined {
  const device = textAt(record, 'requestParameters', 'serialNumber');
  const isSts = textAt(record, 'eventSource') === 'sts.amazonaws.com';
  if (!device || !isSts || result.outcome === 'failure') return undefined;
  const call = textAt(record, 'eventName') ?? 'the call';
  return {
    verdict: 'present',
    reason: `requestParameters.serialNumber names the device that STS accepted for ${call}`,
    device,
  };
}

/** The calls that trade an identity provider's token for a role. */
function federatedCall({ identity }: Evidence): Mfa | undefined {
  if (identity.type !== 'SAMLUser' && identity.type !== 'WebIdentityUser') return undefined;
  return verdict('delegated', `userIdentity.type is ${identity.type}: the identity provider decided about MFA`);
}

function sessionAttribute({ record, identity, network }: Evidence): Mfa | undefined {
  const session = objectAt(record, 'userIdentity', 'sessionContext');
  const value = valueAt(session, 'attributes', 'mfaAuthenticated');
  if (isTrue(value))
    return verdict('present', `mfaAuthenticated is ${quoted(value)} in the session that made the call`);
  if (isServiceActor(identity)) return verdict('unknown', `${identity.name} is an AWS service: no person signed in`);
  const provider = providerOf(record, identity);
  if (provider)
    return verdict(
      'delegated',
      `${provider}: the identity provider decided about MFA, and mfaAuthenticated does not tell`,
    );
  if (value === undefined || value === null) return undefined;
  const said = `mfaAuthenticated is ${quoted(value)}`;
  if (!isOwnUser(identity)) {
    return verdict('unknown', `${said}, which it also is for roles of federated people and of machines`);
  }
  const between = serviceBetween(identity, network);
  if (between) return verdict('unknown', `${said}, as it is whenever a service calls for a user (${between})`);
  if (isTrue(valueAt(session, 'assumedRoot'))) {
    return verdict(
      'unknown',
      `${said}, but assumedRoot says that an administrator of another account opened the session`,
    );
  }
  if (flagText(value) !== 'false') return verdict('unknown', `${said}, which is no known value`);
  return verdict('absent', `${said} in a session of ${userWords(identity)}`);
}

/** The field that shows that a service, not the user, sent the call; never the user agent, which the caller writes. */
function serviceBetween({ invokedBy }: Identity, { kind, service }: Network): string | undefined {
  // In records of old, the console is what a person acts with.
  if (invokedBy && invokedBy !== 'signin.amazonaws.com') return `invokedBy is ${invokedBy}`;
  if (kind === 'aws-internal' || kind === 'aws-service') return `sourceIPAddress is ${service ?? 'AWS Internal'}`;
  return undefined;
}

function isServiceActor({ credential, type }: Identity): boolean {
  return type === 'AWSService' || credential === 'service';
}

/** The field that shows that the session began at an identity provider. */
function providerOf(record: CloudTrailRecord, identity: Identity): string | undefined {
  if (isPermissionSet(textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'arn')))
    return 'the role is a permission set of Identity Center (AWSReservedSSO)';
  if (identity.type === 'IdentityCenterUser') return 'userIdentity.type is IdentityCenterUser';
  const federated = textAt(record, 'userIdentity', 'sessionContext', 'webIdFederationData', 'federatedProvider');
  return federated && `federatedProvider is ${federated}`;
}

function withoutSession({ record, identity }: Evidence): Mfa {
  if (identity.type === 'None') return verdict('unknown', 'the record has no userIdentity');
  if (identity.credential === 'long-term') {
    return verdict('unknown', 'a long-term access key made the call; it has no session, hence no mfaAuthenticated');
  }
  if (isSignIn(record)) return verdict('unknown', `${textAt(record, 'eventName') ?? 'the event'} says nothing of MFA`);
  if (identity.invokedBy) return verdict('unknown', `${identity.invokedBy} made the call: no person signed in`);
  return verdict(
    'unknown',
    `a record of userIdentity.type ${identity.type} without mfaAuthenticated says nothing of MFA`,
  );
}
