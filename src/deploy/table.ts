import type { Resources } from './cloudformation.ts';

/** The logical id of the table that holds state. */
export const TABLE = 'StateTable';

/**
 * The table of src/state/dynamodb.ts. Its key is DynamoDB's own in this account, whose use CloudTrail records; a key of the
 * customer's would add a policy that can silence alerts. It goes with its stack: DynamoDB then keeps a backup for 35 days.
 */
export function stateTable(prefix: string): Resources {
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
