import { setTimeout as pause } from 'node:timers/promises';
import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { isSettled, readTrace, type Trace } from './trace.ts';

export interface Watch {
  /** Of the function. */
  readonly logGroup: string;
  readonly eventID: string;
  readonly sentMs: number;
  readonly timeoutSeconds: number;
  readonly onProgress: (seconds: number, trace: Trace) => void;
}

/** CloudWatch allows ten searches a second in an account. */
const PAUSE_MS = 1_000;
/** This computer's clock may be ahead of AWS's. */
const CLOCKS_APART_MS = 5 * 60_000;

/** Follows the log until it says what became of a test, or time is up. Times inside are the event's: the log itself comes seconds late. */
export async function watchLog(logs: CloudWatchLogsClient, watch: Watch): Promise<Trace> {
  const startMs = performance.now();
  for (;;) {
    await pause(PAUSE_MS);
    const trace = readTrace(await linesOf(logs, watch));
    const seconds = (performance.now() - startMs) / 1000;
    if (isSettled(trace) || seconds >= watch.timeoutSeconds) return trace;
    watch.onProgress(seconds, trace);
  }
}

async function linesOf(logs: CloudWatchLogsClient, { logGroup, eventID, sentMs }: Watch): Promise<unknown[]> {
  const search = {
    logGroupName: logGroup,
    startTime: sentMs - CLOCKS_APART_MS,
    filterPattern: `{ $.eventID = "${eventID}" }`,
  };
  const lines: unknown[] = [];
  // Pages come in order of time.
  for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, search)) {
    lines.push(...events.map(({ message = '' }): unknown => JSON.parse(message)));
  }
  return lines;
}
