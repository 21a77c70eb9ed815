import { DeleteMessageCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { giveBack, type Received, receive } from './messages.ts';
import { urlOf } from './queue.ts';

/** What became of a queue's messages. */
export interface Moved {
  readonly moved: number;
  /** Those that stayed, and why. */
  readonly left: readonly { readonly messageId?: string; readonly reason: string }[];
}

/** Where a message goes, and as what. */
export interface Address {
  /** Of the queue's region. */
  readonly sqs: SQSClient;
  /** The queue's name. */
  readonly queue: string;
  readonly body: string;
}

export interface MoveOptions {
  /** A message goes to all of these, and stays where this rejects. */
  readonly address: (message: Received) => Promise<readonly Address[]>;
  /** Told now and then how many have been moved. */
  readonly onProgress: (moved: number) => void;
}

/**
 * Moves the messages of a queue one by one: receive, send, delete. None is deleted before it is sent, so what breaks between
 * sends one twice, which its handler notices.
 */
export async function moveByHand(sqs: SQSClient, queueUrl: string, options: MoveOptions): Promise<Moved> {
  const left = new Map<string, { readonly message: Received; readonly reason: string }>();
  const urls = new Map<string, Promise<string>>();
  let moved = 0;

  const send = async (address: Address): Promise<void> => {
    const { queue, body } = address;
    const url = urls.get(queue) ?? urlOf(address.sqs, queue);
    urls.set(queue, url);
    await address.sqs.send(new SendMessageCommand({ QueueUrl: await url, MessageBody: body }));
  };
  const move = async (message: Received): Promise<void> => {
    try {
      for (const address of await options.address(message)) await send(address);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
      moved += 1;
    } catch (error) {
      left.set(message.MessageId, { message, reason: (error as Error).message });
    }
  };

  for (;;) {
    const batch = (await receive(sqs, queueUrl)).filter(({ MessageId }) => !left.has(MessageId));
    if (batch.length === 0) break;
    await Promise.all(batch.map(move));
    options.onProgress(moved);
  }
  const stayed = [...left.values()];
  await giveBack(
    sqs,
    queueUrl,
    stayed.map(({ message }) => message),
  );
  return { moved, left: stayed.map(({ message, reason }) => ({ messageId: message.MessageId, reason })) };
}
