import { styleText } from 'node:util';
import { Command, InvalidArgumentError } from 'commander';
import type { StuckMessage } from '../dead-letters/stuck.ts';
import { type DeploymentOptions, deploymentArguments, withDeploymentOptions } from './deployment-options.ts';
import { jsonLine } from './json-line.ts';

interface Options extends DeploymentOptions {
  readonly limit: number;
  readonly json?: true;
}

/** `trailbell dlq`: what is stuck in the queues for what went wrong, and why. */
export function dlqCommand(exit: (code: number) => void): Command {
  return withDeploymentOptions(new Command('dlq'))
    .description('Show what could not be delivered, and why. The messages stay where they are.')
    .option('--limit <count>', 'look at so many messages of each queue', toCount, 100)
    .option('--json', 'print one message per line as JSON on stdout')
    .addHelpText(
      'after',
      `
Exit code 0 if nothing is stuck, 1 if something is, 2 if AWS cannot be asked.

Needs sqs:GetQueueUrl, GetQueueAttributes, ReceiveMessage and ChangeMessageVisibility on the queues, and
logs:FilterLogEvents on the functions' log groups, which know why.

Examples:
  npx trailbell dlq --stage prod --region eu-west-1
  npx trailbell dlq --stage prod --json | jq -r .why | sort | uniq -c`,
    )
    .action(async (options: Options) => {
      // AWS's clients take longer to load than everything else.
      const [{ onDeployment }, { describeStuck }] = await Promise.all([
        import('./deployment.ts'),
        import('../dead-letters/stuck.ts'),
      ]);
      const looks = await onDeployment(options, ({ queues, ...clients }) =>
        Promise.all(
          queues.map(async (queue) => {
            const messages = await describeStuck(clients, queue, options.limit);
            return { name: queue.name, messages, count: Math.max(queue.messages, messages.length) };
          }),
        ),
      );
      const print = options.json ? console.error : console.log;
      for (const { name, messages, count } of looks) {
        print(styleText('bold', `${name}: ${count === 0 ? 'empty' : `${count} message${count === 1 ? '' : 's'}`}`));
        if (options.json) for (const message of messages) console.log(jsonLine(message));
        else for (const line of toLines(messages)) console.log(line);
      }
      const isStuck = looks.some(({ count }) => count > 0);
      if (isStuck) print(`\nOnce the cause is mended: npx trailbell redrive ${deploymentArguments(options)}`);
      exit(isStuck ? 1 : 0);
    });
}

/** Each reason once, its messages below it. */
function toLines(messages: readonly StuckMessage[]): string[] {
  const byReason = Object.entries(Object.groupBy(messages, ({ why }) => why));
  return byReason.flatMap(([why, same = []]) => [`  ${styleText('yellow', why)}`, ...same.map(toLine)]);
}

function toLine({ sent, rule, eventName, who, account, eventTime }: StuckMessage): string {
  const what = [eventName, who && `by ${who}`, account && `in ${account}`].filter(Boolean).join(' ');
  return `    ${eventTime ?? sent}  ${rule ?? 'no rule'}  ${what || 'no event'}`;
}

function toCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return count;
}
