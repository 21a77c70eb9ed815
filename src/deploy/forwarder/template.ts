import type { JsonObject } from '../../cloudtrail/json.ts';
import type { CoverPattern } from '../../cover/index.ts';
import { arnOf, type Resource, type Resources } from '../cloudformation.ts';
import { forwarding } from '../forwarding.ts';
import { undeliveredQueue } from '../queues.ts';
import { HUB_ARN_PATTERN } from './hub-arn.ts';

/** A CloudFormation template with a parameter and a condition. */
export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description: string;
  readonly Parameters: { readonly [name: string]: JsonObject };
  readonly Conditions: { readonly [name: string]: JsonObject };
  readonly Resources: Resources;
}

export interface Forwarder {
  /** What the names of all resources begin with, such as `trailbell-forwarder-prod`. */
  readonly prefix: string;
  /** What the hub's rules may want, of the events of the default bus. */
  readonly cover: readonly CoverPattern[];
  /** The ARN of the hub's bus; without it whoever makes a stack has to give it. */
  readonly hub?: string;
}

/** The service of serverless.forwarder.yml; its stage follows in the names of resources. */
export const FORWARDER = 'trailbell-forwarder';

const HUB = 'HubBus';
const ELSEWHERE = 'BesideNoHub';

const TAGGED = ['AWS::Events::Rule', 'AWS::IAM::Role', 'AWS::SQS::Queue'];

/**
 * A stack that forwards events of its account and region to a hub. It has no code. A StackSet may put it beside the hub too:
 * there it makes nothing, for the hub forwards from that default bus itself.
 */
export function forwarderTemplate({ prefix, cover, hub }: Forwarder): Template {
  const rules = forwarding(cover, { name: prefix, bus: { Ref: HUB }, id: 'Forward' });
  const sources = Object.keys(rules).filter((id) => rules[id]?.Type === 'AWS::Events::Rule');
  const resources = { ...undeliveredQueue(prefix, sources.map(arnOf)), ...rules };
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Forwards what rules of Trailbell may want from the default event bus to their hub',
    Parameters: {
      [HUB]: {
        Type: 'String',
        Description: 'ARN of the event bus of the hub, in the same partition',
        AllowedPattern: HUB_ARN_PATTERN,
        ConstraintDescription: 'must be the ARN of an event bus other than default',
        ...(hub !== undefined && { Default: hub }),
      },
    },
    Conditions: { [ELSEWHERE]: { 'Fn::Not': [{ 'Fn::And': [isHubs(3, 'Region'), isHubs(4, 'AccountId')] }] } },
    Resources: Object.fromEntries(
      Object.entries(resources).map(([id, resource]) => [id, { Condition: ELSEWHERE, ...tagged(resource) }]),
    ),
  };
}

/** Whether a part of the hub's ARN, from 0, is where the stack stands. */
function isHubs(part: number, pseudoParameter: string): JsonObject {
  return {
    'Fn::Equals': [
      { 'Fn::Select': [String(part), { 'Fn::Split': [':', { Ref: HUB }] }] },
      { Ref: `AWS::${pseudoParameter}` },
    ],
  };
}

function tagged(resource: Resource): Resource {
  if (!TAGGED.includes(resource.Type)) return resource;
  return { ...resource, Properties: { ...resource.Properties, Tags: [{ Key: 'SERVICE', Value: FORWARDER }] } };
}
