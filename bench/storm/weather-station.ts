import { SQSClient } from '@aws-sdk/client-sqs';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { startDynamoDb } from '../../test/servers/dynamodb.ts';
import type { HttpServer } from '../../test/servers/http.ts';
import { startParameterStore } from '../../test/servers/parameter-store.ts';
import { type SlackServer, startSlackServer } from '../../test/servers/slack.ts';
import { type Fault, startFaultProxy } from './fault-proxy.ts';
import { CHANNEL, TOKEN } from './site.ts';

/** Who decides what happens to a call. */
export interface Weather {
  slack(): Fault;
  dynamoDb(): Fault;
}

export interface WeatherStation {
  readonly slack: SlackServer;
  readonly aws: FauxqsServer;
  readonly sqs: SQSClient;
  /** What a handler needs to find all of it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Gives the bot the scope that lets it read its channel, or takes it away. */
  letRead(mayRead: boolean): void;
  close(): Promise<void>;
}

/** Every service that handlers talk to, on loopback: Slack and DynamoDB behind proxies that make the weather. */
export async function startWeatherStation(
  weather: Weather,
  { table, now }: { readonly table: string; readonly now: () => number },
): Promise<WeatherStation> {
  const aws = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-central-1' });
  for (const topic of ['machines', 'rescue']) {
    aws.createTopic(topic, { region: 'us-east-1' });
    aws.createQueue(topic, { region: 'us-east-1' });
    aws.subscribe({ topic, queue: topic, region: 'us-east-1' });
  }
  const dynamoDb = await startDynamoDb();
  await dynamoDb.createTable({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
  });
  const scopes = ['chat:write'];
  const slack = await startSlackServer({ token: TOKEN, channels: [CHANNEL], scopes, now });
  const parameters = await startParameterStore({ '/trailbell/slack-token': TOKEN });
  const slackProxy = await startFaultProxy(slack.url, () => weather.slack());
  const dynamoProxy = await startFaultProxy(dynamoDb.url, () => weather.dynamoDb());
  const servers: HttpServer[] = [slackProxy, dynamoProxy, parameters, slack, dynamoDb];
  const sqs = new SQSClient({
    endpoint: aws.address,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'example', secretAccessKey: 'example' },
  });
  return {
    slack,
    aws,
    sqs,
    environment: {
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL_SNS: aws.address,
      AWS_ENDPOINT_URL_DYNAMODB: dynamoProxy.url,
      AWS_ENDPOINT_URL_SSM: parameters.url,
      SLACK_API_URL: `${slackProxy.url}/api/`,
    },
    letRead: (mayRead) => {
      scopes.splice(1, 1, ...(mayRead ? ['channels:history'] : []));
    },
    close: async () => {
      sqs.destroy();
      for (const server of servers) await server.close();
      await aws.stop();
    },
  };
}
