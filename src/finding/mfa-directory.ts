import { textAt } from '../cloudtrail/json.ts';
import type { Mfa } from './finding.ts';
import type { Evidence } from './mfa.ts';

/** A second factor beside the password. An e-mailed code proves an address, not a device. */
const SECOND_FACTORS = ['TOTP', 'RESYNC_TOTP', 'WEBAUTHN'];

const STEPS = ['CredentialChallenge', 'CredentialVerification', 'UserAuthentication'];

/**
 * The verdict on a sign-in step of Identity Center, by `additionalEventData.CredentialType`. `UserAuthentication` lists all
 * factors that were verified; the other events are single steps, which are not joined (`AuthWorkflowID` would join them).
 */
export function directoryMfa({ record }: Evidence): Mfa | undefined {
  const eventName = textAt(record, 'eventName') ?? '';
  const credentialType = textAt(record, 'additionalEventData', 'CredentialType');
  if (!STEPS.includes(eventName) || !credentialType) return undefined;
  const said = `CredentialType is "${credentialType}" in ${eventName}`;
  const types = credentialType.split(',').map((type) => type.trim().toUpperCase());
  if (types.includes('EXTERNAL_IDP')) {
    return { verdict: 'delegated', reason: `${said}: the external identity provider decided about MFA` };
  }
  if (eventName === 'CredentialChallenge') return { verdict: 'unknown', reason: `${said}: asked for, not yet given` };
  const outcome = textAt(record, 'serviceEventDetails', eventName)?.toLowerCase();
  if (outcome !== 'success')
    return { verdict: 'unknown', reason: `${said}, whose outcome is ${outcome ?? 'not told'}` };
  const second = types.some((type) => SECOND_FACTORS.includes(type));
  if (eventName === 'CredentialVerification') {
    return second && !types.includes('WEBAUTHN')
      ? { verdict: 'present', reason: `${said}, and it succeeded: a second factor was verified` }
      : { verdict: 'unknown', reason: `${said}: one step of a sign-in, whose other steps stand in other records` };
  }
  if (second && types.includes('PASSWORD'))
    return { verdict: 'present', reason: `${said}: a second factor beside the password` };
  if (credentialType.toUpperCase() === 'PASSWORD') {
    return { verdict: 'absent', reason: `${said}, which lists every factor that was verified: the password alone` };
  }
  return { verdict: 'unknown', reason: `${said}: whether that was a second factor is not stated` };
}
