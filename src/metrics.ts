import type { Delivery } from './pipeline.ts';

/** CloudWatch's namespace of what the handlers measure. Each metric has one dimension, `service`: the name of the function. */
export const METRICS_NAMESPACE = 'Trailbell';

export type MetricName =
  | `Findings_${Delivery}`
  | 'SecondsFromEventToDelivery'
  /** Attempts that failed; their messages come again. */
  | 'FailedMessages'
  /** Attempts that came too early for a thread; their messages come again. */
  | 'WaitingMessages'
  /** Findings told to the fallback, as their destination needs a person. */
  | 'FallbackDeliveries'
  | 'Heartbeat';
