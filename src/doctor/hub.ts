import {
  DescribeArchiveCommand,
  type DescribeArchiveCommandOutput,
  DescribeEventBusCommand,
} from '@aws-sdk/client-eventbridge';
import { isObject, valueAt } from '../cloudtrail/json.ts';
import { archiveName, busName, type Hub } from '../deploy/hub.ts';
import { askWhether, type Probe } from './ask.ts';
import { broken, type Check, fine, warning } from './check.ts';
import type { Clients } from './clients.ts';
import type { Deployment } from './deployment.ts';
import { deployCommand } from './rules.ts';

/** A bus of the stage's own. */
export interface SeenHub {
  /** The bus's policy as JSON; undefined where it has none. */
  readonly policy: unknown;
}

/** The bus of a stage; undefined where its rules hang on the default bus. */
export async function findHub({ events }: Pick<Clients, 'events'>, prefix: string): Promise<SeenHub | undefined> {
  const bus = await askWhether('events:DescribeEventBus', ['ResourceNotFoundException'], () =>
    events.send(new DescribeEventBusCommand({ Name: busName(prefix) })),
  );
  return bus && { policy: bus.Policy === undefined ? undefined : JSON.parse(bus.Policy) };
}

/** What a template needs to know of a hub to make its rules. */
export const SOME_HUB: Hub = { senders: { kind: 'self' }, archiveDays: 0 };

export function hubProbes({ events }: Clients, hub: SeenHub, deployment: Deployment): readonly Probe[] {
  return [
    { subject: 'hub', about: 'whose events the hub takes', look: async () => [judgePolicy(hub, deployment)] },
    {
      subject: 'hub',
      about: "the hub's archive",
      look: async () => [
        judgeArchive(
          await askWhether('events:DescribeArchive', ['ResourceNotFoundException'], () =>
            events.send(new DescribeArchiveCommand({ ArchiveName: archiveName(deployment.prefix) })),
          ),
          deployment,
        ),
      ],
    },
  ];
}

export function judgePolicy({ policy }: SeenHub, deployment: Deployment): Check {
  const bus = busName(deployment.prefix);
  const allowing = [valueAt(policy, 'Statement')].flat().filter((each) => isObject(each) && each.Effect === 'Allow');
  const open = allowing.filter((each) => isObject(each) && isAnyone(each.Principal) && !isObject(each.Condition));
  if (open.length > 0) {
    return broken('hub/policy', {
      text: `anybody in AWS can put events on bus ${bus}, and so make up alerts`,
      mend: `aws events remove-permission --event-bus-name ${bus} --remove-all-permissions --region ${deployment.region}, then ${deployCommand(deployment)} --param="hub=<organisation or accounts>"`,
    });
  }
  const senders = allowing.flatMap((each) => [
    ...texts(valueAt(each, 'Condition', 'StringEquals', 'aws:PrincipalOrgID')),
    ...texts(valueAt(each, 'Principal', 'AWS'))
      .filter((principal) => principal !== '*')
      .map(accountOf),
  ]);
  return fine(
    'hub/policy',
    `bus ${bus} takes events of ${senders.length > 0 ? senders.join(', ') : 'its own account alone'}`,
  );
}

export function judgeArchive(
  archive: Pick<DescribeArchiveCommandOutput, 'State' | 'StateReason' | 'RetentionDays'> | undefined,
  deployment: Deployment,
): Check {
  if (!archive) return fine('hub/archive', 'the hub keeps no events (archiveDays is 0)');
  if (archive.State === 'ENABLED') return fine('hub/archive', `the hub keeps events for ${archive.RetentionDays} days`);
  return warning('hub/archive', {
    text: `the hub's archive is ${archive.State}${archive.StateReason ? `: ${archive.StateReason}` : ''}`,
    mend: deployCommand(deployment),
  });
}

function isAnyone(principal: unknown): boolean {
  return principal === '*' || texts(valueAt(principal, 'AWS')).includes('*');
}

function texts(value: unknown): string[] {
  return [value].flat().filter((each) => typeof each === 'string');
}

function accountOf(principal: string): string {
  return principal.split(':')[4] ?? principal;
}
