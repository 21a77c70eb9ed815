import fc from 'fast-check';
import { compilePattern, PatternError } from '../../src/pattern/index.ts';

// Few keys and few values, so that patterns and events meet.
const KEYS = ['a', 'b', 'c', 'a.b', '__proto__', 'constructor'];
const TEXTS = ['', 'a', 'A', 'ab', 'abc', 'aXbXc', '"', '10.0.0.1', 'a00::1', 'ß', 'SS', '😀'];
const NUMBERS = [0, 1, 1.5, 10, 100, -1, 1e21];

const key = fc.constantFrom(...KEYS);
const text = fc.constantFrom(...TEXTS);
const number = fc.constantFrom(...NUMBERS);
const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null));

/** Objects of any depth, with arrays in arrays. */
export const event = fc.letrec((again) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(again('value'), { maxLength: 3 }), again('object')),
  object: fc.dictionary(key, again('value'), { maxKeys: 4 }),
})).object;

const oneOrMore = (items: fc.Arbitrary<string>) => fc.oneof(items, fc.array(items, { minLength: 1, maxLength: 2 }));
const folded = text.map((value) => ({ 'equals-ignore-case': value }));
const affix = fc.constantFrom('prefix', 'suffix');
const wildcard = fc.constantFrom('*', 'a*', '*c', 'a*b*c', '\\*', '');
const operation = fc.oneof(
  fc.record({ exists: fc.boolean() }),
  fc.tuple(affix, fc.oneof(text, folded)).map(([operator, operand]) => ({ [operator]: operand })),
  folded,
  fc.record({ wildcard }),
  fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>='), number).map((numeric) => ({ numeric })),
  fc.record({ cidr: fc.constantFrom('10.0.0.0/8', '10.0.0.1/0', '::/0', 'a00::/7', '0.0.0.0/1') }),
  fc.record({ 'anything-but': fc.oneof(oneOrMore(text), number, fc.array(number, { minLength: 1, maxLength: 2 })) }),
  fc
    .tuple(affix, oneOrMore(fc.constantFrom(...TEXTS.slice(1))))
    .map(([operator, operand]) => ({ 'anything-but': { [operator]: operand } })),
  fc.record({ 'anything-but': fc.oneof(folded, fc.record({ wildcard: oneOrMore(wildcard) })) }),
);
const leaf = fc.array(fc.oneof(scalar, operation), { minLength: 1, maxLength: 3 });
/** Patterns of the whole language. */
export const pattern = fc
  .letrec((again) => ({
    object: fc.dictionary(key, fc.oneof({ depthSize: 'small' }, leaf, again('object')), { minKeys: 1, maxKeys: 3 }),
    whole: fc.oneof(
      again('object'),
      fc
        .tuple(again('object'), fc.array(again('object'), { minLength: 2, maxLength: 3 }), again('object'))
        .map(([before, $or, after]) => ({ ...(before as object), $or, ...(after as object) })),
    ),
  }))
  .whole.filter(isSimpleEnough);

function isSimpleEnough(rule: unknown): boolean {
  try {
    compilePattern(rule);
  } catch (error) {
    if (error instanceof PatternError && error.code === 'too-complex') return false;
    throw error;
  }
  return true;
}
