import { randomUUID } from 'node:crypto';
import {
  DescribeEventBusCommand,
  type EventBridgeClient,
  PutEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import type { Clients } from '../dead-letters/stuck.ts';
import { deriveIdentity } from '../finding/identity.ts';
import { NOTHING_KNOWN } from '../finding/index.ts';
import { type Caller, TEST_HANDLER, type Test, testEntry, testRecord } from './event.ts';
import { findLost, type Lost, lostInFunction } from './lost.ts';
import { type Step, stepsOf, totalMs } from './steps.ts';
import type { Trace } from './trace.ts';
import { watchLog } from './watch.ts';

/** What became of a test event. */
export interface TestReport {
  readonly eventID: string;
  /** Who sent it. */
  readonly by: string;
  /** Where it entered. */
  readonly region: string;
  readonly bus: string;
  readonly steps: readonly Step[];
  /** Until the last destination had it. */
  readonly ms?: number;
  /** Absent where all destinations have it. */
  readonly lost?: Lost;
}

export interface TestRequest {
  readonly caller: Caller;
  readonly stage: string;
  /** What the names of the deployment's resources begin with. */
  readonly prefix: string;
  /** The deployment's. */
  readonly region: string;
  /** EventBridge where the deployment is. */
  readonly events: EventBridgeClient;
  /** Another place to enter: the default bus of a region, which forwards to the deployment. */
  readonly from?: { readonly events: EventBridgeClient; readonly region: string };
  readonly timeoutSeconds: number;
  /** The options that name the deployment, as one would type them. */
  readonly deployment: string;
  readonly onProgress: (seconds: number, trace: Trace) => void;
}

/** Another region has no way to a deployment without a bus of its own. */
export class NoHubError extends Error {
  constructor(prefix: string, region: string) {
    super(
      `${region} has no bus ${prefix}, to which another region could forward: deploy it with --param="hub=…", or leave --from out`,
    );
    this.name = 'NoHubError';
  }
}

/** Sends one event the whole way, and follows it. @throws NoHubError; whatever AWS's clients throw */
export async function sendTest(clients: Clients, request: TestRequest): Promise<TestReport> {
  const { caller, prefix, events, from, region, stage, deployment, onProgress, timeoutSeconds } = request;
  const hub = await hubBus(events, prefix);
  if (from && !hub && from.region !== region) throw new NoHubError(prefix, region);
  const bus = hub ?? 'default';
  const entry = from ? { ...from, bus: 'default' } : { events, region, bus };
  const sentMs = Date.now();
  const test = { eventID: randomUUID(), sentMs, region: entry.region, bus: entry.bus, stage };
  const record = testRecord(caller, test);
  const about = {
    eventID: test.eventID,
    by: deriveIdentity(record, NOTHING_KNOWN).name,
    region: test.region,
    bus: test.bus,
  };
  const refusal = await put(entry.events, record, test);
  if (refusal) return { ...about, steps: [], lost: refusal };

  const sent = { sentMs, takenMs: Date.now(), name: `${prefix}-${TEST_HANDLER}` };
  const { eventID } = test;
  const logGroup = `/aws/lambda/${sent.name}`;
  const trace = await watchLog(clients.logs, { logGroup, eventID, sentMs, timeoutSeconds, onProgress });
  const isUnseen = trace.beganMs === undefined && trace.told.length === 0;
  const search = { ...clients, events, prefix, region, from: hub && from?.region, bus, eventID, deployment };
  const lost = isUnseen ? await findLost(search) : lostInFunction(trace, { name: sent.name, deployment });
  return { ...about, steps: stepsOf(sent, trace), ...(lost ? { lost } : { ms: totalMs(sent, trace) }) };
}

/** The bus of its own that a hub has; undefined where the deployment's rules hang on the default bus. */
async function hubBus(events: EventBridgeClient, name: string): Promise<string | undefined> {
  try {
    await events.send(new DescribeEventBusCommand({ Name: name }));
    return name;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Why EventBridge does not take it, if it does not. */
async function put(
  events: EventBridgeClient,
  record: ReturnType<typeof testRecord>,
  test: Test,
): Promise<Lost | undefined> {
  const { Entries = [] } = await events.send(new PutEventsCommand({ Entries: [testEntry(record, test)] }));
  const [entry] = Entries;
  if (!entry?.ErrorCode) return undefined;
  return {
    step: 'taken',
    why: `EventBridge did not take it: ${entry.ErrorCode}: ${entry.ErrorMessage ?? ''}`,
    mend: `see that you may call events:PutEvents on bus ${test.bus} in ${test.region}, and try again`,
  };
}
