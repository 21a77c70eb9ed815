import { textAt } from '../cloudtrail/json.ts';

/** Faults of the network before a request is sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether a request that failed in the network was never sent, so that nobody can have taken it. */
export function wasNeverSent(error: unknown): boolean {
  return NOT_SENT.has(textAt(error, 'code') ?? textAt((error as { readonly cause?: unknown }).cause, 'code') ?? '');
}

/** Whether AWS may have done what a call that failed asked for: it timed out, its answer was lost, or the service broke down over it. */
export function mayHaveReachedAws(error: unknown): boolean {
  const { name, $metadata } = error as { readonly name?: string; readonly $metadata?: { httpStatusCode?: number } };
  if ($metadata?.httpStatusCode !== undefined) return $metadata.httpStatusCode >= 500;
  return name !== 'CredentialsProviderError' && !wasNeverSent(error);
}
