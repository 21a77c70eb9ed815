import { readFile } from 'node:fs/promises';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { parse } from 'yaml';
import { type FoundQueue, findQueue, stuckQueues } from '../dead-letters/queue.ts';
import type { Clients } from '../dead-letters/undelivered.ts';
import { FORWARDER } from '../deploy/forwarder/template.ts';
import { handlerNames } from '../deploy/handlers.ts';
import { remember } from '../remember.ts';
import type { DeploymentOptions } from './deployment-options.ts';
import { homePath } from './site.ts';
import { UsageError } from './usage.ts';

/** More than AWS has. */
const MOST_REGIONS = 100;

/** A deployment in AWS: its queues for what went wrong, and clients to look after them. */
export interface Deployment {
  /** What the names of its resources begin with. */
  readonly prefix: string;
  readonly region: string;
  readonly sqs: SQSClient;
  readonly logs: CloudWatchLogsClient;
  readonly events: EventBridgeClient;
  readonly queues: readonly FoundQueue[];
  /** Clients of any region. */
  readonly clientsIn: (region: string) => Clients;
}

/** Finds a deployment and works on it. @throws UsageError where there is none, or AWS refuses or cannot be asked */
export async function onDeployment<T>(
  { stage, region }: DeploymentOptions,
  work: (deployment: Deployment) => Promise<T>,
): Promise<T> {
  const config = { maxAttempts: 3, ...(region && { region }) };
  const { sqs, events } = clients(config);
  try {
    const prefix = `${parse(await readFile(homePath('serverless.yml'), 'utf8')).service}-${stage}`;
    const named = stuckQueues(prefix, await handlerNames(homePath('handlers')), `${FORWARDER}-${stage}`);
    const found = await Promise.all(named.map((queue) => findQueue(sqs, queue)));
    const queues = found.filter((queue) => queue !== undefined);
    const place = { prefix, region: await sqs.config.region() };
    if (queues.length === 0) {
      throw new UsageError(`${place.region} has no queue ${named[0]?.name}: is the stage deployed there?`);
    }
    const clientsIn = remember((name) => clients({ ...config, region: name }), MOST_REGIONS);
    return await work({ ...place, sqs, queues, events, clientsIn, logs: new CloudWatchLogsClient(config) });
  } catch (error) {
    // A TypeError is a fault of ours.
    if (error instanceof UsageError || error instanceof TypeError) throw error;
    throw awsError(error as Error);
  }
}

function clients(config: SQSClientConfig & EventBridgeClientConfig): Clients {
  // Else the host of a queue's URL would win over an endpoint that the person has set.
  return { sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }), events: new EventBridgeClient(config) };
}

/** What AWS says to whoever cannot ask it anything, with the way out. */
export function awsError(error: Error): UsageError {
  if ('$metadata' in error && '$fault' in error) {
    return new UsageError(`AWS refused to answer: ${error.name}: ${error.message}`, { cause: error });
  }
  return new UsageError(
    `AWS could not be asked: ${error.message}. Set credentials and a region as for the AWS CLI (AWS_PROFILE, AWS_REGION)`,
    { cause: error },
  );
}
