import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { startDynamoDb } from '../servers/dynamodb.ts';
import { type ParameterStore, startParameterStore } from '../servers/parameter-store.ts';
import { type SlackServer, startSlackServer } from '../servers/slack.ts';
import { type Packaged, packageService } from './package.ts';
import { deploy, type Stack } from './stack.ts';

export const CHANNEL = '#security-alerts';
/** Put over the working folder: settings, rules and a handler of a user. */
export const FILES = {
  'trailbell.yml': `
    destinations:
      security: { type: slack, channel: "${CHANNEL}", token-parameter: /trailbell/slack-token }
      mail: { type: sns, topic: "arn:aws:sns:us-east-1:000000000000:mail" }
      archive: { type: sns, topic: "arn:aws:sns:us-east-1:000000000000:archive", format: json }
    routes:
      - notify: [security, mail, archive]
    accounts:
      "123456789012": example-prod
  `,
  // Packaging could spoil what this pattern looks for: null, and what osls takes for a variable.
  'rules/example/queue-read.yml': `
    title: Queue read
    description: Someone read a queue.
    severity: low
    handler: queue
    read-only-events: true
    pattern:
      source: [aws.sqs]
      detail: { requestParameters: { tag: ["\${aws:username}"], attribute: [null] } }
    alert: { summary: "{identity.name} read a queue" }
    runbook: Ask them why.
  `,
  'rules/example/switched-off.yml': `
    title: Switched off
    description: Is tested, not deployed.
    severity: low
    enabled: false
    pattern: { source: [aws.sqs] }
    alert: { summary: "{identity.name} did something" }
    runbook: Ask them why.
  `,
  'handlers/queue.ts': `
    import site from 'trailbell:site';
    import { createHandler } from '../src/lambda/handler.ts';
    export const handler = createHandler('queue', site);
  `,
};

/** The service, packaged and deployed to servers on the loopback. */
export interface Deployment {
  /** Where it was packaged. */
  readonly folder: string;
  /** SQS and SNS. */
  readonly aws: FauxqsServer;
  readonly slack: SlackServer;
  readonly parameters: ParameterStore;
  readonly packaged: Packaged;
  readonly stack: Stack;
  stop(): Promise<void>;
}

/** @param params values of `--param` */
export async function startDeployment(params: Readonly<Record<string, string>> = {}): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), 'trailbell in a folder with spaces '));
  const packaged = await packageService(folder, FILES, { params });
  const aws = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-central-1' });
  for (const topic of ['mail', 'archive']) {
    aws.createTopic(topic, { region: 'us-east-1' });
    aws.createQueue(topic, { region: 'us-east-1' });
    aws.subscribe({ topic, queue: topic, region: 'us-east-1' });
  }
  const slack = await startSlackServer({ token: 'xoxb-example', channels: [CHANNEL] });
  const parameters = await startParameterStore({ '/trailbell/slack-token': 'xoxb-example' });
  const dynamoDb = await startDynamoDb();
  const environment = {
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL_SNS: aws.address,
    AWS_ENDPOINT_URL_SSM: parameters.url,
    SLACK_API_URL: slack.url,
  };
  const stack = await deploy(packaged, { sqs: aws, dynamoDb }, environment);
  return {
    ...{ folder, aws, slack, parameters, packaged, stack },
    stop: async () => {
      await stack.stop();
      await Promise.all([aws.stop(), slack.close(), parameters.close(), dynamoDb.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
