import { isObject, type JsonObject, textAt, valueAt } from '../../src/cloudtrail/json.ts';
import type { Resource, Resources } from '../../src/deploy/cloudformation.ts';

interface AllowedWildcard {
  /** An action or a resource. */
  readonly text: RegExp;
  readonly reason: string;
  /** Only where the statement has a condition on such a key. */
  readonly onlyWith?: string;
  /** Only in the policy of such a resource. */
  readonly onlyIn?: string;
}

/** Wildcards that are right, each with its reason. */
const ALLOWED_WILDCARDS: readonly AllowedWildcard[] = [
  { text: /:log-group:\/aws\/lambda\/[\w-]+:\*$/, reason: 'the streams of one log group have no names beforehand' },
  { text: /:iam::\$\{AWS::AccountId\}:user\/\*$/, reason: 'users come and go; what is allowed only reads' },
  { text: /:iam::\*:role\/[\w-]+$/, reason: 'a role of one name, in any account whose role lets us' },
  { text: /:organizations::\*:account\/\*$/, reason: 'the ARN holds the management account, which we do not know' },
  { text: /:kms:.+:key\/\*$/, onlyWith: 'kms:EncryptionContext:', reason: 'the settings name no keys' },
  { text: /^\*$/, onlyIn: 'AWS::KMS::Key', reason: "in a key's policy it is the key itself" },
  { text: /\/AWSLogs\/[^*]*\*$/, onlyIn: 'AWS::S3::BucketPolicy', reason: 'log files have no names beforehand' },
  {
    text: /-access\/\*$/,
    onlyIn: 'AWS::S3::BucketPolicy',
    onlyWith: 'aws:SourceAccount',
    reason: 'S3 names the access logs itself',
  },
  {
    text: /:log-stream:(\$\{AWS::AccountId\}_CloudTrail_\$\{AWS::Region\}|o-[a-z0-9]+_)\*$/,
    reason: 'CloudTrail numbers its streams',
  },
  {
    text: /^kms:(GenerateDataKey|ReEncrypt)\*$/,
    onlyIn: 'AWS::KMS::Key',
    onlyWith: 'kms:EncryptionContext:',
    reason: 'the variants of one right, as the guides of the services ask for it',
  },
  { text: /^kms:\*$/, onlyIn: 'AWS::KMS::Key', reason: 'the account itself manages its key' },
];

/** Wildcards in what a template allows, but for those that are right. */
export function privilegeFaults(resources: Resources): string[] {
  return Object.entries(resources).flatMap(([id, resource]) =>
    statements(resource.Properties)
      .filter((statement) => statement.Effect === 'Allow')
      .flatMap((statement) => [
        ...[...texts(statement.Action), ...texts(statement.Resource)].filter(
          (text) => text.includes('*') && !reasonFor(text, statement, resource),
        ),
        ...texts(statement.Principal).filter((principal) => principal === '*' && !isOfOneOrganization(statement)),
      ])
      .map((wildcard) => `${id} allows ${wildcard}`),
  );
}

/** Whether whoever it is must belong to a named organisation. */
function isOfOneOrganization({ Condition }: JsonObject): boolean {
  return /^o-[a-z0-9]+$/.test(textAt(Condition, 'StringEquals', 'aws:PrincipalOrgID') ?? '');
}

/** Why a wildcard in a statement of a resource's policies is right; undefined where it is not. */
function reasonFor(text: string, { Condition }: JsonObject, { Type }: Resource): string | undefined {
  const condition = JSON.stringify(Condition ?? {});
  return ALLOWED_WILDCARDS.find(
    ({ text: allowed, onlyWith = '', onlyIn = Type }) =>
      allowed.test(text) && condition.includes(onlyWith) && onlyIn === Type,
  )?.reason;
}

/** What a role may, in lines for people: actions, on what, under which conditions, and why by wildcard. */
export function describeRole(role: Resource): string[] {
  return statements(valueAt(role.Properties, 'Policies')).flatMap((statement) => {
    const conditions = Object.values(isObject(statement.Condition) ? statement.Condition : {}).filter(isObject);
    const keys = conditions.flatMap((condition) => Object.keys(condition));
    return [
      texts(statement.Action).join(', '),
      ...texts(statement.Resource)
        .filter((text) => text !== 'Arn')
        .map((text) => {
          const reason = text.includes('*') && (reasonFor(text, statement, role) ?? 'NO REASON');
          return `  on ${text}${keys.map((key) => ` with ${key}`).join('')}${reason ? `: ${reason}` : ''}`;
        }),
    ];
  });
}

/** Every policy statement anywhere in a value. */
export function statements(value: unknown): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(statements);
  if (!isObject(value)) return [];
  return [...[valueAt(value, 'Statement')].flat().filter(isObject), ...Object.values(value).flatMap(statements)];
}

/** Every string anywhere in a value. */
export function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return isObject(value) ? Object.values(value).flatMap(texts) : [];
}
