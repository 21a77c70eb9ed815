import { Command } from 'commander';
import { addReplayOptions, type ReplayOptions } from './replay-options.ts';
import { runReplay } from './replay-run.ts';
import { homePath } from './site.ts';

/** `trailbell replay`: the rules over log files, with a terminal in place of Slack. */
export function replayCommand(exit: (code: number) => void): Command {
  const command = new Command('replay')
    .description('Run the rules over CloudTrail log files and show the alerts as Slack would.')
    .argument(
      '[path...]',
      'files, folders, s3://bucket/prefix, or - for stdin: logs from S3 (.json.gz), EventBridge events, JSON Lines',
      [homePath('events')],
    );
  return addReplayOptions(command)
    .addHelpText(
      'after',
      `
Without a path, Trailbell's own sample events are replayed.

Examples:
  npx trailbell replay
  npx trailbell replay ~/logs/AWSLogs/123456789012/CloudTrail
  npx trailbell replay --since 2026-03-01 --region eu-west-1 s3://example-trail/AWSLogs/123456789012/
  npx trailbell replay --json logs/ | jq -r .summary
  npx trailbell replay --rules my-rules logs/2026/03/14/*.json.gz
  npx trailbell replay --summary --report replay.html logs/
  npx trailbell replay --compare git:main logs/`,
    )
    .action(async (paths: string[], options: ReplayOptions) => {
      exit(await runReplay(paths, options));
    });
}
