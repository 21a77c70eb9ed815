import type { JsonObject } from '../cloudtrail/json.ts';

export interface Resource {
  readonly Type: string;
  /** Name of a condition of the template, without which the resource is not made. */
  readonly Condition?: string;
  /** Logical ids of what must stand before it though it does not refer to them. */
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: 'Delete' | 'Retain' | 'RetainExceptOnCreate';
  readonly UpdateReplacePolicy?: 'Delete' | 'Retain';
  /** JSON with intrinsic functions among it. */
  readonly Properties: JsonObject;
}

/** Resources by logical id. */
export type Resources = { readonly [logicalId: string]: Resource };

/**
 * What is kept where a stack is removed. After a first deployment that failed nothing is: a bucket would stand in the way of
 * the next.
 */
export const KEPT = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' } as const;

/** A logical id of the words of some texts: `('sign-in', 'queue')` gives `SignInQueue`. */
export function logicalId(...texts: readonly string[]): string {
  const words = texts.flatMap((text) => text.match(/[A-Za-z0-9]+/g) ?? []);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** The ARN of a resource of the same template. */
export function arnOf(id: string): JsonObject {
  return { 'Fn::GetAtt': [id, 'Arn'] };
}

/** An ARN in the stack's own partition, region and account, such as `arnHere('ssm', 'parameter/token')`. */
export function arnHere(service: string, resource: string): JsonObject {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}` };
}

export function policyDocument(statements: readonly JsonObject[]): JsonObject {
  return { Version: '2012-10-17', Statement: statements };
}

/** The statement of a resource's own policy that keeps calls off unencrypted connections. */
export function refusePlainHttp(action: string, resource: JsonObject): JsonObject {
  return {
    Effect: 'Deny',
    Principal: '*',
    Action: action,
    Resource: resource,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

/** The statement of a key's policy without which nobody could change or delete the key. There `*` is the key itself. */
export function leaveToAccount(): JsonObject {
  return {
    Effect: 'Allow',
    Principal: { AWS: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root` } },
    Action: 'kms:*',
    Resource: '*',
  };
}
