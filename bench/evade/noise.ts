import type { CloudTrailEvent, CloudTrailRecord } from '../../src/cloudtrail/event.ts';
import { isObject, textAt } from '../../src/cloudtrail/json.ts';
import type { Rule } from '../../src/rule/rule.ts';
import { bySomebodyOfThatName, isCallersCall } from './caller.ts';
import { type Arrival, type Change, eachObject } from './change.ts';
import { memoryPaths, tellsApart } from './memory.ts';

const MINUTE_MS = 60_000;
/** More than a rule may tell in an hour, each as a message of its own. */
const FLOOD = 25;
/** More than a rule's memory of one key holds. */
const OVERFLOW = 200;

/** Copies of what the caller does, spread over some minutes, each an event of its own. */
function copies(
  arrivals: readonly Arrival[],
  { count, fromMs, overMs }: { readonly count: number; readonly fromMs: number; readonly overMs: number },
  change: (record: CloudTrailRecord) => CloudTrailRecord = (record) => record,
): CloudTrailEvent[] {
  const changed = arrivals.map(({ event }) => ({ ...event, detail: change(event.detail) }));
  return Array.from({ length: count }, (_, at) => {
    const event = changed[at % changed.length];
    if (!event) throw new TypeError('nothing to copy');
    const time = new Date(fromMs + Math.floor((at * overMs) / count / 1000) * 1000).toISOString();
    const detail = { ...event.detail, eventID: `decoy#${at}`, eventTime: time };
    return { ...event, time, detail, account: textAt(detail, 'recipientAccountId') ?? event.account };
  });
}

const timeOf = (arrival: Arrival | undefined): number => Date.parse(arrival?.event.time ?? '') || 0;

function before(
  name: string,
  count: number,
  change?: (record: CloudTrailRecord) => CloudTrailRecord,
  isMade: (arrivals: readonly Arrival[], rule: Rule) => boolean = () => true,
): Change {
  return {
    name: `noise: ${count} ${name}, before`,
    kind: 'noise',
    isLong: true,
    apply: (arrivals, { rule }) => {
      if (!isMade(arrivals, rule) || (count > FLOOD && memoryPaths(rule).length === 0)) return undefined;
      const fromMs = timeOf(arrivals[0]) - 30 * MINUTE_MS;
      const events = copies(arrivals, { count, fromMs, overMs: 20 * MINUTE_MS }, change);
      return [...events.map((event) => ({ event, ...(change && { isDecoy: true as const }) })), ...arrivals];
    },
  };
}

/** The same in another account, by principals of the same names there. */
function elsewhere(record: CloudTrailRecord): CloudTrailRecord {
  const own = String(record.recipientAccountId ?? '');
  const moved = own ? JSON.parse(JSON.stringify(record).replaceAll(own, '999988887777')) : record;
  return {
    ...moved,
    ...(isObject(moved.userIdentity) && {
      userIdentity: eachObject(moved.userIdentity, (object) =>
        Object.fromEntries(
          Object.entries(object).map(([key, value]) => [
            key,
            key === 'principalId' || key === 'accessKeyId' ? String(value).replace(/^(A...)\w{4}/, '$1DECO') : value,
          ]),
        ),
      ),
    }),
    sourceIPAddress: '203.0.113.250',
  };
}

/** More of what a sequence or a threshold waits for, after it happened, which comes before the last of the caller's own events. */
const overflow: Change = {
  name: 'noise: 200 more of the same caller, later, which come first',
  kind: 'noise',
  isLong: true,
  apply: (arrivals) => {
    const last = arrivals.at(-1);
    if (!last || arrivals.length < 2) return undefined;
    const firsts = arrivals.filter(({ event }) => event.detail.eventName !== last.event.detail.eventName);
    const same = firsts.length > 0 ? firsts : arrivals.slice(0, -1);
    const events = copies(same, { count: OVERFLOW, fromMs: timeOf(last) + MINUTE_MS, overMs: 5 * MINUTE_MS });
    return [...arrivals.slice(0, -1), ...events.map((event) => ({ event })), last];
  },
};

const isByCaller = (arrivals: readonly Arrival[]): boolean =>
  arrivals.every(({ event }) => isCallersCall(event.detail));

/** What else happens, so that what counts is not seen. */
export const NOISE: readonly Change[] = [
  ...[FLOOD, OVERFLOW].flatMap((count) => [
    before('of the same caller', count),
    before(
      'of somebody who takes the same name',
      count,
      bySomebodyOfThatName,
      (arrivals, rule) => isByCaller(arrivals) && tellsApart(rule, 'caller'),
    ),
    before('in another account', count, elsewhere, (_, rule) => tellsApart(rule, 'account')),
  ]),
  overflow,
];

export const ORDER: readonly Change[] = [
  {
    name: 'order: the other way round',
    kind: 'order',
    apply: (arrivals) => (arrivals.length > 1 ? [...arrivals].reverse() : undefined),
  },
  {
    name: 'order: as it comes',
    kind: 'order',
    apply: (arrivals, { random }) => {
      if (arrivals.length < 2) return undefined;
      return arrivals
        .map((arrival) => ({ arrival, at: random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ arrival }) => arrival);
    },
  },
  {
    name: 'order: the first comes last',
    kind: 'order',
    apply: ([first, ...rest]) => (first && rest.length > 0 ? [...rest, first] : undefined),
  },
  {
    name: 'order: each comes twice',
    kind: 'order',
    apply: (arrivals) => arrivals.flatMap((arrival) => [arrival, arrival]),
  },
];
