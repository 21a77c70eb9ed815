import { isObject } from '../cloudtrail/json.ts';

/** Who a statement is for. */
export interface Principals {
  /** All there are, signed in or not: `"*"`, `{ "AWS": "*" }`. */
  readonly isEverybody: boolean;
  /** Everybody, or so many that nobody has named them: all but some, all accounts by a wildcard, every service. */
  readonly isOpen: boolean;
  /** Account ids. A principal that names no account, such as S3's canonical user id, stands here as it is written. */
  readonly accounts: readonly string[];
  /** DNS names of services. */
  readonly services: readonly string[];
  /** Providers of identities, in trust policies. */
  readonly federated: readonly string[];
}

const NOBODY: Principals = { isEverybody: false, isOpen: false, accounts: [], services: [], federated: [] };

/** Who the `Principal` of a statement names; `isAllBut` where it stands under `NotPrincipal`. */
export function readPrincipals(value: unknown, isAllBut: boolean): Principals {
  if (isAllBut) return { ...NOBODY, isOpen: true };
  const named = isObject(value)
    ? Object.entries(value).flatMap(([kind, names]) => textsOf(names).map((name) => ofKind(kind.toLowerCase(), name)))
    : textsOf(value).map((name) => ofKind('aws', name));
  return {
    isEverybody: named.some(({ isEverybody }) => isEverybody),
    isOpen: named.some(({ isOpen }) => isOpen),
    accounts: named.flatMap(({ accounts }) => accounts),
    services: named.flatMap(({ services }) => services),
    federated: named.flatMap(({ federated }) => federated),
  };
}

function ofKind(kind: string, name: string): Principals {
  if (kind === 'service') return name === '*' ? { ...NOBODY, isOpen: true } : { ...NOBODY, services: [name] };
  if (kind === 'federated') return name === '*' ? { ...NOBODY, isOpen: true } : { ...NOBODY, federated: [name] };
  if (name === '*') return { ...NOBODY, isEverybody: true, isOpen: true };
  // An origin access identity of CloudFront: arn:aws:iam::cloudfront:user/…
  if (/^arn:[\w-]+:iam::cloudfront:/.test(name)) return { ...NOBODY, services: ['cloudfront.amazonaws.com'] };
  const account = accountIn(name);
  if (account === undefined && /[*?]/.test(name)) return { ...NOBODY, isOpen: true };
  return { ...NOBODY, accounts: [account ?? name] };
}

/** The account that a text names: its number, an ARN in it, or what KMS calls a machine (`123456789012:aws:ec2-infrastructure:i-…`). */
export function accountIn(text: string): string | undefined {
  return /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)/.exec(text)?.[1];
}

/** A value of a policy as texts: it may be one or a list, and a number where JSON has one. */
export function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => (Array.isArray(each) ? [] : textsOf(each)));
  if (typeof value === 'string') return [value];
  return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}
