import type { JsonObject } from '../cloudtrail/json.ts';
import { coverOf } from '../cover/index.ts';
import type { Rule } from '../rule/rule.ts';
import { alarms } from './alarms.ts';
import { arnHere, arnOf, type Resources } from './cloudformation.ts';
import { dashboard } from './dashboard.ts';
import { heartbeatRule } from './heartbeat.ts';
import { busArn, busName, type Hub, hubResources } from './hub.ts';
import { operationsTopic } from './operations-topic.ts';
import { handlerQueues, queueId, TIMEOUT_SECONDS, undeliveredQueue } from './queues.ts';
import { functionRole, type Grants, roleId } from './roles.ts';
import { eventBridgeRule } from './rules.ts';
import { stateTable, tableArn } from './table.ts';

/** Invocations of one function at a time: few, as Slack takes about one message a second. */
export const MAX_CONCURRENCY = 2;

/** The environment variable with the fingerprint of a function's site. */
export const SITE_VARIABLE = 'TRAILBELL_SITE';

export interface Service {
  /** What the names of all resources begin with, such as `trailbell-prod`. */
  readonly prefix: string;
  /** Names of the files in `handlers/`, without extension. */
  readonly handlers: readonly string[];
  /** Who gets the alarms by mail; nobody if empty. */
  readonly operatorEmail?: string;
  /** The ARN of another stack's table, to share its state across regions; a table of its own if empty. */
  readonly sharedTable?: string;
  /** The fingerprint of rules and settings that functions show, if they show one. */
  readonly site?: string;
  /** A bus of its own, for events of other regions and accounts; without it rules hang on the default bus. */
  readonly hub?: Hub;
}

/** The `functions` of serverless.yml: one per handler, fed by its queue. */
export function toFunctions(service: Service): JsonObject {
  return Object.fromEntries(service.handlers.map((handler) => [handler, lambdaFunction(handler, service)]));
}

/** The resources beside the functions: what each handler and each rule needs, and what watches over them. */
export function toResources(service: Service, rules: readonly Rule[], grants: Grants): Resources {
  const { prefix, handlers, operatorEmail, hub } = service;
  const sources = ruleArns(service);
  return Object.assign(
    stateTable(service),
    undeliveredQueue(prefix, hub ? [...sources, busArn(prefix)] : sources),
    ...handlers.map((handler) => handlerQueues(handler, prefix, sources)),
    ...handlers.map((handler) => functionRole(handler, service, grants)),
    ...rules.map((rule) => eventBridgeRule(rule, service)),
    ...handlers.map((handler) => heartbeatRule(handler, prefix)),
    operationsTopic(prefix, operatorEmail),
    alarms(prefix, handlers),
    dashboard(prefix, handlers),
    hub && hubResources(prefix, hub, coverOf(rules)),
  );
}

/**
 * The rules of a service by the beginning of their names: a queue policy may have 8 kB, and the ARNs of 100 rules already fill
 * it. The ARN of a rule holds its bus, unless that is the default bus, where schedules stand always.
 */
function ruleArns({ prefix, hub }: Service): readonly JsonObject[] {
  const onDefaultBus = arnHere('events', `rule/${prefix}-*`);
  return hub ? [onDefaultBus, arnHere('events', `rule/${busName(prefix)}/${prefix}-*`)] : [onDefaultBus];
}

function lambdaFunction(handler: string, service: Service): JsonObject {
  return {
    name: `${service.prefix}-${handler}`,
    handler: `handlers/${handler}.handler`,
    role: roleId(handler),
    timeout: TIMEOUT_SECONDS,
    environment: { TRAILBELL_STATE_TABLE: tableArn(service), ...(service.site && { [SITE_VARIABLE]: service.site }) },
    events: [
      {
        sqs: {
          arn: arnOf(queueId(handler)),
          functionResponseType: 'ReportBatchItemFailures',
          maximumConcurrency: MAX_CONCURRENCY,
        },
      },
    ],
  };
}
