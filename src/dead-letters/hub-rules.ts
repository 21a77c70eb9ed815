import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { isReadOnlyManagement, parseEvent } from '../cloudtrail/event.ts';
import { compilePattern } from '../pattern/index.ts';
import { rulesOfBus } from './archive.ts';

/** A rule by its name, and the name or ARN of its bus, unless that is the default one. */
export interface RuleName {
  readonly Rule: string;
  readonly EventBusName?: string;
}

/** A deployed rule of a hub, and whether it wants an event. */
export interface HubRule {
  readonly name: RuleName;
  readonly wants: (event: unknown) => boolean;
}

/** A hub's rules, by the ARN of its bus. Their names begin with its name; others on it are none of ours. */
export async function hubRules(events: EventBridgeClient, busArn: string): Promise<readonly HubRule[]> {
  const prefix = `${busArn.slice(busArn.lastIndexOf('/') + 1)}-`;
  const rules = await rulesOfBus(events, busArn);
  return rules.flatMap(({ Name, EventPattern, State }) => {
    if (!Name?.startsWith(prefix) || EventPattern === undefined || State === 'DISABLED') return [];
    const matches = compilePattern(EventPattern);
    const isShown = (event: unknown) => State !== 'ENABLED' || !isReadOnly(event);
    return [{ name: { Rule: Name, EventBusName: busArn }, wants: (event) => isShown(event) && matches(event) }];
  });
}

function isReadOnly(event: unknown): boolean {
  const parsed = parseEvent(event);
  return parsed !== undefined && isReadOnlyManagement(parsed);
}
