import { isObject, type JsonObject } from '../../src/cloudtrail/json.ts';
import { type Change, eachObject, eachRecord } from './change.ts';

type Statement = JsonObject;
/** A policy before it is written down. */
interface Policy extends JsonObject {
  readonly Statement: readonly Statement[];
}

const someone = { AWS: 'arn:aws:iam::123456789012:role/example' };

/** Statements beside those of the test: neither takes back what those allow. */
const beside: Readonly<Record<string, Statement>> = {
  'a Deny with a Condition': {
    Sid: 'DenyInsecureTransport',
    Effect: 'Deny',
    Principal: '*',
    Action: '*',
    Resource: '*',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  },
  'a Deny of something else': { Effect: 'Deny', Principal: '*', Action: 'iam:DeleteUser', Resource: '*' },
  'an Allow with a Condition': {
    Sid: 'Condition',
    Effect: 'Allow',
    Principal: someone,
    Action: 'sqs:SendMessage',
    Resource: '*',
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } },
  },
};

/** Conditions that hold for everybody. */
const conditions: Readonly<Record<string, JsonObject>> = {
  TLS: { Bool: { 'aws:SecureTransport': 'true' } },
  'any principal': { StringLike: { 'aws:PrincipalArn': '*' } },
  'any organisation': { StringLike: { 'aws:PrincipalOrgID': 'o-*' } },
  'any address': { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0', '::/0'] } },
  'a day that has passed': { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
  'all but one account': { StringNotEquals: { 'aws:PrincipalAccount': '123456789012' } },
};

const everyAllow =
  (change: (statement: Statement) => Statement) =>
  (policy: Policy): Policy => ({
    ...policy,
    Statement: policy.Statement.map((each) => (each.Effect === 'Allow' ? change(each) : each)),
  });

const asList = (value: unknown): unknown => (typeof value === 'string' ? [value] : value);
const asSingle = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);
const FIELDS = ['Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal'];

const everyField =
  (change: (value: unknown) => unknown) =>
  (statement: Statement): Statement =>
    Object.fromEntries(
      Object.entries(statement).map(([key, value]) => [
        key,
        FIELDS.includes(key) && isObject(value)
          ? Object.fromEntries(Object.entries(value).map(([kind, inner]) => [kind, change(inner)]))
          : FIELDS.includes(key)
            ? change(value)
            : value,
      ]),
    );

/** Other ways to write the same rights down. */
const sameRights: Readonly<Record<string, (policy: Policy) => Policy>> = {
  'lists for single values': everyAllow(everyField((value) => (value === '*' ? value : asList(value)))),
  'single values for lists': everyAllow(everyField(asSingle)),
  'anyone as {AWS: [*]}': everyAllow((each) =>
    each.Principal === '*' ? { ...each, Principal: { AWS: ['*'] } } : each,
  ),
  'anyone as *': everyAllow((each) => (isAnyone(each.Principal) ? { ...each, Principal: '*' } : each)),
  'anyone as all but one': everyAllow(({ Principal, ...each }) =>
    isAnyone(Principal)
      ? { ...each, NotPrincipal: someone }
      : { ...each, ...(Principal !== undefined && { Principal }) },
  ),
  'actions in other letters': everyAllow(({ Action, ...each }) => ({
    ...each,
    ...(Action !== undefined && { Action: eachText(Action, (text) => text.toUpperCase()) }),
  })),
  'keys in another order': everyAllow((each) => Object.fromEntries(Object.entries(each).reverse())),
  'a name that says Deny': everyAllow((each) => ({ Sid: 'EffectDenyCondition', ...each })),
};

/** Policies of identities name no principals, trust policies no resources. */
function fitting(statement: Statement, { Statement: others }: Policy): Statement {
  const isNamed = (key: string): boolean => others.some((each) => key in each || `Not${key}` in each);
  return Object.fromEntries(
    Object.entries(statement).filter(([key]) => !['Principal', 'Resource'].includes(key) || isNamed(key)),
  );
}

function isAnyone(principal: unknown): boolean {
  return principal === '*' || (isObject(principal) && [asSingle(principal.AWS)].includes('*'));
}

function eachText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  return Array.isArray(value) ? value.map((each) => eachText(each, change)) : value;
}

function policyChange(
  name: string,
  change: (policy: Policy) => Policy,
  write = JSON.stringify as (policy: Policy) => string,
): Change {
  return {
    name: `policy: ${name}`,
    kind: 'policy',
    apply: eachRecord((record) => {
      const parameters = withPolicies(record.requestParameters, change, write);
      return JSON.stringify(parameters) === JSON.stringify(record.requestParameters)
        ? undefined
        : { ...record, requestParameters: parameters };
    }),
  };
}

/** Request parameters with every policy in them changed, be it text or an object. */
function withPolicies(
  parameters: unknown,
  change: (policy: Policy) => Policy,
  write: (policy: Policy) => string,
): unknown {
  return eachObject(parameters, (object) => {
    const policy = toPolicy(object);
    if (policy) return change(policy);
    return Object.fromEntries(
      Object.entries(object).map(([key, value]) => {
        const inText = typeof value === 'string' ? parsedPolicy(value) : undefined;
        return [key, inText ? write(change(inText)) : value];
      }),
    );
  });
}

function parsedPolicy(text: string): Policy | undefined {
  if (!text.includes('Statement')) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    // What cannot be read as it was written (a key twice) is another policy when it is written anew.
    return withoutBlanks(JSON.stringify(parsed)) === withoutBlanks(text) ? toPolicy(parsed) : undefined;
  } catch {
    return undefined;
  }
}

function withoutBlanks(text: string): string {
  return text.replace(/\s/g, '');
}

function toPolicy(value: unknown): Policy | undefined {
  if (!isObject(value) || !('Statement' in value)) return undefined;
  const { Statement } = value;
  return { ...value, Statement: (Array.isArray(Statement) ? Statement : [Statement]).filter(isObject) };
}

/** JSON may write any character of a text as its code. */
function escaped(policy: Policy): string {
  return JSON.stringify(policy).replace(/"(?:[^"\\]|\\.)*"/g, (text) => {
    const codes = String(JSON.parse(text)).split('');
    return `"${codes.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
  });
}

/** How policies may be written that give the rights of the test. */
export const POLICIES: readonly Change[] = [
  ...Object.entries(beside).flatMap(([name, statement]) => [
    policyChange(`${name} first`, (policy) => ({
      ...policy,
      Statement: [fitting(statement, policy), ...policy.Statement],
    })),
    policyChange(`${name} last`, (policy) => ({
      ...policy,
      Statement: [...policy.Statement, fitting(statement, policy)],
    })),
  ]),
  ...Object.entries(conditions).map(([name, condition]) =>
    policyChange(
      `on condition of ${name}`,
      everyAllow((each) => ({ ...each, Condition: { ...condition, ...(isObject(each.Condition) && each.Condition) } })),
    ),
  ),
  ...Object.entries(sameRights).map(([name, change]) => policyChange(name, change)),
  policyChange(
    'with spaces',
    (policy) => policy,
    (policy) => JSON.stringify(policy, null, 4),
  ),
  policyChange('with codes for letters', (policy) => policy, escaped),
];
