import type { JsonObject } from '../cloudtrail/json.ts';
import { USER_ACTIONS } from '../lookup/user.ts';
import type { Settings } from '../settings/settings.ts';

/** What a function must be allowed for the look-ups that the settings turn on. Asking who we are needs no permission. */
export function allowLookups({ iam, organizations, role }: Settings['look-ups']): readonly JsonObject[] {
  return [
    // Users stand under paths, roles in accounts that nobody lists, and the ARN of an account in its management account.
    ...(iam ? [allow(USER_ACTIONS, `iam::\${AWS::AccountId}:user/*`)] : []),
    ...(role ? [allow('sts:AssumeRole', `iam::*:role/${role}`)] : []),
    ...(organizations ? [allow('organizations:DescribeAccount', 'organizations::*:account/*')] : []),
  ];
}

function allow(Action: string | readonly string[], resource: string): JsonObject {
  return { Effect: 'Allow', Action, Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:${resource}` } };
}
