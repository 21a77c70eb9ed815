import { WebAPIRateLimitedError } from '@slack/web-api';
import { DeliveryError } from './destination.ts';

/** What one channel takes without complaint. */
const PACE_MS = 1_000;
/** A call that failed after so long would be followed by others as slow, until the function is out of time. */
const SLOW_MS = 2_000;
const REST_MS = 5_000;
const LONGEST_QUIET_MS = 60_000;

/**
 * Lets calls about a channel through, or none of them: not while Slack has asked to wait, nor just after it was slow to fail. Who
 * comes while Slack wants quiet is told to come after that, a second apart. Each limit in a row doubles the quiet.
 */
export function createRest(name: string, now: () => number): <T>(work: () => Promise<T>) => Promise<T> {
  let quietUntilMs = 0;
  let nextTurnMs = 0;
  let restUntilMs = 0;
  let limitsInARow = 0;

  const keepQuiet = (retryAfterSeconds: number): void => {
    // Calls that were under way at the same time meet the same limit.
    if (now() >= quietUntilMs) limitsInARow += 1;
    const ownMs = Math.min(LONGEST_QUIET_MS, PACE_MS * 2 ** (limitsInARow - 1));
    quietUntilMs = Math.max(quietUntilMs, now() + Math.max(retryAfterSeconds * 1000, ownMs));
  };

  return async (work) => {
    if (now() < quietUntilMs) {
      nextTurnMs = Math.max(nextTurnMs, quietUntilMs) + PACE_MS;
      const retryAfterSeconds = Math.ceil((nextTurnMs - now()) / 1000);
      throw new DeliveryError(name, 'busy', 'Slack asked to wait', { retryAfterSeconds });
    }
    if (now() < restUntilMs) throw new DeliveryError(name, 'busy', 'Slack was too slow a moment ago');
    const startedMs = now();
    try {
      const result = await work();
      limitsInARow = 0;
      return result;
    } catch (error) {
      if (now() - startedMs > SLOW_MS) restUntilMs = now() + REST_MS;
      if (error instanceof WebAPIRateLimitedError) keepQuiet(error.retryAfter);
      throw error;
    }
  };
}
