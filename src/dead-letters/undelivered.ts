import {
  type EventBridgeClient,
  ListTargetsByRuleCommand,
  ResourceNotFoundException,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { attributeOf, type Received } from './messages.ts';
import type { Address } from './move.ts';

/** A message cannot be sent again as things are. */
export class RebuildError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RebuildError';
  }
}

const WHOLE_EVENT = '<aws.events.event.json>';

/**
 * Rebuilds messages of EventBridge's dead-letter queue. That holds the event as it was, so the deployed rule is asked what its
 * target makes of it. @throws RebuildError where the rule or its target is gone
 */
export function rebuilder(events: EventBridgeClient): (message: Received) => Promise<Address> {
  const targetsOf = new Map<string, Promise<readonly Target[]>>();
  return async (message) => {
    const ruleArn = attributeOf(message, 'RULE_ARN');
    const queueArn = attributeOf(message, 'TARGET_ARN');
    if (!ruleArn || !queueArn)
      throw new RebuildError('names no RULE_ARN and TARGET_ARN: EventBridge did not put it here');
    const targets = targetsOf.get(ruleArn) ?? listTargets(events, ruleArn);
    targetsOf.set(ruleArn, targets);
    const target = (await targets).find(({ Arn }) => Arn === queueArn);
    if (!target)
      throw new RebuildError(
        `rule ${nameOf(ruleArn)} no longer sends to ${queueArn}: deploy it again, or delete the message`,
      );
    return { queue: queueArn.slice(queueArn.lastIndexOf(':') + 1), body: fill(target, message.Body) };
  };
}

async function listTargets(events: EventBridgeClient, ruleArn: string): Promise<readonly Target[]> {
  try {
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: nameOf(ruleArn) }));
    return Targets;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  }
}

/** Rules of this service stand on the default bus, hence `…:rule/<name>`. */
function nameOf(ruleArn: string): string {
  return ruleArn.slice(ruleArn.lastIndexOf('/') + 1);
}

function fill({ InputTransformer }: Target, event: string): string {
  const template = InputTransformer?.InputTemplate ?? '';
  if (!template.includes(WHOLE_EVENT)) throw new RebuildError(`its rule's target does not send the event`);
  return template.replace(WHOLE_EVENT, () => event);
}
