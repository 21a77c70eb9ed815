import { createHash } from 'node:crypto';
import type { Rule } from '../rule/rule.ts';
import { arnOf, logicalId, type Resources } from './cloudformation.ts';
import { queueId, UNDELIVERED } from './queues.ts';

/** EventBridge's limits, in characters. */
const MAX_NAME = 64;
const MAX_DESCRIPTION = 512;

/** One EventBridge rule, whose target is the queue of its handler. */
export function eventBridgeRule(rule: Rule, prefix: string): Resources {
  return {
    // The hash tells `a/b-c` from `a-b/c`.
    [`${logicalId('rule', rule.id)}${hash(rule.id)}`]: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: ruleName(rule.id, prefix),
        Description: `${rule.title}. ${rule.description}`.slice(0, MAX_DESCRIPTION),
        EventPattern: rule.pattern,
        State: rule.readOnlyEvents ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : 'ENABLED',
        Targets: [
          {
            Id: rule.handler,
            Arn: arnOf(queueId(rule.handler)),
            InputTransformer: { InputTemplate: `{"rule":${JSON.stringify(rule.id)},"event":<aws.events.event.json>}` },
            DeadLetterConfig: { Arn: arnOf(UNDELIVERED) },
          },
        ],
      },
    },
  };
}

/** `iam/root-login` as `trailbell-prod-iam.root-login`; a long name is cut and ends in a hash of the whole id. */
export function ruleName(id: string, prefix: string): string {
  const name = `${prefix}-${id.replaceAll('/', '.')}`;
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 9)}-${hash(id)}` : name;
}

function hash(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 8);
}
