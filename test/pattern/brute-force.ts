import { isIPv6 } from 'node:net';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Fields = readonly (readonly [path: string, alternatives: readonly Json[]])[];

interface Value {
  readonly path: string;
  readonly value: Json;
  /** Elements of arrays that it is in, as `array/index`. */
  readonly elements: readonly string[];
}

/**
 * Whether a valid pattern matches an event, found without compiling anything: all branches, all combinations of values. It shares no
 * code with `src/pattern` and is kept simple enough to be checked by eye.
 */
export function bruteForce(pattern: unknown, event: unknown): boolean {
  const values = flatten(event as Json, '', [], { arrays: 0 });
  const all = branches(pattern as Record<string, Json>, '', [[]]);
  return all.some((fields) => {
    const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
    return satisfy(sorted, values, [], all.flat());
  });
}

function flatten(node: Json, path: string, elements: readonly string[], count: { arrays: number }): Value[] {
  if (Array.isArray(node)) {
    const array = count.arrays++;
    return node.flatMap((element: Json, index) => {
      const inside = typeof element === 'object' && element !== null;
      return flatten(element, path, inside ? [...elements, `${array}/${index}`] : elements, count);
    });
  }
  if (typeof node !== 'object' || node === null) return [{ path: path.slice(1), value: node as Json, elements }];
  return Object.entries(node).flatMap(([key, child]) => flatten(child, `${path}.${key}`, elements, count));
}

function branches(node: { readonly [key: string]: Json }, path: string, before: readonly Fields[]): readonly Fields[] {
  let current = before;
  for (const [key, child] of Object.entries(node)) {
    const inner = path === '' ? key : `${path}.${key}`;
    if (key === '$or') {
      const from = current;
      current = (child as readonly Record<string, Json>[]).flatMap((alternative) => branches(alternative, path, from));
    } else if (Array.isArray(child)) {
      current = current.map((fields) => [...fields.filter(([known]) => known !== inner), [inner, child] as const]);
    } else {
      current = branches(child as Record<string, Json>, inner, current);
    }
  }
  return current;
}

function satisfy(fields: Fields, values: readonly Value[], bound: readonly string[], all: Fields): boolean {
  const [field, ...rest] = fields;
  if (field === undefined) return true;
  const [path, alternatives] = field;
  const usable = values.filter((value) => value.path === path && agree(value.elements, bound));
  if (usable.length === 0 && alternatives.some((alternative) => operand(alternative, 'exists') === false)) {
    if (satisfy(rest, values, bound, all)) return true;
  }
  const numeric = all.some(([other, list]) => other === path && list.some(looksAtNumbers));
  return usable.some(
    ({ value, elements }) =>
      alternatives.some((alternative) => accepts(alternative, value, numeric)) &&
      satisfy(rest, values, [...bound, ...elements], all),
  );
}

function agree(elements: readonly string[], bound: readonly string[]): boolean {
  return elements.every((element) => {
    const array = element.slice(0, element.indexOf('/') + 1);
    return bound.every((other) => other === element || !other.startsWith(array));
  });
}

function operand(alternative: Json, operator: string): Json | undefined {
  const expression = alternative as { readonly [key: string]: Json } | null;
  return typeof expression === 'object' && expression !== null ? expression[operator] : undefined;
}

function looksAtNumbers(alternative: Json): boolean {
  const excluded = [operand(alternative, 'anything-but') ?? []].flat();
  return (
    typeof alternative === 'number' || operand(alternative, 'numeric') !== undefined || typeof excluded[0] === 'number'
  );
}

function accepts(alternative: Json, value: Json, numeric: boolean): boolean {
  if (typeof alternative !== 'object' || alternative === null) {
    const address = typeof alternative === 'string' ? hexadecimal(alternative) : undefined;
    return address === undefined ? alternative === value : (digits(value, numeric) ?? '').startsWith(address);
  }
  const [[operator = '', argument] = []] = Object.entries(alternative);
  if (argument === undefined) throw new Error('not a match expression');
  switch (operator) {
    case 'exists':
      return argument === true;
    case 'numeric':
      return typeof value === 'number' && compares(argument as readonly Json[], value);
    case 'cidr':
      return inBlock(argument as string, digits(value, numeric));
    case 'anything-but': {
      if (Array.isArray(argument) || typeof argument !== 'object') return ![argument].flat().includes(value);
      const [[nested = '', texts] = []] = Object.entries(argument as object);
      return ![texts].flat().some((text) => expression(nested, text).test(quote(value)));
    }
    default:
      return expression(operator, argument).test(quote(value));
  }
}

