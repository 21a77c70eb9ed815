/** Control characters, and the invisible ones that hide or reorder text; in a terminal the first run commands. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]+/gu;

/** Text on one line without control or invisible characters, at most `limit` UTF-16 units long (an ellipsis marks a cut). */
export function plainText(text: string, limit: number): string {
  // Cut before cleaning, so that a megabyte in one value costs nothing.
  const clean = text
    .slice(0, limit * 4)
    .replace(UNSAFE, ' ')
    .trim();
  return bounded(clean, limit);
}

/** At most `limit` UTF-16 units, never half a surrogate pair; an ellipsis marks a cut. */
export function bounded(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
