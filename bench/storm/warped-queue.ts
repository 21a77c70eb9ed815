import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { FauxqsServer } from 'fauxqs';
import { type HttpServer, sendJson, startHttpServer } from '../../test/servers/http.ts';
import type { WarpedClock } from './clock.ts';

/** As long as a test may take: nothing becomes visible by itself, only as the warped clock says. */
const FOREVER_SECONDS = '40000';

/** A queue with a dead-letter queue, in which waiting takes a fraction of the time. */
export interface WarpedQueue {
  readonly arn: string;
  /** For handlers: takes their calls to hide messages. */
  readonly endpoint: HttpServer;
  send(body: string): Promise<void>;
  receive(): Promise<Message[]>;
  /** A message was handled. */
  delete(message: Message): Promise<void>;
  /** Nobody hid a message that failed: it stays away for the queue's visibility timeout. */
  leave(message: Message): void;
  /** Messages that are neither handled nor dead. */
  pending(): number;
  dead(): number;
  /** Moves the dead ones back; returns how many there were. */
  redrive(): Promise<number>;
}

export interface QueueOptions {
  readonly visibilitySeconds: number;
  readonly maxReceiveCount: number;
  readonly clock: WarpedClock;
}

export async function createWarpedQueue(
  aws: FauxqsServer,
  sqs: SQSClient,
  options: QueueOptions,
): Promise<WarpedQueue> {
  const deadLetters = aws.createQueue('dead-letters');
  const queue = aws.createQueue('alerts', {
    attributes: {
      VisibilityTimeout: FOREVER_SECONDS,
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: deadLetters.queueArn,
        maxReceiveCount: options.maxReceiveCount,
      }),
    },
  });
  const QueueUrl = queue.queueUrl;
  /** By receipt handle, each hidden once: what the handler asked for goes before the queue's own timeout. */
  const scheduled = new Set<string>();

  const showAfter = (seconds: number, ReceiptHandle: string): void => {
    if (scheduled.has(ReceiptHandle)) return;
    scheduled.add(ReceiptHandle);
    setTimeout(
      () => void sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
      (seconds * 1000) / options.clock.warp,
    );
  };

  const endpoint = await startHttpServer((request, body, response) => {
    const input = JSON.parse(body) as { ReceiptHandle?: string; VisibilityTimeout?: number };
    if (request.headers['x-amz-target'] === 'AmazonSQS.GetQueueUrl')
      return sendJson(response, 200, { QueueUrl: `${endpoint.url}/alerts` });
    if (input.ReceiptHandle) showAfter(input.VisibilityTimeout ?? 0, input.ReceiptHandle);
    sendJson(response, 200, {});
  });

  const count = (name: string): number => {
    const { messages } = aws.inspectQueue(name) ?? { messages: { ready: [], delayed: [], inflight: [] } };
    return messages.ready.length + messages.delayed.length + messages.inflight.length;
  };
  const send = async (MessageBody: string): Promise<void> => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  };
  return {
    arn: queue.queueArn,
    endpoint,
    send,
    receive: async () => {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      });
      return (await sqs.send(command)).Messages ?? [];
    },
    delete: async ({ ReceiptHandle }) => {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    },
    leave: ({ ReceiptHandle = '' }) => showAfter(options.visibilitySeconds, ReceiptHandle),
    pending: () => count('alerts'),
    dead: () => count('dead-letters'),
    redrive: () => drain(sqs, deadLetters.queueUrl, send),
  };
}

/** Takes everything out of a queue; returns how many messages there were. */
export async function drain(
  sqs: SQSClient,
  QueueUrl: string,
  take: (body: string) => Promise<void> | void,
): Promise<number> {
  let count = 0;
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return count;
    for (const { Body = '', ReceiptHandle } of Messages) {
      await take(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      count += 1;
    }
  }
}
