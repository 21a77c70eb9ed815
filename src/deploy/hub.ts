import type { JsonObject } from '../cloudtrail/json.ts';
import type { CoverPattern } from '../cover/index.ts';
import { arnHere, arnOf, type Resources } from './cloudformation.ts';
import { forwarding } from './forwarding.ts';
import { fitName } from './names.ts';
import { UNDELIVERED } from './queues.ts';

/** A bus of the service's own, to which other regions and accounts forward their events. */
export interface Hub {
  readonly senders: Senders;
  /** How long EventBridge keeps what came, to send it again; 0 for not at all. */
  readonly archiveDays: number;
}

/** Whose events a hub takes, beside those of its own account, which IAM lets in. */
export type Senders =
  | { readonly kind: 'self' }
  | { readonly kind: 'organization'; readonly id: string }
  | { readonly kind: 'accounts'; readonly ids: readonly string[] };

/** The logical id of the bus that `busName` names. */
export const HUB_BUS = 'HubBus';

/** What EventBridge takes as the name of an archive. */
const MAX_ARCHIVE_NAME = 48;

/** The name of a hub's bus. */
export function busName(prefix: string): string {
  return prefix;
}

/** The name of a hub's archive. */
export function archiveName(prefix: string): string {
  return fitName(prefix, MAX_ARCHIVE_NAME);
}

/** The beginning of the names of the rules that forward to the hub from the default bus beside it. */
export function forwardName(prefix: string): string {
  return `${prefix}-forward`;
}

/**
 * A hub's bus, its policy, its archive, and the forwarding from the default bus beside it. EventBridge encrypts bus and archive
 * with keys of its own: with a key of the customer's, every sender would need leave to use that.
 */
export function hubResources(prefix: string, { senders, archiveDays }: Hub, cover: readonly CoverPattern[]): Resources {
  return {
    [HUB_BUS]: {
      Type: 'AWS::Events::EventBus',
      Properties: {
        Name: busName(prefix),
        Description: 'Takes the events of other regions and accounts for the rules of Trailbell.',
        DeadLetterConfig: { Arn: arnOf(UNDELIVERED) },
      },
    },
    ...policy(senders),
    ...(archiveDays > 0 && archive(prefix, archiveDays)),
    ...forwarding(cover, { name: forwardName(prefix), bus: arnOf(HUB_BUS), id: 'Forward' }),
  };
}

/** The ARN of a hub's bus, for policies of queues: the bus itself may leave events among the undelivered. */
export function busArn(prefix: string): JsonObject {
  return arnHere('events', `event-bus/${busName(prefix)}`);
}

function policy(senders: Senders): Resources {
  const admitted = admit(senders);
  if (!admitted) return {};
  return {
    HubBusPolicy: {
      Type: 'AWS::Events::EventBusPolicy',
      Properties: {
        EventBusName: { Ref: HUB_BUS },
        StatementId: 'senders',
        Statement: { Effect: 'Allow', ...admitted, Action: 'events:PutEvents', Resource: arnOf(HUB_BUS) },
      },
    },
  };
}

function admit(senders: Senders): JsonObject | undefined {
  switch (senders.kind) {
    case 'self':
      return undefined;
    case 'organization':
      return { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': senders.id } } };
    case 'accounts':
      return {
        Principal: { AWS: senders.ids.map((id) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::${id}:root` })) },
      };
  }
}

function archive(prefix: string, days: number): Resources {
  return {
    HubArchive: {
      Type: 'AWS::Events::Archive',
      Properties: {
        ArchiveName: archiveName(prefix),
        Description: 'What "trailbell redrive --since" sends again.',
        SourceArn: arnOf(HUB_BUS),
        RetentionDays: days,
      },
    },
  };
}
