import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { parse } from 'yaml';
import { handlerNames } from '../deploy/handlers.ts';
import type { Diagnosis } from '../doctor/index.ts';
import { PARTITION_OF } from '../lint/regions.ts';
import { nearest } from '../rule/nearest.ts';
import { type DeploymentOptions, withDeploymentOptions } from './deployment-options.ts';
import { formatDiagnosis, formatTotals } from './doctor-output.ts';
import { jsonLine } from './json-line.ts';
import { homePath, loadCommandSite } from './site.ts';
import { UsageError } from './usage.ts';

interface Options extends DeploymentOptions {
  readonly json?: true;
}

/** `trailbell doctor`: whether alerts would come, asked of the live account. */
export function doctorCommand(exit: (code: number) => void): Command {
  return withDeploymentOptions(new Command('doctor'))
    .description(
      'Look whether alerts would come: the trail, the deployed rules, queues, Slack, forwarders. It only reads.',
    )
    .option('--json', 'print one check per line as JSON on stdout')
    .addHelpText(
      'after',
      `
Each line is fine (✓), a warning (!) or broken (✗), with the command or the setting that mends it. What may not be asked is
named, and the rest goes on. The checks, and the IAM policy of the one who runs it: docs/doctor.md.

Exit code 0 if nothing is broken, 1 if something is, 2 if AWS cannot be asked or a file is invalid.

Examples:
  npx trailbell doctor --stage prod --region eu-west-1
  npx trailbell doctor --stage prod --json | jq -r 'select(.status == "broken") | "\\(.check): \\(.text)"'`,
    )
    .action(async (options: Options) => {
      const diagnosis = await ask(options);
      const { checks } = diagnosis;
      if (options.json) for (const check of checks) console.log(jsonLine(check));
      else console.log(`${formatDiagnosis(checks, process.stdout.columns)}\n`);
      (options.json ? console.error : console.log)(formatTotals(diagnosis, options.stage));
      exit(checks.some(({ status }) => status === 'broken') ? 1 : 0);
    });
}

async function ask({ stage, region }: DeploymentOptions): Promise<Diagnosis> {
  // AWS's clients take longer to load than everything else.
  const [{ diagnose }, { rules, settings }, { awsError }] = await Promise.all([
    import('../doctor/index.ts'),
    loadCommandSite({}),
    import('./deployment.ts'),
  ]);
  const service: string = parse(await readFile(homePath('serverless.yml'), 'utf8')).service;
  const wanted = {
    stage,
    ...(region && { region }),
    prefix: `${service}-${stage}`,
    handlers: await handlerNames(homePath('handlers')),
    rules: rules.filter(({ enabled }) => enabled),
    settings,
    nowMs: Date.now(),
    ...(process.env.SLACK_API_URL && { slackApiUrl: process.env.SLACK_API_URL }),
  };
  return diagnose(wanted).catch((error) => {
    // A TypeError is a fault of ours.
    if (error instanceof TypeError) throw error;
    const { message } = awsError(error);
    throw new UsageError(`${message}${region ? regionHint(region) : ''}`, { cause: error });
  });
}

/** AWS may have newer regions than we know, so they are only named once nothing answers. */
function regionHint(region: string): string {
  if (PARTITION_OF.has(region)) return '';
  const meant = nearest(region, PARTITION_OF.keys());
  return `. ${region} is no region that Trailbell knows${meant ? `; did you mean ${meant}?` : ''}`;
}
