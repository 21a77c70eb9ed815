import { type JsonObject, objectAt, textAt, valueAt } from '../../src/cloudtrail/json.ts';
import type { Resources } from '../../src/deploy/cloudformation.ts';
import { compilePattern } from '../../src/pattern/index.ts';

/** One event on its way to one queue. */
export interface RoutedEvent {
  /** Logical id of the queue. */
  readonly queue: string;
  readonly body: string;
}

/** What EventBridge does with an event, by the rules of a template: to which queues it goes, and as what. */
export function routeEvent(resources: Resources, event: JsonObject): RoutedEvent[] {
  return Object.values(resources)
    .filter(({ Type, Properties }) => Type === 'AWS::Events::Rule' && Properties.EventPattern)
    .filter(({ Properties }) => sees(textAt(Properties, 'State'), event))
    .filter(({ Properties }) => compilePattern(objectAt(Properties, 'EventPattern') ?? {})(event))
    .map(({ Properties }) => ({
      queue: textAt(Properties, 'Targets', '0', 'Arn', 'Fn::GetAtt', '0') ?? '',
      body: fillTemplate(textAt(Properties, 'Targets', '0', 'InputTransformer', 'InputTemplate') ?? '', event),
    }));
}

/** What the schedules of a template send when their time comes. */
export function scheduledEvents(resources: Resources): RoutedEvent[] {
  return Object.values(resources)
    .filter(({ Type, Properties }) => Type === 'AWS::Events::Rule' && Properties.ScheduleExpression)
    .map(({ Properties }) => ({
      queue: textAt(Properties, 'Targets', '0', 'Arn', 'Fn::GetAtt', '0') ?? '',
      body: textAt(Properties, 'Targets', '0', 'Input') ?? '',
    }));
}

/** A rule that is merely ENABLED is not shown read-only management events. */
function sees(state: string | undefined, event: JsonObject): boolean {
  if (state === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS') return true;
  const isReadOnly =
    valueAt(event, 'detail', 'readOnly') === true && valueAt(event, 'detail', 'managementEvent') === true;
  return state === 'ENABLED' && !isReadOnly;
}

function fillTemplate(template: string, event: JsonObject): string {
  return template.replace('<aws.events.event.json>', () => JSON.stringify(event));
}
