import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { needsOf, type Partition, REGIONS, toSubject } from '../lint/index.ts';
import type { Rule } from '../rule/rule.ts';
import type { Settings } from '../settings/settings.ts';
import { AskError, examine, type Probe } from './ask.ts';
import { type Check, duration, warning } from './check.ts';
import { openClients } from './clients.ts';
import { destinationProbes, operationsProbe } from './destinations.ts';
import type { SeenRule } from './event-rules.ts';
import { forwarderProbe } from './forwarders.ts';
import { functionProbe } from './functions.ts';
import { heartbeatProbes } from './heartbeat.ts';
import { findHub, hubProbes, SOME_HUB } from './hub.ts';
import { queueProbe } from './queues.ts';
import { quotaProbes } from './quotas.ts';
import { ruleProbe, rulesOfStage } from './rules.ts';
import { slackProbes } from './slack.ts';
import { deploymentOf } from './template.ts';
import { trailProbes } from './trail.ts';

/** Beyond that AWS takes no signature, if nobody corrects for it as the SDK does. */
const MOST_SKEW_MS = 5 * 60_000;

/** What the files want, and where it should be. */
export interface Wanted {
  readonly stage: string;
  readonly region?: string;
  readonly prefix: string;
  readonly handlers: readonly string[];
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly nowMs: number;
  /** Another Slack API, in tests. */
  readonly slackApiUrl?: string;
}

export interface Diagnosis {
  readonly account: string;
  readonly region: string;
  readonly checks: readonly Check[];
}

/** Looks at everything in the live account, and changes nothing. @throws whatever AWS says to who asks who they are */
export async function diagnose({ region, slackApiUrl, ...wanted }: Wanted): Promise<Diagnosis> {
  const sts = new STSClient({ maxAttempts: 3, ...(region && { region }) });
  const { Account: account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand());
  // The SDK tells AWS's clock from the answer, and signs by it.
  const skewMs = sts.config.systemClockOffset;
  const clients = openClients(await sts.config.region());
  const hub = await findHub(clients, wanted.prefix).catch(asAnswer);
  const subjects = wanted.rules.map(toSubject);
  const partition = partitionOf(Arn);
  const deployment = deploymentOf({
    ...wanted,
    ...{ account, partition, subjects },
    nowMs: wanted.nowMs + skewMs,
    region: await sts.config.region(),
    needs: needsOf(subjects, { partition }),
    ...(hub && !(hub instanceof AskError) && { hub: SOME_HUB }),
  });
  const rules = rulesOfStage(clients, deployment);
  const ofStage = [
    ruleProbe(rules, deployment),
    ...(hub && !(hub instanceof AskError) ? hubProbes(clients, hub, deployment) : []),
    forwarderProbe(clients, deployment),
    ...whereDeployed(rules, [
      queueProbe(clients, deployment),
      functionProbe(clients, deployment),
      ...heartbeatProbes(clients, deployment),
    ]),
  ];
  const checks = await examine([
    ...trailProbes(clients, deployment),
    // Which rules should hang where is known to those only who know whether there is a hub.
    ...(hub instanceof AskError ? ofStage.map((probe) => ({ ...probe, look: () => Promise.reject(hub) })) : ofStage),
    ...slackProbes(clients, deployment, slackApiUrl),
    ...destinationProbes(clients, deployment),
    ...whereDeployed(rules, [operationsProbe(clients, deployment)]),
    ...quotaProbes(clients, deployment),
  ]);
  return { account, region: deployment.region, checks: [...judgeClock(skewMs), ...checks] };
}

function judgeClock(skewMs: number): Check[] {
  if (Math.abs(skewMs) < MOST_SKEW_MS) return [];
  const text = `the clock of this machine is ${duration(Math.abs(skewMs))} ${skewMs > 0 ? 'slow' : 'fast'}; times here are by AWS's clock`;
  return [
    warning('clock/skew', { text, mend: 'set it, best by NTP: AWS refuses calls of other tools that are signed so' }),
  ];
}

function partitionOf(arn: string): Partition {
  const name = arn.split(':')[1] ?? '';
  return name in REGIONS ? (name as Partition) : 'aws';
}

/** Probes that have nothing to look at where no rule of the stage is. */
function whereDeployed(rules: () => Promise<readonly SeenRule[]>, probes: readonly Probe[]): readonly Probe[] {
  const isDeployed = (): Promise<boolean> =>
    rules().then(
      ({ length }) => length > 0,
      () => true,
    );
  return probes.map((probe) => ({ ...probe, look: async () => ((await isDeployed()) ? probe.look() : []) }));
}

function asAnswer(error: unknown): AskError {
  if (error instanceof AskError) return error;
  throw error;
}
