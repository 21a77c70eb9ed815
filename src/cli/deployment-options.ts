import type { Command } from 'commander';

/** Which deployment a command looks at. */
export interface DeploymentOptions {
  readonly stage: string;
  readonly region?: string;
}

/** Adds the options that name a deployment to a command. */
export function withDeploymentOptions(command: Command): Command {
  return command
    .option('--stage <name>', 'the stage it was deployed with', 'dev')
    .option('--region <name>', 'its region; without it as for the AWS CLI (AWS_REGION, profile)');
}

/** The options as one would type them. */
export function deploymentArguments({ stage, region }: DeploymentOptions): string {
  return `--stage ${stage}${region ? ` --region ${region}` : ''}`;
}
