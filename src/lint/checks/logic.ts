import { isObject } from '../../cloudtrail/json.ts';
import { IDENTITY_TYPES } from '../../cloudtrail/record-shape.ts';
import type { Branch } from '../../pattern/index.ts';
import { pointerSteps } from '../../rule/pattern-faults.ts';
import type { Note, RuleCheck } from '../check.ts';
import { labelOf } from '../event-catalogue.ts';
import { GLOBAL_REGIONS, GLOBAL_SERVICES } from '../global-services.ts';
import { accepts, leafAt, placeOf, requiresValue } from '../leaf.ts';
import type { Reach } from '../reach.ts';
import type { ShapedPattern } from '../subject.ts';

/** Patterns that contradict themselves, or what CloudTrail is known to send. */
export const LOGIC_CHECKS: readonly RuleCheck[] = [
  { code: 'replaced-condition', severity: 'error', run: ({ patterns }) => patterns.flatMap(replacedConditions) },
  { code: 'field-of-other-identity', severity: 'error', run: ({ reaches }) => reaches.flatMap(fieldsOfOthers) },
  { code: 'region-of-global-service', severity: 'error', run: ({ reaches }) => reaches.flatMap(wrongRegions) },
  { code: 'error-code-of-sign-in', severity: 'error', run: ({ reaches }) => reaches.flatMap(signInErrorCodes) },
  { code: 'mfa-of-role-session', severity: 'error', run: ({ reaches }) => reaches.flatMap(roleSessions) },
];

/** A condition beside `$or` is dropped where each alternative of the `$or` has one on the same field: the last one counts. */
function replacedConditions({ root, pattern, branches }: ShapedPattern): Note[] {
  const inForce = new Set(branches.flatMap(({ branch }) => branch.map(({ pointer }) => pointer)));
  return pointersOf(pattern)
    .filter((pointer) => !inForce.has(pointer))
    .map((pointer) => ({
      path: [...root, ...pointerSteps(pointer)],
      message: 'never counts: a later condition on the same field takes its place (EventBridge does not join them)',
    }));
}

/** JSON pointers to all leaves of a pattern, whether they count or not. */
function pointersOf(value: unknown, pointer = ''): string[] {
  if (Array.isArray(value)) {
    if (!pointer.endsWith('/$or')) return [pointer];
    return value.flatMap((alternative, index) => pointersOf(alternative, `${pointer}/${index}`));
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, below]) =>
    pointersOf(below, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

/** Fields that identities of a type never have. */
const MISSING_FIELDS: Readonly<Record<string, readonly string[]>> = {
  AWSService: ['userName', 'arn', 'accountId', 'accessKeyId'],
  AWSAccount: ['userName', 'arn'],
  IdentityCenterUser: ['userName', 'arn', 'principalId'],
  SAMLUser: ['arn', 'accountId'],
  WebIdentityUser: ['arn', 'accountId'],
};

function fieldsOfOthers({ branch, placed }: Reach): Note[] {
  const type = leafAt(branch, 'detail.userIdentity.type');
  const types = IDENTITY_TYPES.filter((each) => accepts(type, each));
  return branch.flatMap((leaf) => {
    const field = leaf.path.replace('detail.userIdentity.', '');
    if (types.length === 0 || field === leaf.path || !requiresValue(leaf)) return [];
    if (!types.every((each) => MISSING_FIELDS[each]?.includes(field))) return [];
    return [{ path: placeOf(leaf, placed), message: `${types.join(' and ')} identities have no "${field}"` }];
  });
}

function wrongRegions({ branch, placed, eventSources }: Reach): Note[] {
  if (eventSources.length === 0 || !eventSources.every((source) => GLOBAL_SERVICES.includes(labelOf(source))))
    return [];
  return ['region', 'detail.awsRegion'].flatMap((path) => {
    const leaf = leafAt(branch, path);
    if (!leaf || GLOBAL_REGIONS.some((home) => accepts(leaf, home))) return [];
    const message = `the events of ${eventSources.join(', ')} stand in us-east-1 alone (us-gov-west-1, cn-north-1)`;
    return [{ path: placeOf(leaf, placed), message }];
  });
}

function signInErrorCodes({ branch, placed, events }: Reach): Note[] {
  const errorCode = leafAt(branch, 'detail.errorCode');
  if (!errorCode || !events || events.length === 0 || !events.every(({ eventName }) => eventName === 'ConsoleLogin'))
    return [];
  const message = requiresValue(errorCode)
    ? 'a failed ConsoleLogin has no errorCode: match responseElements.ConsoleLogin [Failure]'
    : 'a failed ConsoleLogin has no errorCode either: match responseElements.ConsoleLogin [Success]';
  return [{ path: placeOf(errorCode, placed), message }];
}

const MFA_FIELDS = {
  'detail.additionalEventData.MFAUsed': 'No',
  'detail.userIdentity.sessionContext.attributes.mfaAuthenticated': 'false',
};
const DELEGATED_TYPES = ['AssumedRole', 'FederatedUser', 'SAMLUser', 'WebIdentityUser', 'IdentityCenterUser'];

/** For sessions of roles and of SSO, CloudTrail always says that there was no MFA: the identity provider asked for it. */
function roleSessions({ branch, placed }: Reach): Note[] {
  return Object.entries(MFA_FIELDS).flatMap(([path, absent]) => {
    const leaf = leafAt(branch, path);
    if (!leaf || !accepts(leaf, absent) || !admitsRoleSessions(branch)) return [];
    const message = `is always "${absent}" for sessions of roles, SSO and SAML: add userIdentity: { type: [IAMUser, Root] }`;
    return [{ path: placeOf(leaf, placed), message }];
  });
}

function admitsRoleSessions(branch: Branch): boolean {
  return DELEGATED_TYPES.some((type) => accepts(leafAt(branch, 'detail.userIdentity.type'), type));
}
