import { createDelivery } from './delivery/deliver.ts';
import type { FindingContext } from './finding/index.ts';
import type { LookUp } from './lookup/index.ts';
import type { AlertThread, ThreadDestination } from './notify/index.ts';
import { createPipeline, type Pipeline, type Site } from './pipeline.ts';
import { createCorrelator } from './state/correlate.ts';
import { memoryStore } from './state/memory.ts';
import { MEMORY_MS } from './state/once.ts';
import type { Clock, Store } from './state/store.ts';

export interface LocalOptions {
  readonly locate: FindingContext['locate'];
  /** Live look-ups; none if left out. */
  readonly lookUp?: LookUp;
  /** Called for each new message, as a channel would show it. */
  readonly onMessage?: (thread: AlertThread) => void;
  /** Whether rules that look for what is new stay silent at first, as after a deployment. */
  readonly learns?: boolean;
  /** What it remembers things in; a new memory if left out. */
  readonly store?: Store;
}

/** What stands in for all destinations of a site. */
const CHANNEL = 'local';
/** Each event comes once, in order of time: nothing need be remembered for the days in which it might come again. */
const REMEMBERED_MS = 60 * 60_000;

/**
 * The pipeline of the Lambda handlers on a laptop: in place of DynamoDB stands memory, in place of Slack one channel that always
 * takes everything, and the clock is the caller's, who sets it by the events.
 */
export function createLocalPipeline(
  site: Site,
  now: Clock,
  { locate, lookUp, onMessage, learns = false, store }: LocalOptions,
): Pipeline {
  const state = { store: store ?? memoryStore(now, { earlierMs: MEMORY_MS - REMEMBERED_MS }), now };
  const channel: ThreadDestination = {
    name: CHANNEL,
    post: async (thread) => {
      onMessage?.(thread);
      return {};
    },
    update: async (message) => message,
  };
  return createPipeline(site, {
    locate,
    now,
    ...(lookUp && { lookUp }),
    correlator: createCorrelator(state, { learns }),
    route: () => [CHANNEL],
    deliver: createDelivery({
      state,
      destinations: new Map([[CHANNEL, channel]]),
      floodPerHour: site.settings.flood['per-hour'],
      paceMs: 0,
    }),
  });
}
