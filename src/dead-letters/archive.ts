import {
  DescribeArchiveCommand,
  type EventBridgeClient,
  ListRulesCommand,
  ResourceNotFoundException,
  type Rule,
} from '@aws-sdk/client-eventbridge';
import { archiveName } from '../deploy/hub.ts';

/** What EventBridge keeps of a hub's bus. */
export interface Archive {
  readonly name: string;
  readonly arn: string;
  /** Of the bus whose events it keeps. */
  readonly busArn: string;
  /** How long it keeps them; 0 for ever. */
  readonly days: number;
}

/** The archive of the hub whose names begin with `prefix`; undefined where there is none. */
export async function findArchive(events: EventBridgeClient, prefix: string): Promise<Archive | undefined> {
  const name = archiveName(prefix);
  try {
    const archive = await events.send(new DescribeArchiveCommand({ ArchiveName: name }));
    const { ArchiveArn = '', EventSourceArn = '', RetentionDays = 0 } = archive;
    return { name, arn: ArchiveArn, busArn: EventSourceArn, days: RetentionDays };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** All rules of a bus, by its name or ARN. */
export async function rulesOfBus(events: EventBridgeClient, EventBusName: string): Promise<readonly Rule[]> {
  const rules: Rule[] = [];
  let NextToken: string | undefined;
  do {
    const page = await events.send(new ListRulesCommand({ EventBusName, ...(NextToken && { NextToken }) }));
    rules.push(...(page.Rules ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return rules;
}
