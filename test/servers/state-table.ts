import { dynamoStore } from '../../src/state/dynamodb.ts';
import type { Clock, Store } from '../../src/state/store.ts';
import { type DynamoDbServer, startDynamoDb } from './dynamodb.ts';

/** The table of state on a DynamoDB server on loopback. */
export interface StateTable {
  readonly name: string;
  readonly server: DynamoDbServer;
  readonly store: (now: Clock) => Store;
  readonly close: () => Promise<void>;
}

export async function startStateTable(): Promise<StateTable> {
  const name = 'trailbell-test-state';
  const server = await startDynamoDb();
  await server.createTable({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
  });
  return {
    name,
    server,
    store: (now) => dynamoStore({ table: name, now, client: server.config }),
    close: () => server.close(),
  };
}
