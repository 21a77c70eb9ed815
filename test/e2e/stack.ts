import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { FauxqsServer } from 'fauxqs';
import { type JsonObject, objectAt, textAt } from '../../src/cloudtrail/json.ts';
import type { Resource, Resources } from '../../src/deploy/cloudformation.ts';
import type { DynamoDbServer } from '../servers/dynamodb.ts';
import { type RoutedEvent, routeEvent, scheduledEvents } from './event-bridge.ts';
import { pollOnce } from './event-source.ts';
import { type Lambda, startLambda } from './lambda.ts';
import type { Packaged } from './package.ts';

/** A template, deployed: its queues and its table on servers, its functions as processes. */
export interface Stack {
  /** A bus gets an event, the default one if left out. Returns the logical ids of the queues that it reaches. */
  putEvent(event: JsonObject, bus?: string): Promise<string[]>;
  /** The time of all schedules comes. Returns the logical ids of the queues that they reach. */
  runSchedules(): Promise<string[]>;
  /** Puts a message on a queue as it is. */
  send(queue: string, body: string): Promise<void>;
  /** Lambda looks at a queue once. */
  poll(queue: string): Promise<{ received: number; failed: number }>;
  /** The clock of the function behind a queue goes ahead: leases run out, and waits are over. */
  skip(queue: string, milliseconds: number): Promise<void>;
  /** What the function behind a queue wrote. */
  logs(queue: string): Promise<string>;
  stop(): Promise<void>;
}

export interface Servers {
  readonly sqs: FauxqsServer;
  readonly dynamoDb: DynamoDbServer;
}

export async function deploy(
  { resources, unpack }: Packaged,
  { sqs: server, dynamoDb }: Servers,
  environment: Readonly<Record<string, string>>,
): Promise<Stack> {
  await createTables(resources, dynamoDb);
  const sqs = new SQSClient({
    endpoint: server.address,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'example', secretAccessKey: 'example' },
  });
  const urls = createQueues(resources, server);
  const url = (queue: string): string => urls.get(queue) ?? `no queue ${queue}`;
  const lambdas = new Map<string, Promise<Lambda>>();
  const lambdaBehind = (queue: string): Promise<Lambda> => {
    const running = lambdas.get(queue) ?? start(functionOf(mappingOf(queue, resources), resources));
    lambdas.set(queue, running);
    return running;
  };
  const start = async (lambda: Resource): Promise<Lambda> =>
    startLambda(lambda, await unpack(textAt(lambda.Properties, 'Code', 'S3Key') ?? ''), {
      ...variablesOf(lambda, resources),
      AWS_ENDPOINT_URL_SQS: server.address,
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
      ...environment,
    });
  const send = async (queue: string, MessageBody: string): Promise<void> => {
    await sqs.send(new SendMessageCommand({ QueueUrl: url(queue), MessageBody }));
  };
  const sendAll = async (routed: readonly RoutedEvent[]): Promise<string[]> => {
    for (const { queue, body } of routed) await send(queue, body);
    return routed.map(({ queue }) => queue);
  };
  return {
    putEvent: (event, bus) => sendAll(routeEvent(resources, event, bus)),
    runSchedules: () => sendAll(scheduledEvents(resources)),
    send,
    poll: async (queue) => {
      const eventSource = { sqs, url: url(queue), mapping: mappingOf(queue, resources) };
      return pollOnce(eventSource, await lambdaBehind(queue));
    },
    skip: async (queue, milliseconds) => (await lambdaBehind(queue)).skip(milliseconds),
    logs: async (queue) => (await lambdaBehind(queue)).logs(),
    stop: async () => {
      for (const lambda of await Promise.allSettled(lambdas.values())) {
        if (lambda.status === 'fulfilled') lambda.value.stop();
      }
      sqs.destroy();
    },
  };
}

/** Creates the queues of a template, those without dead-letter queue first, and returns their URLs by logical id. */
function createQueues(resources: Resources, server: FauxqsServer): Map<string, string> {
  const created = new Map<string, { queueUrl: string; queueArn: string }>();
  const queues = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::SQS::Queue');
  const depth = ([, { Properties }]: [string, Resource]) => Number('RedrivePolicy' in Properties);
  for (const [id, { Properties }] of queues.sort((a, b) => depth(a) - depth(b))) {
    const deadLetters = created.get(
      textAt(Properties, 'RedrivePolicy', 'deadLetterTargetArn', 'Fn::GetAtt', '0') ?? '',
    );
    const redrive = { ...objectAt(Properties, 'RedrivePolicy'), deadLetterTargetArn: deadLetters?.queueArn };
    const attributes = {
      MessageRetentionPeriod: String(Properties.MessageRetentionPeriod),
      ...(Properties.VisibilityTimeout !== undefined && { VisibilityTimeout: String(Properties.VisibilityTimeout) }),
      ...(deadLetters && { RedrivePolicy: JSON.stringify(redrive) }),
    };
    created.set(id, server.createQueue(String(Properties.QueueName), { attributes }));
  }
  return new Map([...created].map(([id, { queueUrl }]) => [id, queueUrl]));
}

async function createTables(resources: Resources, dynamoDb: DynamoDbServer): Promise<void> {
  const tables = Object.values(resources).filter(({ Type }) => Type === 'AWS::DynamoDB::Table');
  for (const { Properties } of tables) {
    const { TableName, BillingMode, AttributeDefinitions, KeySchema } = Properties;
    await dynamoDb.createTable({ TableName, BillingMode, AttributeDefinitions, KeySchema } as CreateTableCommandInput);
  }
}

/** The environment that the template gives a function; of its references there is only the ARN of a table. */
function variablesOf({ Properties }: Resource, resources: Resources): Record<string, string> {
  const variables = Object.entries(objectAt(Properties, 'Environment', 'Variables') ?? {});
  const resolve = (value: unknown): string => {
    const id = textAt(value, 'Fn::GetAtt', '0');
    const table = id && textAt(resources[id], 'Properties', 'TableName');
    return table ? `arn:aws:dynamodb:eu-central-1:000000000000:table/${table}` : String(value);
  };
  return Object.fromEntries(variables.map(([name, value]) => [name, resolve(value)]));
}

/** The event source mapping that reads a queue. */
function mappingOf(queue: string, resources: Resources): JsonObject {
  const mapping = Object.values(resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::EventSourceMapping' && textAt(Properties, 'EventSourceArn', 'Fn::GetAtt', '0') === queue,
  );
  if (!mapping) throw new Error(`nothing reads ${queue}`);
  return mapping.Properties;
}

function functionOf(mapping: JsonObject, resources: Resources): Resource {
  const lambda = resources[textAt(mapping, 'FunctionName', 'Fn::GetAtt', '0') ?? ''];
  if (!lambda) throw new Error('the event source mapping names no function');
  return lambda;
}
