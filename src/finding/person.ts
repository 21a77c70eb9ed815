import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { textAt, valueAt } from '../cloudtrail/json.ts';

/** Names that programs give their sessions: SDK defaults, instances, numbers, hashes, UUIDs. */
const MACHINE_NAME =
  /^(botocore-session|aws-(go-)?sdk|aws-?cli|boto3?|terraform|pulumi|session\d*$|github-?actions|gitlab|jenkins|m?i-[0-9a-z]{8,}$|\d{6,}$|[0-9a-f]{24,}$|[0-9a-f]{8}-[0-9a-f-]{27}$)/i;

export function isEmail(text: string): boolean {
  return /^[^\s@:/]+@[^\s@:/]+\.[a-z]{2,}$/i.test(text);
}

export function isMachineName(text: string): boolean {
  return MACHINE_NAME.test(text);
}

/** Whether a call is part of a sign-in to the console. `eventType` is compared without case: AWS prints it both ways. */
export function isSignIn(record: CloudTrailRecord): boolean {
  return textAt(record, 'eventType')?.toLowerCase() === 'awsconsolesignin';
}

/** CloudTrail prints booleans as texts in most fields, as booleans in some, and with a capital in a few. */
export function isTrue(value: unknown): boolean {
  return String(value).toLowerCase() === 'true';
}

/**
 * Whether the record shows that a person sits behind it: a console sign-in, credentials born in the console, a session that
 * passed MFA, or a browser. A long-term key tells nothing: most belong to programs.
 */
export function isInteractive(record: CloudTrailRecord): boolean {
  const userAgent = textAt(record, 'userAgent') ?? '';
  return (
    isSignIn(record) ||
    isTrue(valueAt(record, 'sessionCredentialFromConsole')) ||
    isTrue(valueAt(record, 'userIdentity', 'sessionContext', 'attributes', 'mfaAuthenticated')) ||
    textAt(record, 'userIdentity', 'invokedBy') === 'signin.amazonaws.com' ||
    /^\[?(Mozilla\/|signin\.|console\.|S3Console)/.test(userAgent)
  );
}
