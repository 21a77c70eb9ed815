import { dataResourceType } from './data-events.ts';
import { carries, INSIGHT, NETWORK_ACTIVITY } from './detail-type.ts';
import { accepts, isClosed, leafAt, literalText } from './leaf.ts';
import type { Reach } from './reach.ts';
import type { Subject } from './subject.ts';

/** Events of calls through VPC endpoints that a rule waits for. */
export interface NetworkEvents {
  readonly eventSource: string;
  /** Undefined where it takes any. */
  readonly eventNames: readonly string[] | undefined;
  /** Whether it takes only calls that the policy of an endpoint refused. */
  readonly isDeniedOnly: boolean;
}

/** What `errorCode` says of a call that the policy of a VPC endpoint refused. */
export const DENIED_BY_ENDPOINT = 'VpceAccessDenied';

/** What CloudTrail Insights can look for. */
export const INSIGHT_TYPES = ['ApiCallRateInsight', 'ApiErrorRateInsight'] as const;

/**
 * The names of the data events that a rule waits for, by `resources.type`, as far as it names events: whoever asks for any
 * event takes what a trail logs anyhow. Of `{ prefix: Delete }` those that AWS has today.
 */
export function dataEventsOf({ reaches }: Subject): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const { eventSource, eventName } of reaches.filter(takesCalls).flatMap(({ events = [] }) => events)) {
    const type = dataResourceType(eventSource, eventName);
    if (type !== undefined) names.set(type, (names.get(type) ?? new Set()).add(eventName));
  }
  return names;
}

/** The network activity that a rule waits for, once for each event source of each branch of its pattern. */
export function networkEventsOf({ reaches }: Subject): NetworkEvents[] {
  return reaches
    .filter(({ detailTypes }) => detailTypes.includes(NETWORK_ACTIVITY))
    .flatMap(({ branch, eventSources, events }) => {
      const errorCode = leafAt(branch, 'detail.errorCode');
      const isDeniedOnly =
        isClosed(errorCode) && errorCode.matchers.every((matcher) => literalText(matcher) === DENIED_BY_ENDPOINT);
      return eventSources.flatMap((eventSource) => {
        const eventNames = events
          ?.filter((event) => event.eventSource === eventSource)
          .map(({ eventName }) => eventName);
        return eventNames?.length === 0 ? [] : [{ eventSource, eventNames, isDeniedOnly }];
      });
    });
}

/** The kinds of Insights that a rule waits for. */
export function insightTypesOf({ reaches }: Subject): (typeof INSIGHT_TYPES)[number][] {
  const leaves = reaches
    .filter(({ detailTypes, events }) => detailTypes.includes(INSIGHT) && !events)
    .map(({ branch }) => leafAt(branch, 'detail.insightDetails.insightType'));
  return INSIGHT_TYPES.filter((type) => leaves.some((leaf) => accepts(leaf, type)));
}

function takesCalls({ detailTypes }: Reach): boolean {
  return detailTypes.some((type) => type !== NETWORK_ACTIVITY && carries(type, new Set(['call'])));
}
