import type { JsonObject } from '../../cloudtrail/json.ts';
import { refusePlainHttp } from '../cloudformation.ts';
import { bucketArn } from './names.ts';

/** Properties of a bucket that nobody can open to the public, nor own a file of. */
export const CLOSED_BUCKET = {
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  },
  OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
};

export function encryption(ServerSideEncryptionByDefault: JsonObject): JsonObject {
  return { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault }] };
}

/** Statements that keep calls to a bucket of `bucketName` off unencrypted connections. */
export function refuseToBucket(prefix: string, suffix: string): JsonObject[] {
  return ['', '/*'].map((objects) => refusePlainHttp('s3:*', bucketArn(prefix, suffix, objects)));
}
