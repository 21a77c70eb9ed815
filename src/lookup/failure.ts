import type { Lookup } from '../finding/finding.ts';
import { plainText } from '../template/index.ts';

/** By the prefix of an action. */
const SERVICES: ReadonlyMap<string, string> = new Map([
  ['iam', 'IAM'],
  ['organizations', 'Organizations'],
  ['sts', 'STS'],
]);

/** By the name of an error. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^AccessDenied/, 'denied'],
  [/^(TimeoutError|AbortError)$/, 'timed out'],
  [/Throttl|TooManyRequests/, 'throttled'],
];

/** A look-up that failed, in words such as `IAM look-up denied: iam:ListMFADevices`. */
export function describeFailure(
  { action, on }: { readonly action: string; readonly on?: string },
  error: unknown,
): Lookup {
  const { name = 'Error', message = String(error) }: Partial<Error> = Object(error);
  const prefix = action.split(':')[0] ?? '';
  const reason = REASONS.find(([pattern]) => pattern.test(name))?.[1];
  const text = [
    `${SERVICES.get(prefix) ?? prefix} look-up ${reason ?? 'failed'}: ${action}`,
    ...(on ? [`on ${on}`] : []),
    ...(reason ? [] : [`(${name}: ${message})`]),
  ].join(' ');
  return { name: action, outcome: 'failed', detail: plainText(text, 200) };
}
