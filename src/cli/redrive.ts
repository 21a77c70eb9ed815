import { MultiBar } from 'cli-progress';
import { Command } from 'commander';
import type { Moved } from '../dead-letters/move.ts';
import type { FoundQueue } from '../dead-letters/queue.ts';
import type { Deployment } from './deployment.ts';
import { type DeploymentOptions, withDeploymentOptions } from './deployment-options.ts';
import { jsonLine } from './json-line.ts';
import { firstSecond, lastSecond } from './replay-options.ts';
import { UsageError } from './usage.ts';

interface Options extends DeploymentOptions {
  readonly queue?: string;
  readonly since?: string;
  readonly until?: string;
  readonly again?: true;
  readonly json?: true;
}

/** `trailbell redrive`: sends what was stuck on its way again, or what came to a hub since some time. */
export function redriveCommand(exit: (code: number) => void): Command {
  return withDeploymentOptions(new Command('redrive'))
    .description('Send what could not be delivered on its way again, after its cause is mended.')
    .option('--queue <name>', 'only of this queue, as "trailbell dlq" names it')
    .option(
      '--since <time>',
      'instead, send again all that came to the hub since a day or time, from its archive',
      firstSecond,
    )
    .option('--until <time>', 'with --since: until a day or time, that included', lastSecond)
    .option('--again', 'with --since: even if the same span was sent again already')
    .option('--json', 'print one queue per line as JSON on stdout, or what became of the span')
    .addHelpText(
      'after',
      `
What was delivered before is not delivered twice. What fails again comes back.

With --since, EventBridge sends events again from the archive of the hub, by their own times, to the rules of now: after a
rule was mended, say. What was told in the last 30 days is not told again. It goes on where this command is interrupted;
call it once more to watch. The same span is sent once, unless --again is given or it failed.

Exit code 0 if all went, 1 if some stayed, 2 if AWS cannot be asked.

Needs sqs:GetQueueUrl, GetQueueAttributes, ReceiveMessage, DeleteMessage, ChangeMessageVisibility, SendMessage,
StartMessageMoveTask and ListMessageMoveTasks on the queues, and events:ListTargetsByRule on the rules; with --since
sqs:GetQueueUrl and GetQueueAttributes, and events:DescribeArchive, ListRules, StartReplay and DescribeReplay.

Examples:
  npx trailbell redrive --stage prod --region eu-west-1
  npx trailbell redrive --stage prod --queue trailbell-prod-undelivered
  npx trailbell redrive --stage prod --region us-east-1 --since 2026-03-14 --until 2026-03-14T12:00Z`,
    )
    .action(async (options: Options) => {
      const { since, until, again, queue } = options;
      if (since === undefined && (until ?? again) !== undefined) {
        throw new UsageError(`--${again ? 'again' : 'until'}: only together with --since`);
      }
      if (since !== undefined && queue !== undefined) throw new UsageError('--queue: not together with --since');
      // AWS's clients take longer to load than everything else.
      const { onDeployment } = await import('./deployment.ts');
      const redriven = await onDeployment(options, async (deployment) => {
        if (since === undefined) return redriveQueues(deployment, options);
        const { redriveSince } = await import('./redrive-since.ts');
        return redriveSince(deployment, { ...options, since });
      });
      console.log(redriven.text);
      exit(redriven.isDone ? 0 : 1);
    });
}

async function redriveQueues({ queues, sqs, clientsIn }: Deployment, options: Options) {
  const { redrive } = await import('../dead-letters/redrive.ts');
  const bars = new MultiBar({
    format: '{bar} {value} of about {total} · {name}',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  const results = await Promise.all(
    chosen(queues, options.queue).map(async (queue) => {
      const { name } = queue;
      const bar = bars.create(queue.messages, 0, { name });
      const onProgress = (moved: number): void => bar.update(moved);
      return { queue: name, ...(await redrive(queue, { sqs, clientsIn, onProgress })) };
    }),
  ).finally(() => bars.stop());
  const lines = results.map((result) => (options.json ? jsonLine(result) : toText(result)));
  return { text: lines.join('\n'), isDone: results.every(({ left }) => left.length === 0) };
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
