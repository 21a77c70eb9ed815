import { type JsonObject, textAt, valueAt } from '../../src/cloudtrail/json.ts';
import type { Resources } from '../../src/deploy/cloudformation.ts';
import { compilePattern } from '../../src/pattern/index.ts';

const DEFAULT_BUS = 'default';

/** One event on its way to one queue. */
export interface RoutedEvent {
  /** Logical id of the queue. */
  readonly queue: string;
  readonly body: string;
}

/**
 * What EventBridge does with an event on a bus, by the rules of a template: to which queues it goes, and as what. A target that is
 * a bus of the template hands it on.
 * @param bus its logical id, or that of the account
 */
export function routeEvent(resources: Resources, event: JsonObject, bus = DEFAULT_BUS): RoutedEvent[] {
  return firingRules(resources, event, bus).flatMap((rule) => {
    const target = textAt(rule, 'Targets', '0', 'Arn', 'Fn::GetAtt', '0') ?? '';
    if (resources[target]?.Type === 'AWS::Events::EventBus') return routeEvent(resources, event, target);
    const template = textAt(rule, 'Targets', '0', 'InputTransformer', 'InputTemplate') ?? '';
    return { queue: target, body: fillTemplate(template, event) };
  });
}

/** The properties of the rules of a template that fire for an event on a bus. */
export function firingRules(resources: Resources, event: JsonObject, bus = DEFAULT_BUS): JsonObject[] {
  return Object.values(resources)
    .filter(({ Type, Properties }) => Type === 'AWS::Events::Rule' && Properties.EventPattern)
    .map(({ Properties }) => Properties)
    .filter(({ EventBusName }) => (textAt(EventBusName, 'Ref') ?? DEFAULT_BUS) === bus)
    .filter(({ State }) => sees(State, event))
    .filter(({ EventPattern }) => compilePattern(EventPattern)(event));
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
function sees(state: unknown, event: JsonObject): boolean {
  if (state === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS') return true;
  const isReadOnly =
    valueAt(event, 'detail', 'readOnly') === true && valueAt(event, 'detail', 'managementEvent') === true;
  return state === 'ENABLED' && !isReadOnly;
}

function fillTemplate(template: string, event: JsonObject): string {
  return template.replace('<aws.events.event.json>', () => JSON.stringify(event));
}
