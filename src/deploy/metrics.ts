import { METRICS_NAMESPACE, type MetricName } from '../metrics.ts';

/** A CloudWatch metric of one queue or one function. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimension: string;
  /** The dimension's value. */
  readonly of: string;
}

export function queueMetric(
  name: 'ApproximateNumberOfMessagesVisible' | 'ApproximateAgeOfOldestMessage',
  queueName: string,
): Metric {
  return { namespace: 'AWS/SQS', name, dimension: 'QueueName', of: queueName };
}

export function functionMetric(name: 'Errors' | 'Throttles', functionName: string): Metric {
  return { namespace: 'AWS/Lambda', name, dimension: 'FunctionName', of: functionName };
}

/** A metric that a handler writes. */
export function ownMetric(name: MetricName, functionName: string): Metric {
  return { namespace: METRICS_NAMESPACE, name, dimension: 'service', of: functionName };
}
