/** A condition on one record, in the syntax of CloudWatch Logs' JSON filter patterns: a comparison, or several combined. */
export type Condition =
  | string
  | { readonly all: readonly Condition[] }
  /** Never empty. */
  | { readonly any: readonly Condition[] };

/** A condition as a whole filter pattern. Where nothing is asked, it takes every record, as each is of a type. */
export function filterPattern(condition: Condition): string {
  const text = conditionText(condition);
  return `{ ${text === '' ? '$.eventType = *' : text} }`;
}

/** `&&` binds more tightly than `||`, but parentheses spare the reader from knowing. */
function conditionText(condition: Condition, within?: 'all' | 'any'): string {
  if (typeof condition === 'string') return condition;
  const kind = 'all' in condition ? 'all' : 'any';
  const parts = 'all' in condition ? condition.all : condition.any;
  if (parts.length === 1 && parts[0] !== undefined) return conditionText(parts[0], within);
  const text = parts.map((part) => conditionText(part, kind)).join(kind === 'all' ? ' && ' : ' || ');
  return within === undefined || within === kind ? text : `(${text})`;
}
