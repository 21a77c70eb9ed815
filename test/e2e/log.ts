import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SQSClient } from '@aws-sdk/client-sqs';
import { arrayAt, type JsonObject, textAt } from '../../src/cloudtrail/json.ts';
import { findQueue } from '../../src/dead-letters/queue.ts';
import { describeStuck } from '../../src/dead-letters/stuck.ts';
import { startLogs } from '../servers/logs.ts';
import type { Deployment } from './deployment.ts';

/** What a function logged as JSON. */
export function jsonLines(log: string): JsonObject[] {
  const lines = log.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line));
}

/** Namespace, name, dimension and its value of each metric that a function wrote, in order. */
export function metricsIn(log: string): string[][] {
  return jsonLines(log).flatMap((line) =>
    arrayAt(line, '_aws', 'CloudWatchMetrics').flatMap((metrics) =>
      arrayAt(metrics, 'Metrics').map((metric) => {
        const dimension = textAt(metrics, 'Dimensions', '0', '0') ?? '';
        return [textAt(metrics, 'Namespace'), textAt(metric, 'Name'), dimension, textAt(line, dimension)].map(String);
      }),
    ),
  );
}

/** Why messages of a handler are dead, as `trailbell dlq` finds it in what its function logged. */
export async function reasonsOfDeadLetters({ aws }: Deployment, handler: string, log: string): Promise<string[]> {
  const source = `trailbell-test-${handler}`;
  const config = { region: 'eu-central-1', credentials: { accessKeyId: 'example', secretAccessKey: 'example' } };
  const sqs = new SQSClient({ ...config, endpoint: aws.address });
  const server = await startLogs({ [`/aws/lambda/${source}`]: jsonLines(log) });
  const logs = new CloudWatchLogsClient({ ...config, endpoint: server.url });
  const queue = await findQueue(sqs, { name: `${source}-dead-letters`, source });
  const stuck = queue ? await describeStuck({ sqs, logs }, queue, 10) : [];
  await server.close();
  return stuck.map(({ why }) => why);
}
