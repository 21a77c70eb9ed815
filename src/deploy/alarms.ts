import type { JsonObject } from '../cloudtrail/json.ts';
import { logicalId, type Resource, type Resources } from './cloudformation.ts';
import { HEARTBEAT_MINUTES } from './heartbeat.ts';
import { functionMetric, type Metric, ownMetric, queueMetric } from './metrics.ts';
import { OPERATIONS_TOPIC } from './operations-topic.ts';
import { deadLettersName, undeliveredName } from './queues.ts';

interface Alarm {
  /** What its name ends with. */
  readonly name: string;
  /** What it means and what to do, for the mail. */
  readonly description: string;
  readonly metric: Metric;
  readonly statistic: 'Sum' | 'Maximum';
  readonly threshold: { readonly above: number } | { readonly below: number };
  /** It rings when each of so many periods in a row is beyond the threshold; 1 if left out. */
  readonly periods?: number;
  /** 5 if left out. */
  readonly periodMinutes?: number;
  /** Whether a period without data is beyond the threshold. */
  readonly ringsOnSilence?: true;
}

const MANUAL = 'See docs/operations.md.';

/** The alarms of a service. They tell its operations topic, which is none of our code. */
export function alarms(prefix: string, handlers: readonly string[]): Resources {
  const all = [undeliveredAlarm(prefix), ...handlers.flatMap((handler) => handlerAlarms(handler, prefix))];
  return Object.fromEntries(all.map((alarm) => [logicalId(alarm.name, 'alarm'), toResource(alarm, prefix)]));
}

function undeliveredAlarm(prefix: string): Alarm {
  return {
    name: 'undelivered',
    description: `EventBridge could not put events on a queue. "npx trailbell dlq" says why. ${MANUAL}`,
    metric: queueMetric('ApproximateNumberOfMessagesVisible', undeliveredName(prefix)),
    statistic: 'Maximum',
    threshold: { above: 0 },
  };
}

function handlerAlarms(handler: string, prefix: string): readonly Alarm[] {
  // Of the queue and of the function alike.
  const name = `${prefix}-${handler}`;
  return [
    {
      name: `${handler}-dead-letters`,
      description: `Alerts were given up after many attempts. "npx trailbell dlq" says why. ${MANUAL}`,
      metric: queueMetric('ApproximateNumberOfMessagesVisible', deadLettersName(handler, prefix)),
      statistic: 'Maximum',
      threshold: { above: 0 },
    },
    {
      name: `${handler}-late`,
      description: `Alerts have been waiting for more than 15 minutes. The log of the function says for what. ${MANUAL}`,
      metric: queueMetric('ApproximateAgeOfOldestMessage', name),
      statistic: 'Maximum',
      threshold: { above: 15 * 60 },
    },
    {
      name: `${handler}-failing`,
      description: `Alerts have failed for half an hour and are tried again. The log of the function says why. ${MANUAL}`,
      metric: ownMetric('FailedMessages', name),
      statistic: 'Sum',
      threshold: { above: 0 },
      // A message that fails comes back within a quarter of an hour.
      periods: 2,
      periodMinutes: 15,
    },
    {
      name: `${handler}-fallback`,
      description: `A destination refuses alerts until a person mends it. The log of the function says what to do. ${MANUAL}`,
      metric: ownMetric('FallbackDeliveries', name),
      statistic: 'Sum',
      threshold: { above: 0 },
    },
    {
      name: `${handler}-errors`,
      description: `The function crashes, runs out of time or cannot start. Its log says why. ${MANUAL}`,
      metric: functionMetric('Errors', name),
      statistic: 'Sum',
      threshold: { above: 0 },
    },
    {
      name: `${handler}-throttles`,
      description: `Lambda does not run the function: the account's concurrency is used up. ${MANUAL}`,
      metric: functionMetric('Throttles', name),
      statistic: 'Sum',
      threshold: { above: 0 },
      periods: 3,
    },
    {
      name: `${handler}-heartbeat`,
      description: `No heartbeat for ${3 * HEARTBEAT_MINUTES} minutes, so no alert would come either. ${MANUAL}`,
      metric: ownMetric('Heartbeat', name),
      statistic: 'Sum',
      threshold: { below: 1 },
      periods: 3,
      periodMinutes: HEARTBEAT_MINUTES,
      ringsOnSilence: true,
    },
  ];
}

function toResource(alarm: Alarm, prefix: string): Resource {
  const { metric, periods = 1, periodMinutes = 5 } = alarm;
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `${prefix}-${alarm.name}`,
      AlarmDescription: alarm.description,
      Namespace: metric.namespace,
      MetricName: metric.name,
      Dimensions: [{ Name: metric.dimension, Value: metric.of }],
      Statistic: alarm.statistic,
      Period: periodMinutes * 60,
      EvaluationPeriods: periods,
      ...comparison(alarm.threshold),
      TreatMissingData: alarm.ringsOnSilence ? 'breaching' : 'notBreaching',
      AlarmActions: [{ Ref: OPERATIONS_TOPIC }],
    },
  };
}

function comparison(threshold: Alarm['threshold']): JsonObject {
  return 'above' in threshold
    ? { ComparisonOperator: 'GreaterThanThreshold', Threshold: threshold.above }
    : { ComparisonOperator: 'LessThanThreshold', Threshold: threshold.below };
}
