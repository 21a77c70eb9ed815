import { FORWARDER } from '../deploy/forwarder/template.ts';
import { forwarding } from '../deploy/forwarding.ts';
import { busName } from '../deploy/hub.ts';
import { undeliveredName, undeliveredQueue } from '../deploy/queues.ts';
import { REGIONS } from '../lint/index.ts';
import { AskError, type Probe } from './ask.ts';
import { broken, type Check, commands, counted, fine, warning } from './check.ts';
import type { Clients } from './clients.ts';
import type { Deployment } from './deployment.ts';
import { DEFAULT_BUS, listRules, type SeenRule, wantedRules, withTargets } from './event-rules.ts';
import { readQueue, waiting } from './queues.ts';
import { driftsOf } from './rules.ts';
import { arnIn, filledIn } from './template.ts';

/** What stands in a region to forward its events. */
export interface SeenForwarder {
  readonly region: string;
  readonly rules: readonly SeenRule[];
  /** Events that could not be forwarded. */
  readonly undelivered: number;
}

/** How AWS answers where an account has not enabled the region. */
const NOT_ENABLED = /^(UnrecognizedClientException|InvalidClientTokenId|OptInRequired|AuthFailure)$/;

export function forwarderProbe(clients: Clients, deployment: Deployment): Probe {
  return {
    subject: 'forwarders',
    about: 'whether other regions forward their events',
    look: async () => {
      if (!deployment.hub) return judgeLoneRegion(deployment);
      const { always, optIn } = REGIONS[deployment.partition];
      const others = [...always, ...optIn].filter((region) => region !== deployment.region);
      const seen = await Promise.all(others.map((region) => readForwarder(clients, region, deployment)));
      return judgeForwarders(
        seen.filter((each) => each !== undefined),
        deployment,
      );
    },
  };
}

/** The forwarder of a region; undefined where the region is not enabled. */
async function readForwarder(
  { eventsIn, sqsIn }: Clients,
  region: string,
  deployment: Deployment,
): Promise<SeenForwarder | undefined> {
  const prefix = forwarderPrefix(deployment);
  const events = eventsIn(region);
  try {
    const rules = await withTargets(events, await listRules(events, DEFAULT_BUS, `${prefix}-`));
    const attributes = rules.length > 0 ? await readQueue(sqsIn(region), undeliveredName(prefix)) : undefined;
    return { region, rules, undelivered: attributes ? waiting({ attributes }) : 0 };
  } catch (error) {
    const isOptional = REGIONS[deployment.partition].optIn.includes(region);
    if (isOptional && error instanceof AskError && NOT_ENABLED.test((error.cause as Error).name)) return undefined;
    throw error;
  }
}

/** A deployment without a hub sees its own region alone. */
export function judgeLoneRegion(deployment: Deployment): Check[] {
  const blind = namedRegions(deployment);
  if (blind.length === 0) return [];
  return [
    warning('forwarders/regions', {
      text: `only events of ${deployment.region} are seen, though rules also need those of ${blind.join(', ')}`,
      mend: 'npx trailbell regions says which rules and why, and how to deploy a hub and forwarders',
      of: blind,
    }),
  ];
}

export function judgeForwarders(seen: readonly SeenForwarder[], deployment: Deployment): Check[] {
  const named = namedRegions(deployment);
  const without = seen.filter(({ rules }) => rules.length === 0).map(({ region }) => region);
  const there = seen.filter(({ rules }) => rules.length > 0);
  const needed = without.filter((region) => named.includes(region));
  const others = hasNeedOfAll(deployment) ? without.filter((region) => !named.includes(region)) : [];
  const drifted = there.filter((forwarder) => isDrifted(forwarder, deployment)).map(({ region }) => region);
  const stuck = there.filter(({ undelivered }) => undelivered > 0);
  const found = [
    ...(needed.length > 0
      ? [
          broken('forwarders/missing', {
            text: `no forwarder where sign-ins and global services are recorded: ${counted(needed, 'region')}`,
            mend: deployForwarders(needed, deployment),
            of: needed,
          }),
        ]
      : []),
    ...(others.length > 0
      ? [
          warning('forwarders/missing', {
            text: `nothing is seen of what happens in ${counted(others, 'region')}`,
            mend: `${deployForwarders(others, deployment)}, or a StackSet of: npx trailbell forwarder`,
            of: others,
          }),
        ]
      : []),
    ...(drifted.length > 0
      ? [
          broken('forwarders/drift', {
            text: `forwarders that do not forward all that the rules want: ${counted(drifted, 'region')}`,
            mend: deployForwarders(drifted, deployment),
            of: drifted,
          }),
        ]
      : []),
    ...(stuck.length > 0
      ? [
          broken('forwarders/undelivered', {
            text: `events that could not be forwarded to the hub: ${stuck.map(({ region, undelivered }) => `${undelivered} in ${region}`).join(', ')}`,
            mend: `${commands(regionsOf(stuck), (region) => dlq(region, deployment), dlq('<each of them>', deployment))} says why; then npx trailbell redrive`,
            of: regionsOf(stuck),
          }),
        ]
      : []),
  ];
  if (found.length > 0) return found;
  return there.length > 0 ? [fine('forwarders/regions', `${there.length} other regions forward their events`)] : [];
}

function isDrifted({ region, rules }: SeenForwarder, deployment: Deployment): boolean {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  return wantedForwarding(region, deployment).some((want) => {
    const is = byName.get(want.name);
    return !is || driftsOf(want, is).length > 0;
  });
}

function wantedForwarding(region: string, deployment: Deployment): readonly SeenRule[] {
  const name = forwarderPrefix(deployment);
  const bus = { 'Fn::Sub': hubArn(deployment) };
  const resources = {
    ...undeliveredQueue(name, []),
    ...forwarding(deployment.cover, { name, bus, id: 'Forward' }),
  };
  return wantedRules(filledIn(resources, { ...deployment, region }));
}

function forwarderPrefix({ stage }: Deployment): string {
  return `${FORWARDER}-${stage}`;
}

function hubArn(deployment: Deployment): string {
  return arnIn(deployment, 'events', `event-bus/${busName(deployment.prefix)}`);
}

function dlq(region: string, { stage }: Deployment): string {
  return `npx trailbell dlq --stage ${stage} --region ${region}`;
}

function regionsOf(forwarders: readonly SeenForwarder[]): string[] {
  return forwarders.map(({ region }) => region);
}

function deployForwarders(regions: readonly string[], deployment: Deployment): string {
  const deploy = (region: string): string => deployForwarder(region, deployment);
  return commands(regions, deploy, deploy('<each of them>'));
}

function deployForwarder(region: string, deployment: Deployment): string {
  return `npx serverless deploy --config serverless.forwarder.yml --stage ${deployment.stage} --region ${region} --param="hub=${hubArn(deployment)}"`;
}

/** Other regions where global services or sign-ins are recorded, as far as rules need these. */
function namedRegions({ needs, region }: Deployment): readonly string[] {
  const named = needs.regions.flatMap(({ regions }) => regions);
  return [...new Set(named)].filter((each) => each !== '*' && each !== region);
}

function hasNeedOfAll({ needs }: Deployment): boolean {
  return needs.regions.some(({ regions }) => regions.includes('*'));
}
