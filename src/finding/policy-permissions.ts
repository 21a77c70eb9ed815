import { isObject, type JsonObject } from '../cloudtrail/json.ts';
import { fieldOf } from './policy-document.ts';
import { textsOf } from './policy-principals.ts';

/** Calls that add a statement to a policy in parameters of their own, by call (as `callName` has it), and the statement that they add. */
export const PERMISSIONS: Readonly<Record<string, (parameters: JsonObject) => JsonObject | undefined>> = {
  'lambda:AddPermission': (parameters) => permission(parameters),
  'lambda:AddLayerVersionPermission': (parameters) => permission(parameters),
  'acm-pca:CreatePermission': (parameters) => permission(parameters),
  'signer:AddProfilePermission': (parameters) => permission(parameters),
  'events:PutPermission': (parameters) => permission(parameters),
  'sns:AddPermission': (parameters) => permissionOfAccounts(parameters),
  'sqs:AddPermission': (parameters) => permissionOfAccounts(parameters),
};

/** What narrows a permission beside its principal, and the condition that it becomes in the policy. */
const CONDITIONS: readonly (readonly [string, string, string])[] = [
  ['sourceAccount', 'StringEquals', 'aws:SourceAccount'],
  ['sourceArn', 'ArnLike', 'aws:SourceArn'],
  ['principalOrgID', 'StringEquals', 'aws:PrincipalOrgID'],
  ['organizationId', 'StringEquals', 'aws:PrincipalOrgID'],
];

function permission(parameters: JsonObject): JsonObject | undefined {
  const principal = fieldOf(parameters, 'principal');
  if (typeof principal !== 'string') return undefined;
  const named = CONDITIONS.flatMap(([parameter, operator, key]) => {
    const value = fieldOf(parameters, parameter);
    return value === undefined ? [] : [[operator, { [key]: value }] as const];
  });
  return {
    Effect: 'Allow',
    Principal: principal === '*' || !isService(principal) ? { AWS: principal } : { Service: principal },
    Action: fieldOf(parameters, 'action') ?? fieldOf(parameters, 'actions') ?? [],
    Condition: merged([...named, ...eventBusCondition(parameters)]),
  };
}

/** EventBridge takes one condition: `{ type: StringEquals, key: aws:PrincipalOrgID, value: o-… }`. */
function eventBusCondition(parameters: JsonObject): (readonly [string, JsonObject])[] {
  const condition = fieldOf(parameters, 'condition');
  if (!isObject(condition)) return [];
  const [operator, key] = [fieldOf(condition, 'type'), fieldOf(condition, 'key')];
  if (typeof operator !== 'string' || typeof key !== 'string') return [];
  return [[operator, { [key]: fieldOf(condition, 'value') }]];
}

function merged(entries: readonly (readonly [string, JsonObject])[]): JsonObject {
  const blocks = new Map<string, JsonObject>();
  for (const [operator, keys] of entries) blocks.set(operator, { ...blocks.get(operator), ...keys });
  return Object.fromEntries(blocks);
}

function permissionOfAccounts(parameters: JsonObject): JsonObject {
  const listed = ['aWSAccountIds', 'aWSAccountId'].map((key) => textsOf(fieldOf(parameters, key)));
  const actions = ['actions', 'actionNames', 'actionName'].map((key) => textsOf(fieldOf(parameters, key)));
  return { Effect: 'Allow', Principal: { AWS: listed.flat() }, Action: actions.flat() };
}

function isService(principal: string): boolean {
  return /^[\w-]+(\.[\w-]+)+$/.test(principal);
}
