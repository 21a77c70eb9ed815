import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { textAt, valueAt } from '../cloudtrail/json.ts';

/** Names that SDKs give to sessions when nobody does. */
const SDK_DEFAULT = /^(botocore-session|aws-(go-)?sdk|aws-?cli|boto3?|session\d*$|\d{6,}$)/i;
/** Names that other programs give to theirs: instances, hashes, UUIDs. */
const MACHINE_NAME =
  /^(terraform|pulumi|github-?actions|gitlab|jenkins|m?i-[0-9a-z]{8,}$|[0-9a-f]{24,}$|[0-9a-f]{8}-[0-9a-f-]{27}$)/i;

export function isEmail(text: string): boolean {
  return /^[^\s@:/]+@[^\s@:/]+\.[a-z]{2,}$/i.test(text);
}

export function isMachineName(text: string): boolean {
  return isSdkDefault(text) || MACHINE_NAME.test(text);
}

/** Whether the name of a session says nothing, as an SDK made it up. */
export function isSdkDefault(text: string): boolean {
  return SDK_DEFAULT.test(text);
}

/** Whether a call is part of a sign-in to the console or the access portal. AWS prints `eventType` in two cases. */
export function isSignIn(record: CloudTrailRecord): boolean {
  return (
    textAt(record, 'eventSource') === 'signin.amazonaws.com' ||
    textAt(record, 'eventType')?.toLowerCase() === 'awsconsolesignin' ||
    textAt(record, 'eventName') === 'ConsoleLogin'
  );
}

/** CloudTrail prints booleans as texts in most fields, as booleans in some, and with a capital in a few. */
export function isTrue(value: unknown): boolean {
  return flagText(value) === 'true';
}

/** A boolean, or a text in lower case; empty for anything else. `String()` would throw on an object with its own `toString`. */
export function flagText(value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value.toLowerCase() : '';
}

/**
 * Whether the record shows that a person sits behind it: a console sign-in, credentials born in the console, or a session that
 * passed MFA. A long-term key tells nothing, as most belong to programs, nor does a user agent, which the caller writes.
 */
export function isInteractive(record: CloudTrailRecord): boolean {
  return (
    isSignIn(record) ||
    isTrue(valueAt(record, 'sessionCredentialFromConsole')) ||
    isTrue(valueAt(record, 'userIdentity', 'sessionContext', 'attributes', 'mfaAuthenticated')) ||
    textAt(record, 'userIdentity', 'invokedBy') === 'signin.amazonaws.com'
  );
}
