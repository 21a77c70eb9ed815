import {
  DescribeRuleCommand,
  type DescribeRuleResponse,
  type EventBridgeClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { findQueue } from '../dead-letters/queue.ts';
import { type Clients, describeStuck } from '../dead-letters/stuck.ts';
import { undeliveredName } from '../deploy/queues.ts';
import { ruleName } from '../deploy/rules.ts';
import { TEST_HANDLER, TEST_RULE } from './event.ts';
import type { StepName } from './steps.ts';
import type { Trace } from './trace.ts';

/** The step that a test did not make, and why, in words for people. */
export interface Lost {
  readonly step: StepName;
  readonly why: string;
  /** The way out. */
  readonly mend: string;
}

/** Where a test went that left no trace. */
export interface Search extends Clients {
  readonly events: EventBridgeClient;
  readonly prefix: string;
  /** The region of the deployment. */
  readonly region: string;
  /** The region whose default bus has to forward it; absent where it entered at the deployment's bus. */
  readonly from?: string | undefined;
  /** The bus that the deployment's rules hang on. */
  readonly bus: string;
  readonly eventID: string;
  /** The options that name the deployment, as one would type them. */
  readonly deployment: string;
}

/** What a trace says of a test that reached the function, and then not every destination; undefined where all have it. */
export function lostInFunction(
  { told, fallback, failure, end }: Trace,
  { name, deployment }: { readonly name: string; readonly deployment: string },
): Lost | undefined {
  const step = 'told';
  if (end === 'suppressed') {
    return { step, why: 'a suppression holds for it', mend: 'see suppressions and rules in trailbell.yml' };
  }
  if (end === 'held' || (end !== undefined && told.length === 0 && fallback === undefined)) {
    return { step, why: 'it is told to nobody', mend: `see routes in trailbell.yml, and rules for ${TEST_RULE}` };
  }
  if (fallback !== undefined) {
    return { step, why: `it went to the fallback, for ${fallback}`, mend: 'do what this says, and send another test' };
  }
  if (end !== undefined) return undefined;
  if (failure === undefined) {
    return { step, why: 'the function had not told of its end when time was up', mend: 'try a longer --timeout' };
  }
  return {
    step,
    why: `attempt ${failure.attempt} failed: ${failure.why}`,
    mend: `do what this says, if it says something; the message comes again by itself until it lies in npx trailbell dlq ${deployment}. More: aws logs tail /aws/lambda/${name}`,
  };
}

/** Looks for a test that the function has logged nothing of: at its rule, and on the queues, as far as AWS lets us. */
export async function findLost(search: Search): Promise<Lost> {
  const refusals: string[] = [];
  for (const look of [atRule, amongUndelivered, onQueue]) {
    try {
      const lost = await look(search);
      if (lost) return lost;
    } catch (error) {
      if (!(error instanceof Error && '$fault' in error)) throw error;
      refusals.push(`${error.name}: ${error.message}`);
    }
  }
  return refusals.length > 0 ? unexamined(refusals, search) : nowhere(search);
}

function unexamined(refusals: readonly string[], { deployment }: Search): Lost {
  return {
    step: 'queued',
    why: `its function has logged nothing of it, and AWS does not say where it is (${refusals.join('; ')})`,
    mend: `allow what npx trailbell send-test --help lists; or npx trailbell doctor ${deployment}`,
  };
}

async function atRule({ events, prefix, bus, region, deployment }: Search): Promise<Lost | undefined> {
  const name = ruleName(TEST_RULE, prefix);
  const rule = await describeRule(events, name, bus);
  if (!rule) {
    return {
      step: 'queued',
      why: `bus ${bus} has no rule ${name}`,
      mend: `deploy again; if rules in trailbell.yml switch ${TEST_RULE} off, switch it on: npx serverless deploy ${deployment}`,
    };
  }
  if (rule.State !== 'DISABLED') return undefined;
  return {
    step: 'queued',
    why: `rule ${name} is disabled`,
    mend: `aws events enable-rule --name ${name} --event-bus-name ${bus} --region ${region}`,
  };
}

async function describeRule(
  events: EventBridgeClient,
  Name: string,
  EventBusName: string,
): Promise<DescribeRuleResponse | undefined> {
  try {
    return await events.send(new DescribeRuleCommand({ Name, EventBusName }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** EventBridge gives up at once where it may not write to a queue, or there is none. */
async function amongUndelivered({ sqs, logs, prefix, eventID, deployment }: Search): Promise<Lost | undefined> {
  const queue = await findQueue(sqs, { name: undeliveredName(prefix) });
  if (!queue || queue.messages === 0) return undefined;
  const message = (await describeStuck({ sqs, logs }, queue, 100)).find((each) => each.eventID === eventID);
  if (!message) return undefined;
  return {
    step: 'queued',
    why: `EventBridge gave it up, and it lies on ${queue.name}: ${message.why}`,
    mend: `deploy again, then npx trailbell redrive ${deployment}`,
  };
}

async function onQueue({ sqs, prefix, region }: Search): Promise<Lost | undefined> {
  const name = `${prefix}-${TEST_HANDLER}`;
  const messages = await waiting(sqs, name);
  if (messages === 0) return undefined;
  return {
    step: 'began',
    why: `queue ${name} holds ${messages} ${messages === 1 ? 'message' : 'messages'}, and its function has logged nothing of this one`,
    mend: `see why it does not take them, or ends without a word ("Task timed out"): aws logs tail /aws/lambda/${name} --region ${region}; aws lambda list-event-source-mappings --function-name ${name} --region ${region}`,
  };
}

async function waiting(sqs: SQSClient, name: string): Promise<number> {
  return (await findQueue(sqs, { name }))?.messages ?? 0;
}

function nowhere({ prefix, bus, region, from, deployment }: Search): Lost {
  const step = 'queued';
  if (from !== undefined) {
    return {
      step,
      why: `bus ${bus} in ${region} has the rule, and nothing came from the default bus of ${from}`,
      mend: `see that ${from} forwards to this bus, and may: npx trailbell doctor ${deployment}`,
    };
  }
  return {
    step,
    why: `the rule is there and no queue of ${prefix} holds it, yet its function has logged nothing of it`,
    mend: `the log may be late: try --timeout 180; then npx trailbell doctor ${deployment}`,
  };
}
