import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { arrayAt, isObject, objectAt, textAt } from '../cloudtrail/json.ts';
import { callName } from './call-name.ts';
import { fieldOf } from './policy-document.ts';
import { PERMISSIONS } from './policy-permissions.ts';

/**
 * Request parameters that hold the policy, by call (as `callName` has it), in any case. Read from the service models of botocore
 * 1.43.107; CloudTrail writes the parameter of PutBucketPolicy as an object under another name, and S3 Control's in an envelope.
 */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  assumeRolePolicyDocument: ['iam:CreateRole'],
  policyDocument: [
    'iam:UpdateAssumeRolePolicy iam:CreatePolicy iam:CreatePolicyVersion iam:PutUserPolicy iam:PutRolePolicy',
    'iam:PutGroupPolicy logs:PutResourcePolicy codeartifact:PutDomainPermissionsPolicy',
    'codeartifact:PutRepositoryPermissionsPolicy aps:PutResourcePolicy rekognition:PutProjectPolicy xray:PutResourcePolicy',
    'cloudfront:PutResourcePolicy networkmanager:PutResourcePolicy rum:PutResourcePolicy',
  ],
  bucketPolicy: ['s3:PutBucketPolicy'],
  'PutAccessPointPolicyRequest.Policy': ['s3:PutAccessPointPolicy'],
  'attributes.Policy': ['sqs:CreateQueue sqs:SetQueueAttributes sns:CreateTopic'],
  'policy.policy': ['glacier:SetVaultAccessPolicy'],
  policy: [
    's3:PutAccessPointPolicy s3-outposts:PutBucketPolicy s3vectors:PutVectorBucketPolicy glacier:SetVaultAccessPolicy',
    'kms:CreateKey kms:PutKeyPolicy kms:ReplicateKey backup:PutBackupVaultAccessPolicy',
    'elasticfilesystem:PutFileSystemPolicy dynamodb:PutResourcePolicy kinesis:PutResourcePolicy lambda:PutResourcePolicy',
    'events:PutPermission schemas:PutResourcePolicy acm-pca:PutPolicy cloudhsm:PutResourcePolicy codebuild:PutResourcePolicy',
    'kafka:PutClusterPolicy oam:PutSinkPolicy osis:PutResourcePolicy redshift:PutResourcePolicy ssm:PutResourcePolicy',
    'redshift-serverless:PutResourcePolicy ses:PutIdentityPolicy ses:CreateEmailIdentityPolicy ses:UpdateEmailIdentityPolicy',
    'vpc-lattice:PutAuthPolicy vpc-lattice:PutResourcePolicy mediastore:PutContainerPolicy imagebuilder:PutImagePolicy',
    'imagebuilder:PutComponentPolicy imagebuilder:PutImageRecipePolicy imagebuilder:PutContainerRecipePolicy',
    'apigateway:CreateRestApi dsql:CreateCluster dsql:PutClusterPolicy bedrock-agentcore:PutResourcePolicy',
    'payment-cryptography:PutResourcePolicy network-firewall:PutResourcePolicy',
  ],
  'createRestApiInput.policy': ['apigateway:CreateRestApi'],
  resourcePolicy: [
    'secretsmanager:PutResourcePolicy cloudtrail:PutResourcePolicy dynamodb:CreateTable bedrock:PutResourcePolicy',
    's3tables:PutTableBucketPolicy s3tables:PutTablePolicy comprehend:PutResourcePolicy sagemaker:PutModelPackageGroupPolicy',
  ],
  policyText: ['ecr:SetRepositoryPolicy ecr:PutRegistryPolicy'],
  accessPolicies: [
    'es:CreateDomain es:UpdateDomainConfig es:CreateElasticsearchDomain es:UpdateElasticsearchDomainConfig',
    'cloudsearch:UpdateServiceAccessPolicies',
  ],
  accessPolicy: ['logs:PutDestinationPolicy'],
  policyInJson: ['glue:PutResourcePolicy'],
  inlinePolicy: ['sso:PutInlinePolicyToPermissionSet'],
};

const PLACES = new Map<string, string[]>();
for (const [path, lines] of Object.entries(PARAMETERS)) {
  for (const call of lines.flatMap((line) => line.split(' '))) PLACES.set(call, [...(PLACES.get(call) ?? []), path]);
}

/** Calls that write one of several things, of which the policy is one. */
const CHOICES: Readonly<Record<string, (parameters: object) => unknown>> = {
  'sns:SetTopicAttributes': (parameters) =>
    textAt(parameters, 'attributeName') === 'Policy' ? textAt(parameters, 'attributeValue') : undefined,
  'apigateway:UpdateRestApi': (parameters) =>
    [...arrayAt(parameters, 'patchOperations'), ...arrayAt(parameters, 'updateRestApiInput', 'patchOperations')]
      .filter((operation) => textAt(operation, 'path') === '/policy')
      .map((operation) => textAt(operation, 'value'))
      .find(Boolean),
};

/** What a call writes as a policy: a document, or that there must be one which is not in the record. */
export type PolicyWrite = { readonly document: unknown } | 'not recorded';

/**
 * The policy that a call writes, from its record as CloudTrail wrote it: redaction cuts long texts, and a text in a policy could be made
 * to look like a secret that runs to its end. Undefined for calls that write none.
 */
export function policyWrittenBy(record: CloudTrailRecord): PolicyWrite | undefined {
  const call = callName(record);
  const places = PLACES.get(call) ?? [];
  const choose = Object.hasOwn(CHOICES, call) ? CHOICES[call] : undefined;
  const grant = Object.hasOwn(PERMISSIONS, call) ? PERMISSIONS[call] : undefined;
  if (places.length === 0 && choose === undefined && grant === undefined) return undefined;
  const parameters = objectAt(record, 'requestParameters') ?? {};
  // CloudTrail leaves out parameters of more than 100 kB; blanks do not count towards the size of a policy.
  if (parameters.omitted === true) return 'not recorded';
  const written = places.map((path) => valueUnder(parameters, path)).find(isWritten) ?? choose?.(parameters);
  if (isWritten(written)) return { document: written };
  const statement = grant?.(parameters);
  return statement === undefined ? undefined : { document: { Statement: [statement] } };
}

function valueUnder(parameters: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (isObject(value) ? fieldOf(value, key) : undefined), parameters);
}

/** An empty text takes a policy away. */
function isWritten(value: unknown): boolean {
  return isObject(value) ? Object.keys(value).length > 0 : typeof value === 'string' && value.trim() !== '';
}
