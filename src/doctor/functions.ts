import {
  type EventSourceMappingConfiguration,
  type FunctionConfiguration,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { SITE_VARIABLE } from '../deploy/service.ts';
import { siteFingerprint } from '../deploy/site.ts';
import { ask, askWhether, type Probe } from './ask.ts';
import { broken, type Check, counted, fine, warning } from './check.ts';
import type { Clients } from './clients.ts';
import type { Deployment } from './deployment.ts';
import { deployCommand } from './rules.ts';
import { arnIn } from './template.ts';

/** A handler's function, and what feeds it. */
export interface SeenFunction {
  /** Of the function and of its queue alike. */
  readonly name: string;
  /** Undefined where there is none. */
  readonly configuration:
    | Pick<FunctionConfiguration, 'State' | 'StateReason' | 'LastUpdateStatus' | 'Environment'>
    | undefined;
  /** Invocations at a time that are kept for it. */
  readonly reserved: number | undefined;
  readonly mappings: readonly EventSourceMappingConfiguration[];
}

export function functionProbe({ lambda }: Clients, deployment: Deployment): Probe {
  const read = async (handler: string): Promise<SeenFunction> => {
    const name = `${deployment.prefix}-${handler}`;
    const FunctionName = name;
    const configuration = await askWhether('lambda:GetFunctionConfiguration', ['ResourceNotFoundException'], () =>
      lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
    );
    if (!configuration) return { name, configuration, reserved: undefined, mappings: [] };
    const [concurrency, { EventSourceMappings = [] }] = await Promise.all([
      ask('lambda:GetFunctionConcurrency', () => lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))),
      ask('lambda:ListEventSourceMappings', () => lambda.send(new ListEventSourceMappingsCommand({ FunctionName }))),
    ]);
    return {
      name,
      configuration,
      reserved: concurrency.ReservedConcurrentExecutions,
      mappings: EventSourceMappings,
    };
  };
  return {
    subject: 'functions',
    about: 'the functions and whether their queues feed them',
    look: async () => judgeFunctions(await Promise.all(deployment.handlers.map(read)), deployment),
  };
}

export function judgeFunctions(functions: readonly SeenFunction[], deployment: Deployment): Check[] {
  const found = [...functions.flatMap((each) => faultOf(each, deployment) ?? []), ...judgeSite(functions, deployment)];
  return found.length > 0 ? found : [fine('functions/fed', `${functions.length} functions run, fed by their queues`)];
}

/** Whether functions have the rules and settings of the files; those that were deployed by an older Trailbell do not say. */
function judgeSite(functions: readonly SeenFunction[], deployment: Deployment): Check[] {
  const fingerprint = siteFingerprint(deployment);
  const others = functions.filter(({ configuration }) => {
    const site = configuration?.Environment?.Variables?.[SITE_VARIABLE];
    return site !== undefined && site !== fingerprint;
  });
  if (others.length === 0) return [];
  const names = others.map(({ name }) => name);
  return [
    warning('functions/site', {
      text: `with other rules or settings than the files have now: ${counted(names, 'function')}`,
      mend: `${deployCommand(deployment)}, or take the files that were deployed`,
      of: names,
    }),
  ];
}

function faultOf({ name, configuration, reserved, mappings }: SeenFunction, deployment: Deployment): Check | undefined {
  const { region } = deployment;
  const mapping = mappings.find(({ EventSourceArn }) => EventSourceArn === arnIn(deployment, 'sqs', name));
  if (!configuration) {
    return broken('functions/missing', { text: `there is no function ${name}`, mend: deployCommand(deployment) });
  }
  if (configuration.State === 'Failed' || configuration.LastUpdateStatus === 'Failed') {
    return broken('functions/state', {
      text: `function ${name} does not run: ${configuration.StateReason ?? 'its last update failed'}`,
      mend: deployCommand(deployment),
    });
  }
  if (reserved === 0) {
    return broken('functions/concurrency', {
      text: `function ${name} is switched off: no invocation at a time is reserved for it`,
      mend: `aws lambda delete-function-concurrency --function-name ${name} --region ${region}`,
    });
  }
  if (!mapping) {
    return broken('functions/fed', {
      text: `nothing feeds queue ${name} to its function`,
      mend: `${deployCommand(deployment)}; where that finds nothing to do, it was deleted by hand: docs/doctor.md`,
    });
  }
  if (mapping.State === 'Disabled' || mapping.State === 'Disabling') {
    return broken('functions/fed', {
      text: `queue ${name} is not fed to its function: the mapping is disabled`,
      mend: `aws lambda update-event-source-mapping --uuid ${mapping.UUID} --enabled --region ${region}`,
    });
  }
}
