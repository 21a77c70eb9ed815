import {
  ChangeMessageVisibilityCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A message as it was received, with what SQS promises of it. */
export type Received = Message & { readonly MessageId: string; readonly ReceiptHandle: string; readonly Body: string };

/** How long messages are hidden from others while they are looked at or moved. */
const HIDDEN_SECONDS = 60;

/** Up to ten messages, hidden from others for a minute; none if the queue has none to give. */
export async function receive(sqs: SQSClient, queueUrl: string): Promise<readonly Received[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: HIDDEN_SECONDS,
      // Any wait makes SQS ask all of its servers and not a few.
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
    }),
  );
  return Messages.filter((message): message is Received => Boolean(message.MessageId && message.ReceiptHandle)).map(
    (message) => ({ ...message, Body: message.Body ?? '' }),
  );
}

/** Shows messages to others again. One that cannot be shown now shows itself within a minute. */
export async function giveBack(sqs: SQSClient, queueUrl: string, messages: Iterable<Received>): Promise<void> {
  await Promise.allSettled(
    [...messages].map(({ ReceiptHandle }) =>
      sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
    ),
  );
}

/** Looks at up to `limit` messages of a queue, or a few more, and leaves them there. */
export async function peek(sqs: SQSClient, queueUrl: string, limit: number): Promise<readonly Received[]> {
  const seen = new Map<string, Received>();
  try {
    while (seen.size < limit) {
      const fresh = (await receive(sqs, queueUrl)).filter(({ MessageId }) => !seen.has(MessageId));
      if (fresh.length === 0) break;
      for (const message of fresh) seen.set(message.MessageId, message);
    }
  } finally {
    await giveBack(sqs, queueUrl, seen.values());
  }
  return [...seen.values()];
}

/** A text attribute that its sender set. */
export function attributeOf({ MessageAttributes }: Received, name: string): string | undefined {
  return MessageAttributes?.[name]?.StringValue;
}
