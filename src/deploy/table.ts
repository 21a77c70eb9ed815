import type { JsonObject } from '../cloudtrail/json.ts';
import { arnOf, type Resources } from './cloudformation.ts';
import type { Service } from './service.ts';

/** The logical id of the table that holds state. */
const TABLE = 'StateTable';

/** The ARN of the table that holds state: that of another region where the stack shares it, else the stack's own. */
export function tableArn({ sharedTable }: Pick<Service, 'sharedTable'>): string | JsonObject {
  return sharedTable || arnOf(TABLE);
}

/**
 * The table of src/state/dynamodb.ts. Its key is DynamoDB's own in this account, whose use CloudTrail records; a key of the
 * customer's would add a policy that can silence alerts. It goes with its stack: DynamoDB then keeps a backup for 35 days. A stack that shares another's has none.
 */
export function stateTable({ prefix, sharedTable }: Service): Resources {
  if (sharedTable) return {};
  return {
    [TABLE]: {
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: {
        TableName: `${prefix}-state`,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        SSESpecification: { SSEEnabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    },
  };
}
