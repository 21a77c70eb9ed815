import type { JsonObject } from '../cloudtrail/json.ts';
import type { Resources } from './cloudformation.ts';
import { functionMetric, type Metric, ownMetric, queueMetric } from './metrics.ts';
import { deadLettersName, undeliveredName } from './queues.ts';

/** A line of a graph: a metric, and how its values of a period become one. */
interface Line {
  readonly metric: Metric;
  readonly statistic: string;
  readonly label: string;
}

interface Graph {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly stacked?: boolean;
}

const WIDTH = 12;
const HEIGHT = 6;
const PERIOD_SECONDS = 300;

/** A CloudWatch dashboard of a service. Dashboards have no region, so its name holds the one that it shows. */
export function dashboard(prefix: string, handlers: readonly string[]): Resources {
  const widgets = graphs(prefix, handlers).map(toWidget);
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: { 'Fn::Sub': `${prefix}-\${AWS::Region}` },
        DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets }) },
      },
    },
  };
}

function graphs(prefix: string, handlers: readonly string[]): readonly Graph[] {
  const each = (lines: (functionName: string, handler: string) => readonly Line[]): readonly Line[] =>
    handlers.flatMap((handler) => lines(`${prefix}-${handler}`, handler));
  const total = (name: Parameters<typeof ownMetric>[0], label: string): readonly Line[] =>
    each((functionName, handler) => [
      { metric: ownMetric(name, functionName), statistic: 'Sum', label: `${label}, ${handler}` },
    ]);
  return [
    {
      title: 'Seconds from event to delivery',
      lines: each((functionName, handler) =>
        ['p50', 'p99'].map((statistic) => ({
          metric: ownMetric('SecondsFromEventToDelivery', functionName),
          statistic,
          label: `${statistic}, ${handler}`,
        })),
      ),
    },
    {
      title: 'Findings',
      stacked: true,
      lines: [
        ...total('Findings_message', 'new message'),
        ...total('Findings_thread', 'in a thread'),
        ...total('Findings_suppressed', 'suppressed'),
        ...total('Findings_held', 'held'),
      ],
    },
    {
      title: 'Failures',
      lines: [
        ...total('FailedMessages', 'failed attempts'),
        ...total('FallbackDeliveries', 'told to the fallback'),
        ...each((functionName, handler) =>
          (['Errors', 'Throttles'] as const).map((name) => ({
            metric: functionMetric(name, functionName),
            statistic: 'Sum',
            label: `${name.toLowerCase()}, ${handler}`,
          })),
        ),
      ],
    },
    {
      title: 'Messages waiting',
      lines: each((queueName, handler) => [
        { metric: queueMetric('ApproximateNumberOfMessagesVisible', queueName), statistic: 'Maximum', label: handler },
      ]),
    },
    {
      title: 'Seconds that the oldest has waited',
      lines: each((queueName, handler) => [
        { metric: queueMetric('ApproximateAgeOfOldestMessage', queueName), statistic: 'Maximum', label: handler },
      ]),
    },
    {
      title: 'Dead letters',
      lines: [...handlers.map((handler) => deadLettersName(handler, prefix)), undeliveredName(prefix)].map((name) => ({
        metric: queueMetric('ApproximateNumberOfMessagesVisible', name),
        statistic: 'Maximum',
        label: name,
      })),
    },
  ];
}

function toWidget(
  { title, lines, stacked = false }: Graph & { readonly stacked?: boolean },
  index: number,
): JsonObject {
  return {
    type: 'metric',
    x: (index % 2) * WIDTH,
    y: Math.floor(index / 2) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: {
      title,
      stacked,
      view: 'timeSeries',
      region: `\${AWS::Region}`,
      period: PERIOD_SECONDS,
      metrics: lines.map(({ metric, statistic, label }) => [
        metric.namespace,
        metric.name,
        metric.dimension,
        metric.of,
        { stat: statistic, label },
      ]),
    },
  };
}
