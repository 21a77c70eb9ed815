import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

export interface DynamoDbServer {
  readonly url: string;
  /** What a client needs to speak to it. */
  readonly config: ReturnType<typeof clientConfig>;
  createTable(table: CreateTableCommandInput): Promise<void>;
  close(): Promise<void>;
}

/** A DynamoDB on a free port of the loopback. */
export async function startDynamoDb(): Promise<DynamoDbServer> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = clientConfig(url);
  const client = new DynamoDBClient(config);
  return {
    url,
    config,
    createTable: async (table) => {
      await client.send(new CreateTableCommand(table));
      await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: table.TableName });
    },
    close: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

function clientConfig(endpoint: string) {
  return { endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'example', secretAccessKey: 'example' } };
}
