import { type Branch, type Leaf, type Matcher, testOf } from '../pattern/index.ts';

/** Something that stands in the JSON of every record that satisfies a leaf of a pattern. */
export type Telltale =
  /** One of some texts, behind a quotation mark. */
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  /** A field of the record itself, with a string that passes a test. */
  | { readonly kind: 'field'; readonly name: string; readonly test: (value: string) => boolean };

/** Characters that JSON writes as themselves, or as `\u…`. What begins like the keys that are looked for might be taken for one. */
const PLAIN = /^(?!eve)[\w.:-]{3,}$/;

/** Fields that tell the call; they are judged by themselves. */
const OF_CALL = /^detail\.event\w*$/;
/** Fields whose values, and fields that themselves, stand in nearly every record. */
const COMMON_VALUES = /^detail\.(awsRegion|recipientAccountId|userIdentity\.accountId)$/;
const COMMON_FIELDS =
  /^(awsRegion|recipientAccountId|userIdentity|sourceIPAddress|userAgent|requestParameters|responseElements|requestID|readOnly)$/;

/** The telltales of the leaves of a branch. They do not hold for records in which letters are escaped. */
export function telltalesOf(branch: Branch): Telltale[] {
  return branch
    .filter(({ path, matchers }) => path.startsWith('detail.') && !OF_CALL.test(path) && !matchers.some(admitsNothing))
    .flatMap((leaf) => telltaleOf(leaf) ?? []);
}

function telltaleOf(leaf: Leaf): Telltale | undefined {
  const [, field = '', ...inner] = leaf.path.split('.');
  const texts = leaf.matchers.map(textOf);
  if (!COMMON_VALUES.test(leaf.path) && texts.every((text) => text !== undefined)) return { kind: 'texts', texts };
  if (inner.length === 0 && leaf.matchers.every(isOfStrings))
    return { kind: 'field', name: field, test: testOfString(leaf) };
  // Without a quotation mark behind it: a dot in a name is the same as nesting.
  return COMMON_FIELDS.test(field) || !PLAIN.test(field) ? undefined : { kind: 'texts', texts: [field] };
}

/** Whether a matcher is content where nothing stands. */
function admitsNothing(matcher: Matcher): boolean {
  return matcher.kind === 'exists' && !matcher.value;
}

/** What stands in JSON behind the quotation mark before a string that matches. */
function textOf(matcher: Matcher): string | undefined {
  if (matcher.kind === 'string' && PLAIN.test(matcher.text)) return `${matcher.text}"`;
  return matcher.kind === 'prefix' && PLAIN.test(matcher.text) ? matcher.text : undefined;
}

function isOfStrings({ kind }: Matcher): boolean {
  return ['string', 'suffix', 'wildcard'].includes(kind) || kind.startsWith('prefix') || kind.endsWith('ignore-case');
}

function testOfString({ matchers }: Leaf): (value: string) => boolean {
  const tests = matchers.map((matcher) => testOf(matcher, false));
  return (value) => tests.some((test) => test(value));
}
