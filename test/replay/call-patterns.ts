import fc from 'fast-check';
import { compilePattern, PatternError } from '../../src/pattern/index.ts';
import { KEYS, NAMES, SOURCES, TEXTS } from './log-text.ts';

const text = fc.constantFrom(...TEXTS);
const number = fc.constantFrom(0, 1, 1.5, 100);
const oneOrMore = <T>(items: fc.Arbitrary<T>) => fc.oneof(items, fc.array(items, { minLength: 1, maxLength: 2 }));
const folded = text.map((value) => ({ 'equals-ignore-case': value }));
const affix = fc.constantFrom('prefix', 'suffix');
/** The beginning of a text for a prefix, its end for a suffix. */
const part = fc
  .tuple(affix, text.filter(Boolean), fc.integer({ min: 1, max: 12 }), fc.boolean())
  .map(([operator, of, length, fold]) => {
    const cut = (operator === 'prefix' ? of.slice(0, length) : of.slice(-length)).toWellFormed();
    return { [operator]: fold ? { 'equals-ignore-case': cut } : cut };
  });
const wildcard = fc.constantFrom('*', 'a*', '*Object', 'adm*', 'a*n', '*.amazonaws.com', 'Zür*', '*\\\\*');
const operation = fc.oneof(
  fc.record({ exists: fc.boolean() }),
  part,
  folded,
  fc.record({ wildcard }),
  fc.tuple(fc.constantFrom('=', '<', '>='), number).map((numeric) => ({ numeric })),
  fc.record({ cidr: fc.constantFrom('203.0.113.0/24', '10.0.0.1/0', '::/0', '2001:db8::/32') }),
  fc.record({
    'anything-but': fc.oneof(oneOrMore(text), oneOrMore(number), folded, fc.record({ wildcard: oneOrMore(wildcard) })),
  }),
  fc
    .tuple(affix, oneOrMore(text.filter(Boolean)))
    .map(([operator, operand]) => ({ 'anything-but': { [operator]: operand } })),
);
const matchers = fc.array(
  fc.oneof({ weight: 3, arbitrary: text }, { weight: 3, arbitrary: operation }, fc.constantFrom(0, 1, true, null)),
  { minLength: 1, maxLength: 2 },
);
const callMatchers = (names: readonly string[]) =>
  fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: operation }), {
    minLength: 1,
    maxLength: 2,
  });

const key = fc.constantFrom(...KEYS);
const inside = fc.oneof(
  { weight: 3, arbitrary: fc.dictionary(key, matchers, { minKeys: 1, maxKeys: 2 }) },
  {
    weight: 1,
    arbitrary: fc.dictionary(key, fc.dictionary(key, matchers, { minKeys: 1, maxKeys: 1 }), { minKeys: 1, maxKeys: 1 }),
  },
);
/** Most patterns name a call, and one more field. */
const detail = fc
  .tuple(
    fc.record({ eventSource: callMatchers(SOURCES), eventName: callMatchers(NAMES) }, { requiredKeys: [] }),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant({}) },
      ...['errorCode', 'awsRegion', 'userAgent'].map((name) =>
        fc.dictionary(fc.constant(name), matchers, { minKeys: 1 }),
      ),
      fc.record({ requestParameters: inside }),
      fc.record({
        userIdentity: fc.dictionary(fc.constantFrom('userName', 'type', 'accountId', 'x'), matchers, {
          minKeys: 1,
          maxKeys: 1,
        }),
      }),
      inside,
    ),
  )
  .map(([call, other]) => ({ ...call, ...other }))
  .filter((fields) => Object.keys(fields).length > 0);
const envelope = fc.record(
  {
    source: fc.array(fc.oneof(fc.constantFrom('aws.s3', 'aws.iam', 'aws.cloudtrail'), operation), {
      minLength: 1,
      maxLength: 2,
    }),
    'detail-type': fc.constant(['AWS API Call via CloudTrail']),
  },
  { requiredKeys: [] },
);

/** Patterns of the whole language, on the fields that records of `log-text.ts` have. */
export const pattern: fc.Arbitrary<object> = fc
  .oneof(
    { weight: 5, arbitrary: fc.tuple(envelope, detail).map(([outer, inner]) => ({ ...outer, detail: inner })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(envelope, detail, fc.array(detail, { minLength: 2, maxLength: 3 }))
        .map(([outer, inner, $or]) => ({ ...outer, detail: { ...inner, $or } })),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.tuple(envelope, detail), { minLength: 2, maxLength: 2 })
        .map((all) => ({ $or: all.map(([outer, inner]) => ({ ...outer, detail: inner })) })),
    },
  )
  .filter(isAccepted);

function isAccepted(rule: object): boolean {
  try {
    compilePattern(rule);
    return true;
  } catch (error) {
    if (error instanceof PatternError) return false;
    throw error;
  }
}
