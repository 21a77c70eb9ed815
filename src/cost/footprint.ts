import { HEARTBEAT_MINUTES } from '../deploy/heartbeat.ts';
import { grantsFor } from '../deploy/roles.ts';
import { toFunctions, toResources } from '../deploy/service.ts';
import type { Site } from '../pipeline.ts';
import { MONTH_DAYS } from './assumptions.ts';
import type { Footprint } from './month.ts';

/** What a deployment of a site holds that is charged for at rest: counted in the very template that `serverless deploy` would use. */
export function footprintOf({ rules, settings }: Site, handlers: readonly string[]): Footprint {
  const service = { prefix: 'trailbell-cost', handlers };
  const resources = Object.values(toResources(service, rules, grantsFor(settings)));
  const count = (type: string): number => resources.filter(({ Type }) => Type === type).length;
  const schedules = resources.filter(({ Properties }) => 'ScheduleExpression' in Properties).length;
  return {
    alarms: count('AWS::CloudWatch::Alarm'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    keys: count('AWS::KMS::Key'),
    // Each heartbeat counts in a metric of its function.
    metrics: schedules,
    polledQueues: Object.keys(toFunctions(service)).length,
    heartbeats: (schedules * MONTH_DAYS * 24 * 60) / HEARTBEAT_MINUTES,
  };
}
