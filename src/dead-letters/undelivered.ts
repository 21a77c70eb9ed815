import {
  type EventBridgeClient,
  ListTargetsByRuleCommand,
  ResourceNotFoundException,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { hubRules, type RuleName } from './hub-rules.ts';
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
 * Rebuilds messages of EventBridge's dead-letter queue. That holds the event as it was, so the deployed rules are asked what
 * their targets make of it: the rule that failed, or where it failed to reach a hub, those of the hub that match. Nobody else than
 * AWS can put an event of AWS on a bus. @throws RebuildError where the rule or its target is gone
 */
export function rebuilder(events: EventBridgeClient): (message: Received) => Promise<readonly Address[]> {
  const targetsOf = remembered((name: RuleName) => listTargets(events, name));
  const rulesOn = remembered((bus: string) => hubRules(events, bus));
  const throughBus = async (bus: string, event: string): Promise<readonly Address[]> => {
    const parsed: unknown = JSON.parse(event);
    const wanting = (await rulesOn(bus)).filter(({ wants }) => wants(parsed));
    const targets = await Promise.all(wanting.map(({ name }) => targetsOf(name)));
    return targets.flat().map((target) => addressOf(target, event));
  };
  return async (message) => {
    const ruleArn = attributeOf(message, 'RULE_ARN');
    const targetArn = attributeOf(message, 'TARGET_ARN');
    if (!ruleArn || !targetArn)
      throw new RebuildError('names no RULE_ARN and TARGET_ARN: EventBridge did not put it here');
    if (targetArn.includes(':event-bus/')) return throughBus(targetArn, message.Body);
    const name = nameOf(ruleArn);
    const target = (await targetsOf(name)).find(({ Arn }) => Arn === targetArn);
    if (!target)
      throw new RebuildError(
        `rule ${name.Rule} no longer sends to ${targetArn}: deploy it again, or delete the message`,
      );
    return [addressOf(target, message.Body)];
  };
}

/** Asks once for each key. */
function remembered<Key, Value>(ask: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const answers = new Map<string, Promise<Value>>();
  return (key) => {
    const known = JSON.stringify(key);
    const answer = answers.get(known) ?? ask(key);
    answers.set(known, answer);
    return answer;
  };
}

async function listTargets(events: EventBridgeClient, name: RuleName): Promise<readonly Target[]> {
  try {
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand(name));
    return Targets;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  }
}

/** `…:rule/<name>` on the default bus, `…:rule/<bus>/<name>` on another. */
function nameOf(ruleArn: string): RuleName {
  const [Rule = '', EventBusName] = ruleArn
    .slice(ruleArn.indexOf(':rule/') + ':rule/'.length)
    .split('/')
    .reverse();
  return { Rule, ...(EventBusName && { EventBusName }) };
}

function addressOf({ Arn = '', InputTransformer }: Target, event: string): Address {
  const template = InputTransformer?.InputTemplate ?? '';
  if (!template.includes(WHOLE_EVENT)) throw new RebuildError(`its rule's target does not send the event`);
  return { queue: Arn.slice(Arn.lastIndexOf(':') + 1), body: template.replace(WHOLE_EVENT, () => event) };
}
