export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=';
export type State = 'NULL' | 'TRUE' | 'FALSE' | 'EXISTS' | 'NOT EXISTS';

/** Names, and indexes into lists. */
export type Selector = readonly (string | number)[];

/** A text may begin and end with a star, which stands for any text; a star elsewhere is a star. */
export type Operand =
  | { readonly kind: 'text'; readonly start: boolean; readonly text: string; readonly end: boolean }
  | { readonly kind: 'number'; readonly value: number };

/** A JSON filter pattern of CloudWatch Logs, parsed. */
export type Filter =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Filter[] }
  | { readonly kind: 'compare'; readonly selector: Selector; readonly operator: Operator; readonly operand: Operand }
  | { readonly kind: 'state'; readonly selector: Selector; readonly state: State };

const LONGEST = 1024;
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const TOKEN = /\s*(\{|\}|\(|\)|&&|\|\||!=|<=|>=|=|<|>|"[^"]*"|\$(?:\.[\w-]+|\[\d+\])+|[\w.*+-]+)/y;

/**
 * Reads a JSON filter pattern.
 * @throws Error for what AWS documents as invalid, and for what it does not document
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function parseFilter(pattern: string): Filter {
  if (pattern.length > LONGEST) throw new Error(`${pattern.length} characters`);
  const tokens = tokensOf(pattern);
  let at = 0;
  const next = (): string => tokens[at++] ?? '';
  const take = (token: string): boolean => tokens[at] === token && next() === token;
  const expectToken = (token: string): void => {
    if (!take(token)) throw new Error(`expected ${token}, got ${tokens[at] ?? 'the end'} in ${pattern}`);
  };
  const list = (kind: 'all' | 'any', separator: string, part: () => Filter): Filter => {
    const parts = [part()];
    while (take(separator)) parts.push(part());
    return parts.length === 1 && parts[0] ? parts[0] : { kind, parts };
  };
  const any = (): Filter => list('any', '||', () => list('all', '&&', primary));
  const primary = (): Filter => {
    if (!take('(')) return condition(selectorOf(next()), next, take);
    const inner = any();
    expectToken(')');
    return inner;
  };
  expectToken('{');
  const filter = any();
  expectToken('}');
  if (at < tokens.length) throw new Error(`something follows the last brace: ${tokens[at]}`);
  return filter;
}

function tokensOf(pattern: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; pattern.slice(at).trim() !== ''; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(pattern)?.[1];
    if (token === undefined) throw new Error(`no filter syntax: ${pattern.slice(at)}`);
    tokens.push(token);
  }
  return tokens;
}

function condition(selector: Selector, next: () => string, take: (token: string) => boolean): Filter {
  if (take('EXISTS')) return { kind: 'state', selector, state: 'EXISTS' };
  const operator = next();
  const operand = next();
  if (operator === 'NOT' && operand === 'EXISTS') return { kind: 'state', selector, state: 'NOT EXISTS' };
  if (operator === 'IS' && isNamedState(operand)) return { kind: 'state', selector, state: operand };
  if (!isOperator(operator)) throw new Error(`no operator: ${operator}`);
  const compared = operandOf(operand);
  if (compared.kind === 'text' && operator !== '=' && operator !== '!=') throw new Error(`${operator} takes a number`);
  return { kind: 'compare', selector, operator, operand: compared };
}

function isNamedState(text: string): text is 'NULL' | 'TRUE' | 'FALSE' {
  return ['NULL', 'TRUE', 'FALSE'].includes(text);
}

function isOperator(text: string): text is Operator {
  return ['=', '!=', '<', '>', '<=', '>='].includes(text);
}

function selectorOf(token: string): Selector {
  if (!token.startsWith('$')) throw new Error(`no selector: ${token}`);
  return [...token.matchAll(/\.([\w-]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
}

function operandOf(token: string): Operand {
  if (NUMBER.test(token)) return { kind: 'number', value: Number(token) };
  const quoted = token.startsWith('"');
  const text = quoted ? token.slice(1, -1) : token;
  if (!quoted && !/^[\w.*-]+$/.test(text)) throw new Error(`needs quotes: ${token}`);
  if (text === '' || text.includes('\\')) throw new Error(`not documented: ${token}`);
  const start = text.startsWith('*');
  const end = text.length > 1 && text.endsWith('*');
  return { kind: 'text', start, text: text.slice(start ? 1 : 0, end ? -1 : undefined), end };
}
