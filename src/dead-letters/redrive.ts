import { setTimeout as pause } from 'node:timers/promises';
import { ListMessageMoveTasksCommand, type SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { type Moved, type MoveOptions, moveByHand } from './move.ts';
import type { FoundQueue } from './queue.ts';
import { type Clients, rebuilder } from './undelivered.ts';

export interface RedriveOptions extends Pick<MoveOptions, 'onProgress'> {
  /** Of the queue's region. */
  readonly sqs: SQSClient;
  /** Clients of the region of a rule or a bus: that of a hub is another than that of its forwarders. */
  readonly clientsIn: (region: string) => Clients;
}

const LOOK_EVERY_MS = 1_000;

/** Moves the messages of a queue back to where they failed; those of EventBridge to where they never came. */
export async function redrive(queue: FoundQueue, { sqs, clientsIn, onProgress }: RedriveOptions): Promise<Moved> {
  const { source } = queue;
  // SQS itself moves messages only away from the dead-letter queue of another queue.
  if (!source) return moveByHand(sqs, queue.url, { address: rebuilder(clientsIn), onProgress });
  try {
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: queue.arn }));
  } catch (error) {
    if (!isUnknownAction(error)) throw error;
    return moveByHand(sqs, queue.url, {
      address: async ({ Body }) => [{ sqs, queue: source, body: Body }],
      onProgress,
    });
  }
  return watchTask(sqs, queue.arn, onProgress);
}

async function watchTask(sqs: SQSClient, SourceArn: string, onProgress: MoveOptions['onProgress']): Promise<Moved> {
  for (;;) {
    const { Results: [task] = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }));
    const moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
    onProgress(moved);
    if (task?.Status === 'COMPLETED') return { moved, left: [] };
    if (task?.Status !== 'RUNNING') {
      return { moved, left: [{ reason: task?.FailureReason ?? `SQS ended the move: ${task?.Status ?? 'no task'}` }] };
    }
    await pause(LOOK_EVERY_MS);
  }
}

/** Servers other than AWS's may not know the action. */
function isUnknownAction(error: unknown): boolean {
  return ['InvalidAction', 'UnknownOperationException'].includes((error as Error).name);
}
