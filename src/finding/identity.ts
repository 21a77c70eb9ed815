import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { isObject, objectAt, textAt, valueAt } from '../cloudtrail/json.ts';
import { plainText } from '../template/index.ts';
import { relayOf } from './acting-service.ts';
import { accountText, describeIdentity, UNNAMED } from './describe-identity.ts';
import type { Identity } from './finding.ts';
import { type Derived, lazy, lazyObject } from './lazy.ts';
import { deriveResult } from './outcome.ts';
import { isSignIn, isTrue } from './person.ts';
import { principalOf } from './principal.ts';
import type { Described, VouchedSessions } from './role-session.ts';

const MAX_LENGTH = 200;
/** Longer than any id of AWS with the longest name of a session. */
const MAX_KEY = 300;

/** Events of a sign-in that is under way: the name is what somebody typed. */
const UNFINISHED_SIGN_INS = ['CheckMfa', 'CredentialChallenge', 'PasswordRecoveryRequested'];

/** What the site knows of its accounts and sessions. */
export interface Acquaintances {
  /** Names of accounts by id. */
  readonly accounts: ReadonlyMap<string, string>;
  readonly vouchedSessions: VouchedSessions;
}

/** Who acted, whatever shape `userIdentity` has, and who stands for that. */
export function deriveIdentity(
  record: CloudTrailRecord,
  { accounts, vouchedSessions }: Acquaintances,
  show: (fields: Derived<Identity>) => Identity = lazyObject,
): Identity {
  const userIdentity = objectAt(record, 'userIdentity');
  const type = textAt(userIdentity, 'type') ?? (userIdentity ? 'Unknown' : 'None');
  const described = lazy(() => {
    const found = describeIdentity(type, record, accounts, vouchedSessions);
    return isClaimed(record) ? withoutProof(found) : found;
  });
  const via = lazy(() => relayOf(record));
  return show({
    type: () => type,
    name: lazy(() => nameText(described().name)),
    label: lazy(() => {
      const { label: words, name } = described();
      return plainText(words + ofOtherAccount(record, name, accounts) + byProvider(record, accounts), MAX_LENGTH);
    }),
    human: lazy(() => plainText(described().human ?? '', MAX_LENGTH) || undefined),
    vouched: () => described().vouched,
    principal: lazy(() => plainText(principalOf(record, described()), MAX_KEY)),
    via,
    arn: () => textAt(userIdentity, 'arn'),
    accountId: () => textAt(userIdentity, 'accountId'),
    principalId: () => textAt(userIdentity, 'principalId'),
    role: () => described().role,
    sessionName: () => described().sessionName,
    workload: () => described().workload,
    sourceIdentity: () =>
      textAt(userIdentity, 'sessionContext', 'sourceIdentity') ?? textAt(record, 'requestParameters', 'sourceIdentity'),
    issuer: () => described().issuer,
    accessKeyId: () => textAt(userIdentity, 'accessKeyId'),
    credential: lazy(() => described().credential ?? credentialOf(record, described())),
    chain: lazy(() => withRelay(described().chain, via()).map(nameText)),
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

/** Product providers work in an account under access that was delegated to them. */
function byProvider(record: CloudTrailRecord, accounts: ReadonlyMap<string, string>): string {
  const provider = textAt(record, 'userIdentity', 'invokedByDelegate', 'accountId');
  return provider ? `, under delegated access of product provider ${accountText(provider, accounts)}` : '';
}

/** Whether the name in a record is that of who tries to become it: nobody has checked a password or a token yet. */
function isClaimed(record: CloudTrailRecord): boolean {
  const isEntry = isSignIn(record) || /^AssumeRoleWith/.test(textAt(record, 'eventName') ?? '');
  const isUnfinished = UNFINISHED_SIGN_INS.includes(textAt(record, 'eventName') ?? '');
  return isEntry && (isUnfinished || deriveResult(record).outcome === 'failure');
}

function withoutProof({ human: _, ...described }: Described): Described {
  return { ...described, vouched: 'nobody' };
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

/** A service that acts with the caller's credentials is the last hop. */
function withRelay(chain: readonly string[], via: string | undefined): readonly string[] {
  return via === undefined || chain.includes(via) ? chain : [...chain, via];
}
