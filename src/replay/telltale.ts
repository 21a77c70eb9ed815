import { type Branch, type Leaf, type Matcher, testOf } from '../pattern/index.ts';

/** What stands in the JSON of every record that a branch of a pattern matches. */
export type Telltale =
  /** One of some texts, each behind a quotation mark. */
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  /** A field of the record itself, with a string that passes a test. */
  | { readonly kind: 'field'; readonly name: string; readonly test: (value: string) => boolean };

/** Characters that JSON writes as themselves, or as `\u…`. */
const PLAIN = /^[\w.:-]{3,}$/;

/** Fields whose values stand in nearly every record, and those that tell the call. */
const SAYS_LITTLE = /^detail\.(event\w*|awsRegion|recipientAccountId|userIdentity\.accountId)$/;

/** The telltale of a branch of a pattern, where it has one. It does not hold for records in which letters are escaped. */
export function telltaleOf(branch: Branch): Telltale | undefined {
  const leaves = branch.filter(({ path }) => path.startsWith('detail.') && !SAYS_LITTLE.test(path));
  const texts = leaves
    .map(({ matchers }) => matchers.map(textOf))
    .filter((all): all is string[] => all.every((text) => text !== undefined))
    .sort((a, b) => a.length - b.length)[0];
  if (texts) return { kind: 'texts', texts };
  const leaf = leaves.find(({ path, matchers }) => path.split('.').length === 2 && matchers.every(isOfStrings));
  return leaf && { kind: 'field', name: leaf.path.slice('detail.'.length), test: testOfString(leaf) };
}

/** What stands in JSON behind the quotation mark before what a matcher matches. */
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
