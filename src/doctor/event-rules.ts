import { isDeepStrictEqual } from 'node:util';
import { ListRulesCommand, ListTargetsByRuleCommand, type Rule, type Target } from '@aws-sdk/client-eventbridge';
import { arrayAt, type JsonObject, textAt, valueAt } from '../cloudtrail/json.ts';
import type { Resources } from '../deploy/cloudformation.ts';
import { ask } from './ask.ts';
import type { Clients } from './clients.ts';
import { propertiesOf } from './template.ts';

export const DEFAULT_BUS = 'default';

/** A rule in EventBridge with its targets. */
export interface SeenRule {
  readonly bus: string;
  readonly name: string;
  readonly state: string;
  /** Its pattern or schedule. */
  readonly trigger: unknown;
  /** As far as the template says anything of them. */
  readonly targets: readonly JsonObject[];
}

/** The rules of a bus; their targets are not asked for. */
export async function listRules(events: Clients['events'], bus: string, prefix?: string): Promise<readonly Rule[]> {
  const rules: Rule[] = [];
  let token: string | undefined;
  do {
    const page = await ask('events:ListRules', () =>
      events.send(
        new ListRulesCommand({
          EventBusName: bus,
          ...(prefix && { NamePrefix: prefix }),
          ...(token && { NextToken: token }),
        }),
      ),
    );
    rules.push(...(page.Rules ?? []));
    token = page.NextToken;
  } while (token);
  return rules;
}

/** Rules with their targets. */
export async function withTargets(events: Clients['events'], rules: readonly Rule[]): Promise<readonly SeenRule[]> {
  return Promise.all(
    rules.map(async ({ Name: name = '', EventBusName: bus = DEFAULT_BUS, State, EventPattern, ScheduleExpression }) => {
      const { Targets = [] } = await ask('events:ListTargetsByRule', () =>
        events.send(new ListTargetsByRuleCommand({ Rule: name, EventBusName: bus })),
      );
      return {
        bus,
        name,
        state: State ?? '',
        trigger: EventPattern === undefined ? ScheduleExpression : JSON.parse(EventPattern),
        targets: Targets.map(asInTemplate).sort(byId),
      };
    }),
  );
}

/** The rules that a template makes. */
export function wantedRules(template: Resources): readonly SeenRule[] {
  return propertiesOf(template, 'AWS::Events::Rule').map((properties) => ({
    bus: textAt(properties, 'EventBusName') ?? DEFAULT_BUS,
    name: textAt(properties, 'Name') ?? '',
    state: textAt(properties, 'State') ?? 'ENABLED',
    trigger: valueAt(properties, 'EventPattern') ?? valueAt(properties, 'ScheduleExpression'),
    targets: (arrayAt(properties, 'Targets') as readonly Target[]).map(asInTemplate).sort(byId),
  }));
}

export function sameTrigger(one: SeenRule, other: SeenRule): boolean {
  return isSame(one.trigger, other.trigger);
}

export function sameTargets(one: SeenRule, other: SeenRule): boolean {
  return isSame(one.targets, other.targets);
}

/** As JSON: what stands in a file and what AWS answers have other prototypes. */
function isSame(one: unknown, other: unknown): boolean {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify({ value }));
  return isDeepStrictEqual(plain(one), plain(other));
}

function asInTemplate({ Id, Arn, Input, InputTransformer, DeadLetterConfig }: Target): JsonObject {
  return {
    Id,
    Arn,
    input: InputTransformer?.InputTemplate ?? Input,
    deadLetters: DeadLetterConfig?.Arn,
  };
}

function byId(one: JsonObject, other: JsonObject): number {
  return String(one.Id).localeCompare(String(other.Id));
}
