import { textAt, valueAt } from '../cloudtrail/json.ts';
import { plainText } from '../template/index.ts';

/** What the function's log says of a test so far. */
export interface Trace {
  /** When EventBridge put it on its queue, and when the first attempt at it began; ms since 1970, on AWS's clocks. */
  readonly queuedMs?: number;
  readonly beganMs?: number;
  /** The destinations that have it, in the order in which they took it. */
  readonly told: readonly Told[];
  /** Why it went to the fallback. */
  readonly fallback?: string;
  /** The newest attempt that failed. */
  readonly failure?: Failure;
  /** What became of the finding. */
  readonly end?: string;
}

export interface Told {
  readonly destination: string;
  readonly atMs: number;
}

export interface Failure {
  readonly attempt: number;
  readonly why: string;
  /** Another attempt is of no use: it takes a person. */
  readonly isFinal: boolean;
}

const MAX_WHY = 500;
/** Codes of a DeliveryError that do not pass by themselves. */
const FINAL = ['misconfigured', 'rejected'];

/** Reads the lines that the handler wrote about one event, oldest first. */
export function readTrace(lines: readonly unknown[]): Trace {
  const [first] = lines.filter((line) => textAt(line, 'beganAt') !== undefined);
  const told = new Map<string, Told>();
  for (const line of lines.filter((each) => textAt(each, 'message') === 'finding told')) {
    const destination = plainText(textAt(line, 'destination') ?? '', MAX_WHY);
    // A later attempt finds it told.
    if (!told.has(destination)) told.set(destination, { destination, atMs: timeAt(line, 'timestamp') ?? 0 });
  }
  const fallback = lines.find((line) => textAt(line, 'message') === 'finding told to the fallback');
  const failure = lines.findLast((line) => valueAt(line, 'error') !== undefined && line !== fallback);
  const end = textAt(
    lines.find((line) => textAt(line, 'message') === 'finding handled'),
    'delivery',
  );
  return {
    ...withTime('queuedMs', timeAt(first, 'queuedAt')),
    ...withTime('beganMs', timeAt(first, 'beganAt')),
    told: [...told.values()].sort((a, b) => a.atMs - b.atMs),
    ...(fallback !== undefined && { fallback: reasonOf(fallback) }),
    ...(failure !== undefined && { failure: readFailure(failure) }),
    ...(end && { end }),
  };
}

/** Whether nothing more will be known by waiting. */
export function isSettled({ end, failure }: Trace): boolean {
  return end !== undefined || failure?.isFinal === true;
}

function readFailure(line: unknown): Failure {
  return {
    attempt: Number(valueAt(line, 'attempt') ?? 1),
    why: reasonOf(line),
    isFinal: FINAL.includes(textAt(line, 'error', 'code') ?? ''),
  };
}

function reasonOf(line: unknown): string {
  return plainText(textAt(line, 'error', 'message') ?? textAt(line, 'message') ?? '', MAX_WHY);
}

function timeAt(line: unknown, key: string): number | undefined {
  const ms = Date.parse(textAt(line, key) ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

function withTime<Key extends string>(key: Key, ms: number | undefined): { readonly [K in Key]?: number } {
  return ms === undefined ? {} : ({ [key]: ms } as { readonly [K in Key]?: number });
}
