import { type Branch, type Leaf, type Matcher, testOf } from '../pattern/index.ts';

/** Something that stands in the JSON of every record that satisfies a leaf of a pattern. */
export type Telltale =
  /** One of some texts behind a quotation mark, or before one. */
  | { readonly kind: 'beginnings'; readonly texts: readonly string[] }
  | { readonly kind: 'endings'; readonly texts: readonly string[] }
  /** A field of the record itself, with a string that passes a test. */
  | { readonly kind: 'field'; readonly name: string; readonly test: (value: string) => boolean };

/**
 * Characters that JSON writes as themselves, or as `\u…`. What begins like the keys that are looked for in any case might be taken
 * for one.
 */
const PLAIN = /^(?!eve)[\w.:-]{3,}$/;

/** Fields that tell the call; they are judged by themselves. */
const OF_CALL = /^detail\.event\w*$/;
/** Fields whose values, and names of fields that themselves, stand in nearly every record. */
const COMMON_VALUES = /^detail\.(awsRegion|recipientAccountId|userIdentity\.accountId)$/;
const COMMON_NAMES =
  /^(awsRegion|recipientAccountId|sourceIPAddress|userAgent|requestParameters|responseElements|requestID|readOnly|type|principalId|arn|accountId|accessKeyId|userName)$/;

/** The telltales of the leaves of a branch. They do not hold for records in which letters are escaped. */
export function telltalesOf(branch: Branch): Telltale[] {
  return branch
    .filter(({ path, matchers }) => path.startsWith('detail.') && !OF_CALL.test(path) && !matchers.some(isOfNothing))
    .flatMap((leaf) => telltaleOf(leaf) ?? []);
}

function telltaleOf(leaf: Leaf): Telltale | undefined {
  const names = leaf.path.split('.').slice(1);
  const name = names.at(-1) ?? '';
  return (
    (COMMON_VALUES.test(leaf.path) ? undefined : ofTexts('beginnings', leaf.matchers.map(beginningOf))) ??
    (COMMON_VALUES.test(leaf.path) ? undefined : ofTexts('endings', leaf.matchers.map(endingOf))) ??
    (names.length === 1 && PLAIN.test(name) ? ofField(leaf, name) : undefined) ??
    // That the field is there. A dot in a name is the same as nesting, so what stands before this one is open.
    (COMMON_NAMES.test(name) ? undefined : ofTexts('endings', [plain(name)]))
  );
}

/** Whether a matcher is content where nothing stands. */
function isOfNothing(matcher: Matcher): boolean {
  return matcher.kind === 'exists' && !matcher.value;
}

function ofTexts(kind: 'beginnings' | 'endings', texts: readonly (string | undefined)[]): Telltale | undefined {
  if (!texts.every((text) => text !== undefined)) return undefined;
  return kind === 'beginnings' ? { kind, texts } : { kind, texts };
}

/** What stands behind the first quotation mark of a string that matches, with the second where that is certain. */
function beginningOf(matcher: Matcher): string | undefined {
  if (matcher.kind === 'string' && PLAIN.test(matcher.text)) return `${matcher.text}"`;
  return matcher.kind === 'prefix' ? plain(matcher.text) : undefined;
}

/** What stands before the second quotation mark. */
function endingOf(matcher: Matcher): string | undefined {
  return matcher.kind === 'string' || matcher.kind === 'suffix' ? plain(matcher.text) : undefined;
}

function plain(text: string): string | undefined {
  return PLAIN.test(text) ? text : undefined;
}

function ofField({ matchers }: Leaf, name: string): Telltale | undefined {
  const isOfStrings = matchers.every(
    ({ kind }) =>
      ['string', 'suffix', 'wildcard'].includes(kind) || kind.startsWith('prefix') || kind.endsWith('-case'),
  );
  if (!isOfStrings) return undefined;
  const tests = matchers.map((matcher) => testOf(matcher, false));
  return { kind: 'field', name, test: (value) => tests.some((test) => test(value)) };
}
