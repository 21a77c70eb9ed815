import { type Matcher, parsePattern } from '../pattern/index.ts';
import type { EventPattern } from './rule.ts';

/** Fields of a finding whose text the caller chooses, with all below them: whoever calls can take another, or somebody else's. */
const CHOSEN_BY_CALLER: readonly string[] = [
  'identity.name',
  'identity.sessionName',
  'identity.arn',
  'identity.principalId',
  'identity.sourceIdentity',
  'identity.chain',
  'network.userAgent',
  'network.client',
  'event.userAgent',
  'event.userIdentity.arn',
  'event.userIdentity.principalId',
  'event.userIdentity.sessionContext.sourceIdentity',
  'event.tlsDetails.clientProvidedHostHeader',
];

/** Fields that say who calls and are written by AWS, or proven to Trailbell: enough to tell one caller from all others. */
const PROOF_OF_CALLER: readonly string[] = [
  'account.id',
  'account.name',
  'identity.principal',
  'identity.vouched',
  'identity.issuer',
  'identity.accountId',
  'identity.accessKeyId',
  'network.trusted',
  'automation',
];

/** Whether a caller words what stands at a path of a finding. */
export function isChosenByCaller(path: string): boolean {
  return CHOSEN_BY_CALLER.some((field) => path === field || path.startsWith(`${field}.`));
}

/** Whether no caller can make himself match a pattern on findings: each way through it says what a proven field must be. */
export function provesCaller(pattern: EventPattern): boolean {
  return parsePattern(pattern).every((branch) =>
    branch.some(({ path, matchers }) => PROOF_OF_CALLER.includes(path) && matchers.every(saysWho)),
  );
}

/** Of `identity.vouched`, `nobody` is what every caller can be. */
function saysWho(matcher: Matcher): boolean {
  if (matcher.kind === 'string') return matcher.text !== 'nobody';
  return matcher.kind !== 'exists' && !matcher.kind.startsWith('anything-but');
}

/** The proven fields, for messages. */
export function proofsOfCaller(): string {
  return PROOF_OF_CALLER.slice(0, -1).join(', ');
}
