import { randomBytes } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Clock, type Item, type NextItem, StateError, type Store } from './store.ts';

/** DynamoDB refuses an item over 400 kB. */
const MAX_BYTES = 390_000;

export interface DynamoOptions {
  /** Its name, or its ARN where it stands in another region. */
  readonly table: string;
  readonly now: Clock;
  readonly client?: DynamoDBClientConfig;
}

/** A store in a DynamoDB table with the key `key` (a string) and the TTL attribute `expiresAt`. */
export function dynamoStore({ table, now, client: config }: DynamoOptions): Store {
  const [, , , region] = table.split(':');
  const name = table.slice(table.lastIndexOf('/') + 1);
  const client = new DynamoDBClient({
    ...(region && { region }),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
    ...config,
  });
  const seconds = (): number => Math.floor(now() / 1000);

  /** DynamoDB removes expired items when it finds the time, within days. */
  const live = (row: Row | undefined): Item | undefined =>
    row && Number(row.expiresAt?.N) > seconds()
      ? { data: JSON.parse(row.data?.S ?? 'null'), version: row.version?.S ?? '' }
      : undefined;

  const readRow = async (key: string): Promise<Row | undefined> => {
    const command = new GetItemCommand({ TableName: name, Key: { key: { S: key } }, ConsistentRead: true });
    try {
      return (await client.send(command)).Item;
    } catch (cause) {
      throw unavailable(table, cause);
    }
  };

  return {
    read: async (key) => live(await readRow(key)),
    write: async (key, expected, next) => {
      const row = toRow(key, next);
      const command = new PutItemCommand({
        TableName: name,
        Item: row,
        ...(expected ? unchangedSince(expected) : nothingLive(seconds())),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      let current: Row | undefined = row;
      try {
        await client.send(command);
      } catch (cause) {
        if (!(cause instanceof ConditionalCheckFailedException)) throw unavailable(table, cause);
        current = cause.Item ?? (await readRow(key));
      }
      // The client tries again when an answer is lost: then it is our own write that it finds in its way.
      const written = current?.version?.S === row.version.S;
      return written
        ? { written, item: { data: next.data, version: row.version.S } }
        : { written, current: live(current) };
    },
  };
}

type Row = Readonly<Record<string, AttributeValue>>;

/** `data` is JSON text, as a person can read it in the console, and as it takes the least room. */
function toRow(key: string, { data, expiresAtMs }: NextItem) {
  const json = JSON.stringify(data);
  const bytes = Buffer.byteLength(json);
  if (bytes > MAX_BYTES)
    throw new StateError('too-large', `the item "${key}" has ${bytes} bytes; DynamoDB takes 400 kB`);
  return {
    key: { S: key },
    version: { S: randomBytes(9).toString('base64url') },
    data: { S: json },
    expiresAt: { N: String(Math.ceil(expiresAtMs / 1000)) },
  };
}

function unchangedSince({ version }: Item) {
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': { S: version } },
  };
}

function nothingLive(seconds: number) {
  return {
    ConditionExpression: 'attribute_not_exists(#key) OR #expiresAt <= :now',
    ExpressionAttributeNames: { '#key': 'key', '#expiresAt': 'expiresAt' },
    ExpressionAttributeValues: { ':now': { N: String(seconds) } },
  };
}

function unavailable(table: string, cause: unknown): StateError {
  const { name, message } = cause as Error;
  return new StateError('unavailable', `table ${table}: ${name}: ${message}`, cause);
}
