import type { JsonObject } from '../cloudtrail/json.ts';
import type { CoverPattern } from '../cover/index.ts';
import { arnOf, policyDocument, type Resource, type Resources } from './cloudformation.ts';
import { UNDELIVERED } from './queues.ts';
import { ruleState } from './rule-state.ts';

/** EventBridge's own defaults, said aloud: it tries for a day, then the event goes among the undelivered. */
const RETRY_POLICY = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

export interface Forwarding {
  /** What the names of its rules begin with; their numbers follow. */
  readonly name: string;
  /** The ARN of the hub's bus. */
  readonly bus: JsonObject;
  /** What the logical ids of its resources begin with. */
  readonly id: string;
}

/** Rules on the default bus that forward what the patterns match to the bus of a hub, and the role that they do it as. */
export function forwarding(cover: readonly CoverPattern[], { name, bus, id }: Forwarding): Resources {
  const role = `${id}Role`;
  const rules = cover.map((part, index) => [
    `${id}Rule${index + 1}`,
    forwardingRule(part, { name: `${name}-${index + 1}`, bus, role }),
  ]);
  return { ...Object.fromEntries(rules), [role]: forwardingRole(bus) };
}

function forwardingRule(
  { pattern, readOnlyEvents }: CoverPattern,
  { name, bus, role }: { readonly name: string; readonly bus: JsonObject; readonly role: string },
): Resource {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: name,
      Description: 'Forwards what rules of Trailbell may want to its hub.',
      EventPattern: pattern,
      State: ruleState(readOnlyEvents),
      Targets: [
        {
          Id: 'hub',
          Arn: bus,
          RoleArn: arnOf(role),
          DeadLetterConfig: { Arn: arnOf(UNDELIVERED) },
          RetryPolicy: RETRY_POLICY,
        },
      ],
    },
  };
}

/** It has no name, so that one account can hold the stack in several regions. */
function forwardingRole(bus: JsonObject): Resource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: policyDocument([
        { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ]),
      Policies: [
        {
          PolicyName: 'forward',
          PolicyDocument: policyDocument([{ Effect: 'Allow', Action: 'events:PutEvents', Resource: bus }]),
        },
      ],
    },
  };
}
