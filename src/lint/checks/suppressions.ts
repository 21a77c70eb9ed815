import { isExpired } from '../../finding/suppress.ts';
import type { Suppression } from '../../rule/suppression.ts';
import type { Path } from '../../rule/yaml-file.ts';
import type { Note, RuleCheck } from '../check.ts';

export const SUPPRESSION_CHECKS: readonly RuleCheck[] = [
  {
    code: 'expired-suppression',
    severity: 'warning',
    run: ({ rule }, nowMs) => expiredSuppressions(['suppress'], rule.suppress ?? [], nowMs),
  },
];

/** Suppressions that no longer hold, so that what they kept silent rings again. */
export function expiredSuppressions(root: Path, suppressions: readonly Suppression[], nowMs: number): Note[] {
  return suppressions.flatMap((suppression, index) => {
    if (!isExpired(suppression, nowMs)) return [];
    const message = `ran out on ${suppression.until}; ask ${suppression.owner}, then renew or delete it`;
    return [{ path: [...root, index, 'until'], message }];
  });
}
