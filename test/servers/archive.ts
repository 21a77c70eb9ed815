import { isObject, type JsonObject, textAt } from '../../src/cloudtrail/json.ts';
import { startAwsService } from './aws-json.ts';
import type { HttpServer } from './http.ts';

const ACCOUNT = '000000000000';

export interface ArchiveServer extends HttpServer {
  /** What StartReplay was asked for, in order. */
  readonly started: readonly JsonObject[];
  /** States that replays are in before their last one; those that begin from now on. */
  passThrough(states: readonly string[], last: string): void;
  /** Hangs rules on the bus. */
  setRules(rules: readonly JsonObject[]): void;
}

interface Replay {
  readonly request: JsonObject;
  readonly states: string[];
  readonly last: string;
}

/** EventBridge with one archived bus in a region, two rules to a page. Replay names are never free again, as with AWS. */
export async function startArchive(name: string, region: string): Promise<ArchiveServer> {
  const arn = (kind: string) => `arn:aws:events:${region}:${ACCOUNT}:${kind}/${name}`;
  const replays = new Map<string, Replay>();
  let states: readonly string[] = [];
  let last = 'COMPLETED';
  let rules: readonly JsonObject[] = [];
  const server = await startAwsService({
    'AWSEvents.DescribeArchive': ({ ArchiveName }) =>
      ArchiveName === name
        ? { ArchiveArn: arn('archive'), EventSourceArn: arn('event-bus'), RetentionDays: 7, State: 'ENABLED' }
        : { refusal: 'ResourceNotFoundException' },
    'AWSEvents.ListRules': ({ EventBusName, NextToken }) => {
      if (EventBusName !== arn('event-bus')) return { refusal: 'ResourceNotFoundException' };
      const from = Number(NextToken ?? 0);
      return { Rules: rules.slice(from, from + 2), ...(from + 2 < rules.length && { NextToken: String(from + 2) }) };
    },
    'AWSEvents.StartReplay': (request) => {
      const replay = textAt(request, 'ReplayName') ?? '';
      if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(replay)) return { refusal: 'ValidationException' };
      if (replays.has(replay)) return { refusal: 'ResourceAlreadyExistsException' };
      const isHere =
        request.EventSourceArn === arn('archive') && textAt(request, 'Destination', 'Arn') === arn('event-bus');
      if (!isHere) return { refusal: 'ResourceNotFoundException' };
      replays.set(replay, { request, states: [...states], last });
      return { State: 'STARTING' };
    },
    'AWSEvents.DescribeReplay': ({ ReplayName }) => {
      const replay = replays.get(String(ReplayName));
      if (!isObject(replay)) return { refusal: 'ResourceNotFoundException' };
      const State = replay.states.shift() ?? replay.last;
      const { EventStartTime } = replay.request;
      return {
        State,
        EventLastReplayedTime: Number(EventStartTime) + 60,
        ...(State === 'COMPLETED' && { ReplayEndTime: Date.parse('2026-03-15T10:00:00Z') / 1_000 }),
        ...(State === 'FAILED' && { StateReason: 'the bus is gone' }),
      };
    },
  });
  return {
    ...server,
    get started() {
      return [...replays.values()].map(({ request }) => request);
    },
    passThrough: (before, end) => {
      states = before;
      last = end;
    },
    setRules: (all) => {
      rules = all;
    },
  };
}
