import { setTimeout as pause } from 'node:timers/promises';
import type { Message } from '@aws-sdk/client-sqs';
import { arrayAt, objectAt, textAt } from '../../src/cloudtrail/json.ts';
import { type Lambda, startLambda } from '../../test/e2e/lambda.ts';
import type { Packaged } from '../../test/e2e/package.ts';
import type { WarpedClock } from './clock.ts';
import type { WarpedQueue } from './warped-queue.ts';

/** Several instances of one function at work on a queue. */
export interface Fleet {
  /** Milliseconds that handlers took for each message since this was asked last: a batch's time by its size. */
  takeTimes(): number[];
  /** Resolves when no instance is at work any more. */
  stop(): Promise<void>;
}

export interface FleetOptions {
  readonly packaged: Packaged;
  readonly queue: WarpedQueue;
  readonly size: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: WarpedClock;
  /** After how many milliseconds the handler of the next batch dies; undefined: it lives. */
  readonly chanceOfDeath: () => number | undefined;
}

const FUNCTION = 'handlers/api-call.handler';
/** The table is made for the storm; the template knows it by reference only. */
export const STATE_TABLE = 'trailbell-test-state';
const WARP_MODULE = new URL('./warp.mjs', import.meta.url).href;

/** Starts the instances. A killed one is started again; its batch stays away for the queue's visibility timeout. */
export async function startFleet({
  packaged,
  queue,
  size,
  environment,
  clock,
  chanceOfDeath,
}: FleetOptions): Promise<Fleet> {
  const lambda = Object.values(packaged.resources).find(
    ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && textAt(Properties, 'Handler') === FUNCTION,
  );
  if (!lambda) throw new Error(`the template has no function ${FUNCTION}`);
  const root = await packaged.unpack(textAt(lambda.Properties, 'Code', 'S3Key') ?? '');
  const settings = objectAt(lambda.Properties, 'Environment', 'Variables') as Readonly<Record<string, string>>;
  const start = (): Promise<Lambda> =>
    startLambda(lambda, root, {
      ...settings,
      ...environment,
      TRAILBELL_STATE_TABLE: STATE_TABLE,
      POWERTOOLS_LOG_LEVEL: 'CRITICAL',
      NODE_OPTIONS: `--import=${WARP_MODULE}`,
      ...clock.environment,
    });

  let stopped = false;
  let times: number[] = [];
  const work = async (): Promise<void> => {
    let instance = await start();
    while (!stopped) {
      const messages = await queue.receive();
      if (messages.length === 0) {
        await pause(50);
        continue;
      }
      const deathMs = chanceOfDeath();
      const death = deathMs === undefined ? undefined : setTimeout(() => instance.stop(), deathMs);
      const invokedMs = performance.now();
      try {
        const response = await instance.invoke({ Records: messages.map((message) => toRecord(message, queue.arn)) });
        times.push(...messages.map(() => (performance.now() - invokedMs) / messages.length));
        await settle(queue, messages, response);
      } catch {
        for (const message of messages) queue.leave(message);
        instance.stop();
        instance = await start();
      } finally {
        clearTimeout(death);
      }
    }
    instance.stop();
  };
  const workers = Array.from({ length: size }, work);
  for (const worker of workers) {
    worker.catch((error) => {
      console.error(error);
      process.exit(1);
    });
  }
  return {
    takeTimes: () => {
      const taken = times;
      times = [];
      return taken;
    },
    stop: async () => {
      stopped = true;
      await Promise.all(workers);
    },
  };
}

async function settle(queue: WarpedQueue, messages: readonly Message[], response: unknown): Promise<void> {
  const failed = new Set(arrayAt(response, 'batchItemFailures').map((item) => textAt(item, 'itemIdentifier')));
  for (const message of messages) {
    if (failed.has(message.MessageId)) queue.leave(message);
    else await queue.delete(message);
  }
}

function toRecord({ MessageId, ReceiptHandle, Body, Attributes }: Message, queueArn: string) {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: 'eu-central-1',
  };
}
