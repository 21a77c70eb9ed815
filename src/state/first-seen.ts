import type { Hit } from './hit.ts';

/** A key that was seen. */
export interface Seen {
  readonly lastMs: number;
}

const DAY_MS = 86_400_000;

/**
 * Whether a key is new, and what to remember of it. The time is refreshed once a day at most, or after a tenth of the window,
 * so that a key in constant use costs no write.
 */
export function seeKey(
  seen: Seen | undefined,
  { timeMs }: Hit,
  withinMs: number,
): { readonly isNew: boolean; readonly next: Seen | undefined } {
  if (!seen || timeMs - seen.lastMs > withinMs) return { isNew: true, next: { lastMs: timeMs } };
  const stale = timeMs - seen.lastMs > Math.min(DAY_MS, withinMs / 10);
  return { isNew: false, next: stale ? { lastMs: timeMs } : undefined };
}
