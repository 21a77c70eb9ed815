import { styleText } from 'node:util';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import type { TestReport } from '../send-test/send-test.ts';
import type { Step } from '../send-test/steps.ts';
import type { Trace } from '../send-test/trace.ts';
import type { Deployment } from './deployment.ts';
import { type DeploymentOptions, deploymentArguments, withDeploymentOptions } from './deployment-options.ts';
import { jsonLine } from './json-line.ts';
import { UsageError } from './usage.ts';

interface Options extends DeploymentOptions {
  readonly from?: string;
  readonly timeout: number;
  readonly json?: true;
}

/** `trailbell send-test`: one harmless event the whole way, and how long each step took. */
export function sendTestCommand(exit: (code: number) => void): Command {
  return withDeploymentOptions(new Command('send-test'))
    .description('Send one harmless event the whole way into your channel, and say how long each step took.')
    .option('--from <region>', 'put it on the default bus of this region, which forwards to the hub')
    .option('--timeout <seconds>', 'how long to wait for it', toSeconds, 60)
    .option('--json', 'print what became of it as one line of JSON on stdout')
    .addHelpText(
      'after',
      `
It meets the rule self/send-test, and is told where that rule's alerts go. Each test is a new message. Where it does not
arrive, the step at which it was lost is named, with the way out. The log that says so comes some seconds late; the times
are those of the steps.

Exit code 0 if all its destinations have it, 1 if it was lost or not told, 2 if AWS cannot be asked.

Needs sts:GetCallerIdentity, events:DescribeEventBus and PutEvents on the bus, sqs:GetQueueUrl and GetQueueAttributes on
the queues, and logs:FilterLogEvents on the function's log group; to find out where a test was lost also
events:DescribeRule, and sqs:ReceiveMessage and ChangeMessageVisibility on the queue for what is undelivered.

Examples:
  npx trailbell send-test --stage prod --region eu-west-1
  npx trailbell send-test --stage prod --region us-east-1 --from eu-west-1
  npx trailbell send-test --stage prod --json | jq -r '.steps[] | "\\(.ms) \\(.text)"'`,
    )
    .action(async (options: Options) => {
      // AWS's clients take longer to load than everything else.
      const { onDeployment } = await import('./deployment.ts');
      const report = await onDeployment(options, (deployment) => send(options, deployment));
      console.log(options.json ? jsonLine(report) : toText(report));
      exit(report.lost ? 1 : 0);
    });
}

async function send(options: Options, deployment: Deployment): Promise<TestReport> {
  const [{ NoHubError, sendTest }, { GetCallerIdentityCommand, STSClient }, { EventBridgeClient }] = await Promise.all([
    import('../send-test/send-test.ts'),
    import('@aws-sdk/client-sts'),
    import('@aws-sdk/client-eventbridge'),
  ]);
  const { region } = deployment;
  const { from, timeout: timeoutSeconds, stage } = options;
  const sts = new STSClient({ region, maxAttempts: 3 });
  const { Arn = '', Account = '', UserId = '' } = await sts.send(new GetCallerIdentityCommand());
  const bar = new SingleBar({
    format: '{bar} {value} of {total} s · {news}',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(timeoutSeconds, 0, { news: newsOf() });
  try {
    return await sendTest(deployment, {
      ...{ caller: { arn: Arn, account: Account, userId: UserId }, stage, timeoutSeconds },
      ...deployment,
      ...(from && { from: { region: from, events: new EventBridgeClient({ region: from, maxAttempts: 3 }) } }),
      deployment: deploymentArguments({ stage, region }),
      onProgress: (seconds, trace) => bar.update(Math.round(seconds), { news: newsOf(trace) }),
    });
  } catch (error) {
    throw error instanceof NoHubError ? new UsageError(error.message) : error;
  } finally {
    bar.stop();
  }
}

function newsOf({ failure, told = [], beganMs }: Partial<Trace> = {}): string {
  if (failure) return `attempt ${failure.attempt} failed, waiting for the next: ${failure.why}`;
  if (beganMs === undefined && told.length === 0) return 'the log says nothing of it yet';
  return `told to ${told.map(({ destination }) => destination).join(', ') || 'nobody yet'}`;
}

function toText({ eventID, by, region, bus, steps, ms, lost }: TestReport): string {
  const end =
    lost === undefined
      ? [`It arrived ${seconds(ms ?? 0)} after it was sent.`]
      : [`Lost ${PLACES[lost.step]}: ${lost.why}`, `Way out: ${lost.mend}`];
  return [
    styleText('bold', `Test ${eventID} by ${by}, on bus ${bus} of ${region}`),
    ...steps.map(toLine),
    '',
    ...end.map((line) => (lost ? styleText('red', line) : styleText('green', line))),
  ].join('\n');
}

/** Where a test is lost that did not make a step. */
const PLACES: Readonly<Record<Step['step'], string>> = {
  taken: 'before EventBridge',
  queued: 'between EventBridge and the queue',
  began: 'between the queue and the function',
  told: 'between the function and its destinations',
};

function toLine({ text, ms }: Step): string {
  // Within the first step of EventBridge only this computer's clock can be wrong.
  return ms === undefined
    ? `         ?  ${text} (this computer's clock is ahead of AWS's)`
    : `${seconds(ms).padStart(10)}  ${text}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function toSeconds(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new InvalidArgumentError('It must be a whole number of seconds from 1.');
  return count;
}
