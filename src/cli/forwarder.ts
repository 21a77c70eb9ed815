import { Command } from 'commander';
import type { Template } from '../deploy/forwarder/template.ts';
import { ParameterError } from '../deploy/parameter-error.ts';
import { loadCommandSite } from './site.ts';
import { UsageError } from './usage.ts';

interface Options {
  readonly stage: string;
  readonly hub?: string;
  readonly rules?: string;
}

/** `trailbell forwarder`: the stack that forwards events to a hub, as one template. */
export function forwarderCommand(): Command {
  return new Command('forwarder')
    .description('Print the CloudFormation template of a forwarder, for a StackSet of all accounts and regions.')
    .option('--stage <name>', 'the stage of the hub, as part of all names', 'dev')
    .option('--hub <arn>', "the ARN of the hub's bus, as the default of the parameter HubBus")
    .option('--rules <folder>', 'read rules from another folder')
    .addHelpText(
      'after',
      `
The same as serverless.forwarder.yml, without a bucket: rules on the default bus that forward what the enabled rules may
want straight to the hub, their role, and a queue for what could not be delivered. It has no code. Beside the hub itself it
makes nothing. A StackSet never reaches the management account: forward from there with serverless.forwarder.yml. Events
do not leave their partition, so each partition needs a hub.

Print and update it anew whenever rules have changed.

Examples:
  npx trailbell forwarder --stage prod > forwarder.json
  aws cloudformation create-stack-set --stack-set-name trailbell-forwarder-prod \\
    --template-body file://forwarder.json --capabilities CAPABILITY_IAM \\
    --parameters ParameterKey=HubBus,ParameterValue=arn:aws:events:us-east-1:111122223333:event-bus/trailbell-prod \\
    --permission-model SERVICE_MANAGED --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\
    --tags Key=STAGE,Value=prod
  aws cloudformation create-stack-instances --stack-set-name trailbell-forwarder-prod \\
    --deployment-targets OrganizationalUnitIds=r-examplerootid --regions us-east-1 eu-west-1 ap-southeast-2 \\
    --operation-preferences RegionConcurrencyType=PARALLEL,MaxConcurrentPercentage=100,FailureTolerancePercentage=10
  aws cloudformation update-stack-set --stack-set-name trailbell-forwarder-prod \\
    --template-body file://forwarder.json --capabilities CAPABILITY_IAM \\
    --parameters ParameterKey=HubBus,UsePreviousValue=true`,
    )
    .action(async (options: Options) => {
      console.log(toText(await compileTemplate(options)));
    });
}

async function compileTemplate({ stage, hub, rules: folder }: Options): Promise<Template> {
  const [{ coverOf }, { FORWARDER, forwarderTemplate }] = await Promise.all([
    import('../cover/index.ts'),
    import('../deploy/forwarder/template.ts'),
  ]);
  if (!/^[a-z0-9-]+$/i.test(stage)) throw new UsageError(`--stage: must be letters, digits and hyphens, is "${stage}"`);
  if (hub !== undefined) await checkHub(hub);
  const { rules } = await loadCommandSite(folder === undefined ? {} : { rules: folder });
  const cover = coverOf(rules.filter(({ enabled }) => enabled));
  return forwarderTemplate({ prefix: `${FORWARDER}-${stage}`, cover, ...(hub !== undefined && { hub }) });
}

async function checkHub(hub: string): Promise<void> {
  const { parseHubArn } = await import('../deploy/forwarder/hub-arn.ts');
  try {
    parseHubArn(hub);
  } catch (error) {
    throw error instanceof ParameterError ? new UsageError(`--${error.message}`) : error;
  }
}

/** CloudFormation takes so many bytes in a call, more of them only from a bucket. */
const MAX_BODY = 51_200;

/** Easy to read where that is short enough. */
function toText(template: Template): string {
  const pretty = JSON.stringify(template, null, 2);
  if (Buffer.byteLength(pretty) <= MAX_BODY) return pretty;
  const text = JSON.stringify(template);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BODY) {
    console.error(
      `${bytes} bytes: put the template into a bucket, and give --template-url in place of --template-body`,
    );
  }
  return text;
}
