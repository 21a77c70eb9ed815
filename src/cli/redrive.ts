import { MultiBar } from 'cli-progress';
import { Command } from 'commander';
import type { Moved } from '../dead-letters/move.ts';
import type { FoundQueue } from '../dead-letters/queue.ts';
import { type DeploymentOptions, withDeploymentOptions } from './deployment-options.ts';
import { UsageError } from './usage.ts';

interface Options extends DeploymentOptions {
  readonly queue?: string;
  readonly json?: true;
}

/** `trailbell redrive`: sends what was stuck on its way again. */
export function redriveCommand(exit: (code: number) => void): Command {
  return withDeploymentOptions(new Command('redrive'))
    .description('Send what could not be delivered on its way again, after its cause is mended.')
    .option('--queue <name>', 'only of this queue, as "trailbell dlq" names it')
    .option('--json', 'print one queue per line as JSON on stdout')
    .addHelpText(
      'after',
      `
What was delivered before is not delivered twice. What fails again comes back.
Exit code 0 if all messages went, 1 if some stayed, 2 if AWS cannot be asked.

Needs sqs:GetQueueUrl, GetQueueAttributes, ReceiveMessage, DeleteMessage, ChangeMessageVisibility, SendMessage,
StartMessageMoveTask and ListMessageMoveTasks on the queues, and events:ListTargetsByRule on the rules.

Examples:
  npx trailbell redrive --stage prod --region eu-west-1
  npx trailbell redrive --stage prod --queue trailbell-prod-undelivered`,
    )
    .action(async (options: Options) => {
      // AWS's clients take longer to load than everything else.
      const [{ onDeployment }, { redrive }] = await Promise.all([
        import('./deployment.ts'),
        import('../dead-letters/redrive.ts'),
      ]);
      const bars = new MultiBar({
        format: '{bar} {value} of about {total} · {name}',
        stream: process.stderr,
        clearOnComplete: true,
        hideCursor: true,
      });
      const results = await onDeployment(options, ({ queues, sqs, events }) =>
        Promise.all(
          chosen(queues, options.queue).map(async (queue) => {
            const { name } = queue;
            const bar = bars.create(queue.messages, 0, { name });
            const onProgress = (moved: number): void => bar.update(moved);
            return { queue: name, ...(await redrive(queue, { sqs, events, onProgress })) };
          }),
        ),
      ).finally(() => bars.stop());
      for (const result of results) console.log(options.json ? JSON.stringify(result) : toText(result));
      exit(results.some(({ left }) => left.length > 0) ? 1 : 0);
    });
}

function toText({ queue, moved, left }: Moved & { readonly queue: string }): string {
  const stayed = left.map(({ messageId, reason }) => `  ${messageId ? `${messageId} ` : ''}stayed: ${reason}`);
  return [`${queue}: ${moved} moved`, ...stayed].join('\n');
}

function chosen(queues: readonly FoundQueue[], name: string | undefined): readonly FoundQueue[] {
  if (name === undefined) return queues;
  const queue = queues.find((each) => each.name === name);
  if (!queue) throw new UsageError(`no queue ${name}; there are ${queues.map((each) => each.name).join(', ')}`);
  return [queue];
}
