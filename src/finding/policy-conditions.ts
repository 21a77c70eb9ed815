import ipaddr from 'ipaddr.js';
import { isObject, type JsonObject } from '../cloudtrail/json.ts';
import { accountIn, textsOf } from './policy-principals.ts';

/** What the condition of a statement does to "everybody". */
export interface Narrowing {
  /** Whether it leaves of everybody those of a named organization, account, ARN, endpoint or network alone. */
  readonly isNarrow: boolean;
  /** The accounts that it names. */
  readonly accounts: readonly string[];
  /** What it leaves where no account says whose that is, such as `aws:PrincipalOrgID o-exampleorg1`. */
  readonly others: readonly string[];
}

const ACCOUNT = /^\d{12}$/;
const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;
const ORGANIZATION_PATH = /^o-[a-z0-9]{10,32}\//;

/**
 * The keys that narrow, and the form of a value that does: no wildcard where it counts. They are those of AWS's own meaning of
 * "public", and those since added by which accounts and organizations are named. All else narrows nothing: an external id is no
 * secret, tags, user names and agents are the caller's own, and aws:ResourceOrgID is about the resource itself.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
const NARROWING_KEYS: Readonly<Record<string, RegExp>> = {
  'aws:principalaccount': ACCOUNT,
  'aws:sourceaccount': ACCOUNT,
  'aws:sourceowner': ACCOUNT,
  'aws:vpceaccount': ACCOUNT,
  'kms:calleraccount': ACCOUNT,
  's3:dataaccesspointaccount': ACCOUNT,
  'aws:principalorgid': ORGANIZATION,
  'aws:sourceorgid': ORGANIZATION,
  'aws:vpceorgid': ORGANIZATION,
  'aws:principalorgpaths': ORGANIZATION_PATH,
  'aws:sourceorgpaths': ORGANIZATION_PATH,
  'aws:vpceorgpaths': ORGANIZATION_PATH,
  'aws:sourcevpc': /^vpc-[\w-]+$/,
  'aws:sourcevpce': /^vpce-[\w-]+$/,
  'aws:userid': /^(?:A[A-Z]{3}[A-Z0-9]{12,}(?::.*)?|\d{12})$/,
  'aws:principalservicename': /^[\w-]+(?:\.[\w-]+)+$/,
  // Wildcards in the name of a role would let a `*` before the account run past it, as roles' paths may hold colons.
  'aws:principalarn': /^arn:[\w-]+:(?:iam|sts)::\d{12}:/,
  // Buckets have one owner the world over, so their ARN needs no account.
  'aws:sourcearn': /^arn:[^:]+:(?:[^:]+:[^:]*:\d{12}:|s3:[^:]*:[^:]*:[^*?:/]+(?:\/|$))/,
  's3:dataaccesspointarn': /^arn:[^:]+:s3:[^:]*:\d{12}:/,
};

/** Operators of which a missing key fails. `ForAllValues:` and `…IfExists` let it pass, and negated ones let all others in. */
const TEXT_OPERATORS = new Set(['stringequals', 'stringequalsignorecase', 'stringlike', 'arnequals', 'arnlike']);

/** What a condition does to "everybody". All of its entries must hold, so one that narrows is enough. */
export function narrowingOf(condition: unknown): Narrowing {
  const entries = entriesOf(condition).filter(isNarrowing);
  const accounts = entries.flatMap(({ values }) => values.flatMap((value) => accountIn(value) ?? []));
  const saysWhose = entries.some(({ values }) => values.every((value) => accountIn(value) !== undefined));
  const others = saysWhose ? [] : entries.map(({ key, values }) => `${key} ${values.join(', ')}`);
  return { isNarrow: entries.length > 0, accounts, others };
}

/** Each entry of a condition as `StringEquals aws:PrincipalOrgID o-exampleorg1`. */
export function conditionTexts(condition: unknown): string[] {
  return entriesOf(condition).map(({ operator, key, values }) => `${operator} ${key} ${values.join(', ')}`);
}

interface Entry {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

function entriesOf(condition: unknown): Entry[] {
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    isObject(keys) ? entriesOfOperator(operator, keys) : [],
  );
}

function entriesOfOperator(operator: string, keys: JsonObject): Entry[] {
  return Object.entries(keys).map(([key, value]) => ({ operator, key, values: textsOf(value) }));
}

function isNarrowing({ operator, key: name, values }: Entry): boolean {
  const kind = operator.toLowerCase().replace(/^foranyvalue:/, '');
  const key = name.toLowerCase();
  // A variable such as ${aws:PrincipalAccount} is whatever the caller is.
  if (values.length === 0 || values.some((value) => value.includes('${'))) return false;
  if (kind === 'ipaddress') return key === 'aws:sourceip' && areFewAddresses(values);
  if (kind === 'bool') return key === 'aws:principalisawsservice' && values.every((value) => value === 'true');
  const form = Object.hasOwn(NARROWING_KEYS, key) ? NARROWING_KEYS[key] : undefined;
  return TEXT_OPERATORS.has(kind) && form !== undefined && values.every((value) => form.test(value));
}

/** Networks broader than these are public in AWS's eyes. */
const BROADEST = { ipv4: 8, ipv6: 32 };

/** Whether networks, each and the IPv4 ones together, are no broader than that. */
function areFewAddresses(values: readonly string[]): boolean {
  const prefixes = values.map(prefixOf);
  if (prefixes.some((prefix) => prefix === undefined || prefix.bits < BROADEST[prefix.kind])) return false;
  const addresses = prefixes.reduce((sum, prefix) => sum + (prefix?.kind === 'ipv4' ? 2 ** (32 - prefix.bits) : 0), 0);
  return addresses <= 2 ** (32 - BROADEST.ipv4);
}

function prefixOf(value: string): { readonly kind: 'ipv4' | 'ipv6'; readonly bits: number } | undefined {
  try {
    const [address, bits] = ipaddr.parseCIDR(
      value.includes('/') ? value : `${value}/${value.includes(':') ? 128 : 32}`,
    );
    return { kind: address.kind(), bits };
  } catch {
    return undefined;
  }
}
