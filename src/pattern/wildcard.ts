/** A `*`, or the text between two of them. */
const STAR = null;
export type WildcardPart = string | typeof STAR;

/**
 * The parts of a wildcard in order; `\*` and `\\` are the only escapes.
 * @throws {RangeError} with AWS's sentence; its position counts UTF-8 bytes with the opening quote as 0.
 */
export function parseWildcard(text: string): WildcardPart[] {
  const parts: WildcardPart[] = [];
  let literal = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at);
    const next = text.charAt(at + 1);
    if (unit === '*') {
      if (next === '*') throw new RangeError(`Consecutive wildcard characters at pos ${bytesBefore(text, at)}`);
      if (literal !== '') parts.push(literal);
      parts.push(STAR);
      literal = '';
    } else if (unit === '\\') {
      if (next !== '*' && next !== '\\')
        throw new RangeError(`Invalid escape character at pos ${bytesBefore(text, at)}`);
      literal += next;
      at++;
    } else {
      literal += unit;
    }
  }
  if (literal !== '' || parts.length === 0) parts.push(literal);
  return parts;
}

function bytesBefore(text: string, at: number): number {
  return 1 + Buffer.byteLength(text.slice(0, at));
}

/** A test of whole strings. It takes the leftmost place for each part and never looks back, so it is linear. */
export function wildcardTest(parts: readonly WildcardPart[]): (text: string) => boolean {
  const literals = parts.filter((part) => part !== STAR);
  const head = parts[0] === STAR ? '' : (literals.shift() ?? '');
  if (parts.length === 1 && parts[0] !== STAR) return (text) => text === head;
  const tail = parts.at(-1) === STAR ? '' : (literals.pop() ?? '');
  return (text) => {
    const end = text.length - tail.length;
    if (end < head.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
    let at = head.length;
    for (const literal of literals) {
      const found = text.indexOf(literal, at);
      if (found < 0) return false;
      at = found + literal.length;
    }
    return at <= end;
  };
}
