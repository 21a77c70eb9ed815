import type { Leaf, Matcher } from '../pattern/index.ts';
import type { Condition } from './condition.ts';
import { spellings } from './spellings.ts';
import { UnsayableError } from './unsayable-error.ts';

/** A leaf on a field of the record, such as `detail.userIdentity.type`. @throws UnsayableError */
export function leafCondition({ path, matchers }: Leaf): Condition {
  const selector = selectorOf(path);
  return { any: matchers.map((matcher) => matcherCondition(selector, matcher)) };
}

/** AWS documents letters, digits, hyphens and underscores. */
function selectorOf(path: string): string {
  const [, ...names] = path.split('.');
  const strange = names.find((name) => !/^[\w-]+$/.test(name));
  if (strange !== undefined) throw new UnsayableError(`asks for a field called ${JSON.stringify(strange)}`);
  return `$.${names.join('.')}`;
}

function matcherCondition(selector: string, matcher: Matcher): Condition {
  switch (matcher.kind) {
    case 'literal':
      return `${selector} IS ${String(matcher.value).toUpperCase()}`;
    case 'number':
      return `${selector} = ${matcher.text}`;
    case 'numeric': {
      const { low, high } = matcher;
      const bounds = [
        low && `${selector} ${low.included ? '>=' : '>'} ${low.value}`,
        high && `${selector} ${high.included ? '<=' : '<'} ${high.value}`,
      ];
      return { all: bounds.filter((bound) => bound !== undefined) };
    }
    case 'exists':
      return matcher.value ? `${selector} = *` : `${selector} NOT EXISTS`;
    case 'cidr':
      throw new UnsayableError('asks for a range of addresses (cidr)');
    // Neither `=` nor `!=` is true of a field that is missing, so `!=` is `anything-but`.
    case 'anything-but':
      return { all: matcher.values.map((value) => `${selector} != ${operandOf(value)}`) };
    case 'anything-but-text':
      return { all: matcher.operands.flatMap(spellings).map((text) => `${selector} != ${text}`) };
    default:
      return { any: spellings(matcher).map((text) => `${selector} = ${text}`) };
  }
}

function operandOf(value: string | number): string {
  return typeof value === 'number' ? String(value) : (spellings({ kind: 'string', text: value })[0] ?? '');
}
