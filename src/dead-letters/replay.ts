import { setTimeout as pause } from 'node:timers/promises';
import {
  DescribeReplayCommand,
  type DescribeReplayResponse,
  type EventBridgeClient,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { fitName } from '../deploy/names.ts';
import { type Archive, rulesOfBus } from './archive.ts';

/** Times of events. */
export interface Span {
  readonly since: Date;
  readonly until: Date;
}

export interface ReplayOptions extends Span {
  /** What the names of the hub's rules and of its replays begin with. */
  readonly prefix: string;
  /** Whether to send anew what was sent again already. */
  readonly again: boolean;
  /** Told now and then up to which time events have been sent. */
  readonly onProgress: (reached: Date) => void;
}

/** What became of a replay. */
export interface Replayed {
  readonly replay: string;
  readonly state: 'completed' | 'failed';
  /** When it ended, if it had done so before it was asked for. */
  readonly doneBefore?: string;
  /** Why it failed, in EventBridge's words. */
  readonly reason?: string;
}

/** What EventBridge takes as the name of a replay, less a number after it. */
const MAX_NAME = 60;
const LOOK_EVERY_MS = 1_000;

/**
 * Sends the events of a span again from an archive to the rules of its bus, and waits until that is done. The replay is named
 * by its span: one that runs is waited for, one that ran is not repeated unless asked to, one that failed is tried anew.
 */
export async function replayArchive(
  events: EventBridgeClient,
  archive: Archive,
  options: ReplayOptions,
): Promise<Replayed> {
  for (let attempt = 1; ; attempt += 1) {
    const replay = replayName(options, attempt);
    const found = await describe(events, replay);
    switch (found?.State) {
      case undefined:
        await start(events, replay, { archive, ...options });
        return watch(events, replay, options);
      case 'STARTING':
      case 'RUNNING':
        return watch(events, replay, options);
      case 'COMPLETED': {
        if (options.again) continue;
        const doneBefore = found.ReplayEndTime?.toISOString() ?? 'an unknown time';
        return { replay, state: 'completed', doneBefore };
      }
    }
  }
}

function replayName({ prefix, since, until }: ReplayOptions, attempt: number): string {
  const [from, to] = [since, until].map((time) => time.toISOString().slice(0, 19).replace(/[-:]/g, ''));
  const name = fitName(`${prefix}-${from}-${to}`, MAX_NAME);
  return attempt === 1 ? name : `${name}-${attempt}`;
}

async function describe(events: EventBridgeClient, ReplayName: string): Promise<DescribeReplayResponse | undefined> {
  try {
    return await events.send(new DescribeReplayCommand({ ReplayName }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function start(
  events: EventBridgeClient,
  ReplayName: string,
  { archive, prefix, since, until }: ReplayOptions & { readonly archive: Archive },
): Promise<void> {
  const FilterArns = await ownRules(events, archive, prefix);
  const request = {
    ReplayName,
    EventSourceArn: archive.arn,
    EventStartTime: since,
    EventEndTime: until,
    Destination: { Arn: archive.busArn, ...(FilterArns && { FilterArns }) },
  };
  try {
    await events.send(new StartReplayCommand(request));
  } catch (error) {
    // Someone else has just started it.
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  }
}

/**
 * ARNs of the hub's own rules; undefined where no other rules hang on its bus but EventBridge's: EventBridge says nowhere how
 * many ARNs it takes, and then none are needed.
 */
async function ownRules(events: EventBridgeClient, { busArn }: Archive, prefix: string): Promise<string[] | undefined> {
  const rules = await rulesOfBus(events, busArn);
  const own = rules.filter(({ Name }) => Name?.startsWith(`${prefix}-`));
  const isAlone = rules.every((rule) => own.includes(rule) || rule.ManagedBy);
  return isAlone ? undefined : own.flatMap(({ Arn }) => Arn ?? []);
}

async function watch(
  events: EventBridgeClient,
  replay: string,
  { onProgress }: Pick<ReplayOptions, 'onProgress'>,
): Promise<Replayed> {
  for (;;) {
    const found = await events.send(new DescribeReplayCommand({ ReplayName: replay }));
    if (found.EventLastReplayedTime) onProgress(found.EventLastReplayedTime);
    if (found.State === 'COMPLETED') return { replay, state: 'completed' };
    if (found.State !== 'STARTING' && found.State !== 'RUNNING') {
      return { replay, state: 'failed', reason: found.StateReason ?? `EventBridge ended it: ${found.State}` };
    }
    await pause(LOOK_EVERY_MS);
  }
}
