import type { Rule } from '../rule/rule.ts';
import { arnOf, logicalId, type Resources } from './cloudformation.ts';
import { HUB_BUS } from './hub.ts';
import { fitName, shortHash } from './names.ts';
import { queueId, UNDELIVERED } from './queues.ts';
import { ruleState } from './rule-state.ts';
import type { Service } from './service.ts';

/** EventBridge's limits, in characters. */
const MAX_NAME = 64;
const MAX_DESCRIPTION = 512;

/** One EventBridge rule, on the bus of the hub if there is one, whose target is the queue of its handler. */
export function eventBridgeRule(rule: Rule, { prefix, hub }: Service): Resources {
  return {
    // The hash tells `a/b-c` from `a-b/c`.
    [`${logicalId('rule', rule.id)}${shortHash(rule.id)}`]: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: ruleName(rule.id, prefix),
        ...(hub && { EventBusName: { Ref: HUB_BUS } }),
        Description: `${rule.title}. ${rule.description}`.slice(0, MAX_DESCRIPTION),
        EventPattern: rule.pattern,
        State: ruleState(rule.readOnlyEvents),
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
  return fitName(`${prefix}-${id.replaceAll('/', '.')}`, MAX_NAME, id);
}
