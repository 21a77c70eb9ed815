import fc from 'fast-check';
import type { CloudTrailRecord } from '../../src/cloudtrail/event.ts';
import { isObject } from '../../src/cloudtrail/json.ts';
import { type Branch, type Leaf, type Matcher, parsePattern } from '../../src/pattern/index.ts';
import type { EventPattern } from '../../src/rule/rule.ts';
import { merge } from '../../src/rule-test.ts';

/** Values that a matcher takes, or nearly; undefined: the field is missing. */
function valuesNear(matcher: Matcher): readonly unknown[] {
  switch (matcher.kind) {
    case 'literal':
      return [matcher.value, !matcher.value];
    case 'number':
      return [matcher.value, (matcher.value ?? 0) + 1];
    case 'numeric':
      return [matcher.low?.value, matcher.high?.value, 1e9, -1e9].filter((value) => value !== undefined);
    case 'exists':
      return matcher.value ? ['something'] : [undefined];
    case 'anything-but':
      return [...matcher.values, typeof matcher.values[0] === 'number' ? 12345 : 'else'];
    case 'anything-but-text':
      return matcher.operands.flatMap(({ text }) => textsNear(text));
    default:
      return textsNear(matcher.text);
  }
}

function textsNear(text: string): string[] {
  const bare = text.replaceAll('*', '');
  return [bare, `${bare}x`, `x${bare}`, `x${bare}x`, bare.toUpperCase()];
}

/** Records that have of the fields of a pattern's branch what they are asked for, or nearly, or nothing. */
export function recordsFor(pattern: EventPattern): fc.Arbitrary<CloudTrailRecord> {
  return fc.constantFrom(...parsePattern(pattern)).chain(recordsOfBranch);
}

function recordsOfBranch(branch: Branch): fc.Arbitrary<CloudTrailRecord> {
  const leaves = branch.filter(({ path }) => path.startsWith('detail.'));
  const eventType = fc.constantFrom('AwsApiCall', 'AwsApiCall', 'AwsConsoleSignIn', 'AwsServiceEvent');
  return fc.tuple(eventType, ...leaves.map(fieldOf)).map(([type, ...fields]) => {
    const record = fields.reduce(merge, { eventType: type, eventSource: 'example.amazonaws.com' });
    return isObject(record) ? record : {};
  });
}

/** A field as a record of its own; mostly what the leaf asks for, or few records would match. */
function fieldOf({ path, matchers }: Leaf): fc.Arbitrary<unknown> {
  const [first] = matchers.flatMap(valuesNear);
  const value = fc.oneof(
    { weight: 9, arbitrary: fc.constant(first) },
    { weight: 2, arbitrary: fc.constantFrom(...matchers.flatMap(valuesNear)) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
  const names = path.split('.').slice(1);
  return value.map((each) =>
    each === undefined ? {} : names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), each),
  );
}