function quote(value: Json): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

function expression(operator: string, argument: Json): RegExp {
  if (typeof argument === 'object' && argument !== null) {
    const folded = fold(operand(argument, 'equals-ignore-case') as string);
    return operator === 'prefix' ? new RegExp(`^"${folded}`, 's') : new RegExp(`^".*${folded}"$|^${folded}"$`, 's');
  }
  const text = argument as string;
  const exact = RegExp.escape(text);
  switch (operator) {
    case 'prefix':
      return new RegExp(`^"${exact}`, 's');
    case 'suffix':
      return new RegExp(`^".*${exact}"$|^${exact}"$`, 's');
    case 'equals-ignore-case':
      return new RegExp(`^"${fold(text)}"$`, 's');
    case 'exactly':
      return new RegExp(`^"${exact}"$`, 's');
    case 'wildcard':
      return new RegExp(`^"${text.replace(/\\[\\*]|\*|[^\\*]+/g, wildcardPart)}"$`, 's');
    default:
      throw new Error(`no such operator: ${operator}`);
  }
}

function wildcardPart(part: string): string {
  return part === '*' ? '.*' : RegExp.escape(part.startsWith('\\') ? part.slice(1) : part);
}

function fold(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charAt(at));
  return units
    .map((unit) => (unit.isWellFormed() ? [unit.toLowerCase(), unit.toUpperCase()] : ['?']))
    .map((forms) => `(?:${forms.map((form) => RegExp.escape(form)).join('|')})`)
    .join('');
}

function compares(terms: readonly Json[], value: number): boolean {
  const [operator, limit, ...rest] = terms as [string, number, ...Json[]];
  const holds = {
    '=': value === limit,
    '<': value < limit,
    '<=': value <= limit,
    '>': value > limit,
    '>=': value >= limit,
  };
  return holds[operator as keyof typeof holds] && (rest.length === 0 || compares(rest, value));
}

function digits(value: Json, numeric: boolean): string | undefined {
  if (typeof value === 'string') return hexadecimal(value);
  return typeof value === 'number' && !numeric ? String(value) : undefined;
}

/** Usual literals only; the odd ones that Java takes too are named in the case files. */
function hexadecimal(text: string): string | undefined {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
    const octets = text.split('.').map(Number);
    if (octets.some((octet) => octet > 255)) return undefined;
    return octets
      .map((octet) => octet.toString(16).padStart(2, '0'))
      .join('')
      .toUpperCase();
  }
  if (!isIPv6(text) || /[.%]/.test(text)) return undefined;
  const [head = '', tail] = text.split('::');
  const groups = (part: string) =>
    part
      .split(':')
      .filter((group) => group !== '')
      .map((group) => group.padStart(4, '0'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const all = [...before, ...Array<string>(8 - before.length - after.length).fill('0000'), ...after]
    .join('')
    .toUpperCase();
  return all.startsWith(`${'0'.repeat(20)}FFFF`) ? all.slice(24) : all;
}

function inBlock(block: string, value: string | undefined): boolean {
  const [address = '', bits = ''] = block.split('/');
  const whole = hexadecimal(address);
  if (whole === undefined || value === undefined) return false;
  const length = whole.length * 4;
  const host = (1n << BigInt(length - Number(bits))) - 1n;
  const hex = (number: bigint) => number.toString(16).toUpperCase().padStart(whole.length, '0');
  const first = hex(BigInt(`0x${whole}`) & ~host);
  const last = hex(BigInt(`0x${whole}`) | host);
  for (let end = 1; end <= Math.min(value.length, whole.length); end++) {
    const [low, middle, high] = [first, value, last].map((number) => number.slice(0, end)) as [string, string, string];
    if (!/^[0-9A-F]+$/.test(middle)) return false;
    if (low < middle && middle < high) return true;
    if (end === whole.length) return low <= middle && middle <= high;
  }
  return false;
}
