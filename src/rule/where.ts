import { isObject } from '../cloudtrail/json.ts';
import { type ParsedPattern, parsePattern } from '../pattern/index.ts';
import type { EventPattern, Rule } from './rule.ts';

/** What a finding must be beside the rule's pattern on the event. */
const DONE = { outcome: ['success', 'partly'] };

/**
 * The rule's `where`; a rule that wants no `errorCode` is about what happened, and a batch call may have failed wholly inside an
 * answer without one, which no pattern on the event can tell.
 */
export function whereOf({ pattern, where }: Pick<Rule, 'pattern' | 'where'>): EventPattern | undefined {
  if (!wantsSuccess(parsePattern(pattern))) return where;
  const result = isObject(where?.result) ? where.result : {};
  return { ...where, result: { ...DONE, ...result } };
}

function wantsSuccess(pattern: ParsedPattern): boolean {
  return pattern.every((branch) =>
    branch.some(
      ({ path, matchers }) =>
        path === 'detail.errorCode' && matchers.every(({ kind, ...rest }) => kind === 'exists' && !Object(rest).value),
    ),
  );
}
