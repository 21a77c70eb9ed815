import { arrayAt, isObject, type JsonObject } from '../../src/cloudtrail/json.ts';
import type { Resources } from '../../src/deploy/cloudformation.ts';

/** Wildcards that are right, each with its reason. */
const ALLOWED_WILDCARDS = [
  { resource: /:log-group:\/aws\/lambda\/[\w-]+:\*$/, reason: 'the streams of one log group have no names beforehand' },
  { resource: /:iam::\$\{AWS::AccountId\}:user\/\*$/, reason: 'users come and go; what is allowed only reads' },
  { resource: /:iam::\*:role\/[\w-]+$/, reason: 'a role of one name, in any account whose role lets us' },
  { resource: /:organizations::\*:account\/\*$/, reason: 'the ARN holds the management account, which we do not know' },
  { resource: /:kms:.+:key\/\*$/, onlyWith: 'kms:EncryptionContext:', reason: 'the settings name no keys' },
];

/** Wildcards in what a template allows, and ARNs that hold only in one partition. */
export function privilegeFaults(resources: Resources): string[] {
  return Object.entries(resources).flatMap(([id, resource]) =>
    statements(resource.Properties)
      .filter((statement) => statement.Effect === 'Allow')
      .flatMap((statement) => [
        ...texts(statement.Action).filter((action) => action.includes('*')),
        ...texts(statement.Resource).filter((text) => text.includes('*') && !isAllowed(text, statement)),
        ...texts(statement.Principal).filter((principal) => principal === '*'),
      ])
      .map((wildcard) => `${id} allows ${wildcard}`),
  );
}

function isAllowed(resource: string, { Condition }: JsonObject): boolean {
  const condition = JSON.stringify(Condition ?? {});
  return ALLOWED_WILDCARDS.some(
    (wildcard) => wildcard.resource.test(resource) && condition.includes(wildcard.onlyWith ?? ''),
  );
}

/** Every policy statement anywhere in a value. */
export function statements(value: unknown): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(statements);
  if (!isObject(value)) return [];
  return [...arrayAt(value, 'Statement').filter(isObject), ...Object.values(value).flatMap(statements)];
}

/** Every string anywhere in a value. */
export function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return isObject(value) ? Object.values(value).flatMap(texts) : [];
}
