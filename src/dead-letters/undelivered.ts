import {
  type EventBridgeClient,
  ListTargetsByRuleCommand,
  ResourceNotFoundException,
  type Target,
} from '@aws-sdk/client-eventbridge';
import type { SQSClient } from '@aws-sdk/client-sqs';
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

/** Clients of one region. */
export interface Clients {
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
}

/**
 * Rebuilds messages of EventBridge's dead-letter queue. That holds the event as it was, so the deployed rules are asked what
 * their targets make of it: the rule that failed, or where it failed to reach a hub, those of the hub that match. Nobody else than
 * AWS can put an event of AWS on a bus. @throws RebuildError where the rule or its target is gone
 */
export function rebuilder(clientsIn: (region: string) => Clients): (message: Received) => Promise<readonly Address[]> {
  const targetsOf = remembered((rule: RuleName, region) => listTargets(clientsIn(region).events, rule));
  const rulesOn = remembered((busArn: string, region) => hubRules(clientsIn(region).events, busArn));
  const throughBus = async (busArn: string, event: string): Promise<readonly Address[]> => {
    const region = regionOf(busArn);
    const parsed: unknown = JSON.parse(event);
    const wanting = (await rulesOn(busArn, region)).filter(({ wants }) => wants(parsed));
    const targets = await Promise.all(wanting.map(({ name }) => targetsOf(name, region)));
    return targets.flat().map((target) => addressOf(target, event, clientsIn(region)));
  };
  return async (message) => {
    const ruleArn = attributeOf(message, 'RULE_ARN');
    const targetArn = attributeOf(message, 'TARGET_ARN');
    if (!ruleArn || !targetArn)
      throw new RebuildError('names no RULE_ARN and TARGET_ARN: EventBridge did not put it here');
    if (targetArn.includes(':event-bus/')) return throughBus(targetArn, message.Body);
    const name = nameOf(ruleArn);
    const region = regionOf(ruleArn);
    const target = (await targetsOf(name, region)).find(({ Arn }) => Arn === targetArn);
    if (!target)
      throw new RebuildError(
        `rule ${name.Rule} no longer sends to ${targetArn}: deploy it again, or delete the message`,
      );
    return [addressOf(target, message.Body, clientsIn(region))];
  };
}

function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}

/** Asks once for each key and region. */
function remembered<Key, Value>(ask: (key: Key, region: string) => Promise<Value>): typeof ask {
  const answers = new Map<string, Promise<Value>>();
  return (key, region) => {
    const known = JSON.stringify([key, region]);
    const answer = answers.get(known) ?? ask(key, region);
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

function addressOf({ Arn = '', InputTransformer }: Target, event: string, { sqs }: Clients): Address {
  const template = InputTransformer?.InputTemplate ?? '';
  if (!template.includes(WHOLE_EVENT)) throw new RebuildError(`its rule's target does not send the event`);
  return { sqs, queue: Arn.slice(Arn.lastIndexOf(':') + 1), body: template.replace(WHOLE_EVENT, () => event) };
}
