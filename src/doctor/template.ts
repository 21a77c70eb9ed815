import { isObject, type JsonObject, textAt, valueAt } from '../cloudtrail/json.ts';
import { coverOf } from '../cover/index.ts';
import type { Resource, Resources } from '../deploy/cloudformation.ts';
import { grantsFor } from '../deploy/roles.ts';
import { toResources } from '../deploy/service.ts';
import type { Deployment, Plan } from './deployment.ts';

/** An ARN in the account and region of a plan. */
export function arnIn({ partition, region, account }: Plan, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** Works out what the files make of a plan. */
export function deploymentOf(plan: Plan): Deployment {
  const { prefix, handlers, rules, settings, hub } = plan;
  const resources = toResources({ prefix, handlers, ...(hub && { hub }) }, rules, grantsFor(settings));
  return { ...plan, template: filledIn(resources, plan), cover: hub ? coverOf(rules) : [] };
}

/** The properties of the resources of a type. */
export function propertiesOf(resources: Resources, type: string): readonly JsonObject[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);
}

/** Resources with the names and ARNs of queues, topics and buses filled in, and those of the place. */
export function filledIn(resources: Resources, plan: Plan): Resources {
  return fillIn(resources, resources, plan) as Resources;
}

function fillIn(value: unknown, resources: Resources, plan: Plan): unknown {
  if (Array.isArray(value)) return value.map((each) => fillIn(each, resources, plan));
  if (!isObject(value)) return value;
  const reference = textAt(value, 'Fn::GetAtt', '0') ?? textAt(value, 'Ref');
  const text = reference
    ? nameOf(resources[reference], 'Ref' in value, plan)
    : textAt(value, 'Fn::Sub')?.replace(PSEUDO_PARAMETER, (whole, name) => pseudoParameter(name, plan) ?? whole);
  if (text !== undefined) return text;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fillIn(each, resources, plan)]));
}

const PSEUDO_PARAMETER = /\$\{AWS::(\w+)\}/g;

function pseudoParameter(name: string, { partition, region, account }: Plan): string | undefined {
  return { Partition: partition, Region: region, AccountId: account }[name];
}

/** What a reference to a resource gives: its ARN, or for a `Ref` what that gives for its type. Undefined for other types. */
function nameOf(resource: Resource | undefined, isRef: boolean, plan: Plan): string | undefined {
  const name = (key: string): string => String(valueAt(resource?.Properties, key));
  switch (resource?.Type) {
    case 'AWS::SQS::Queue':
      return arnIn(plan, 'sqs', name('QueueName'));
    case 'AWS::SNS::Topic':
      return arnIn(plan, 'sns', name('TopicName'));
    case 'AWS::Events::EventBus':
      return isRef ? name('Name') : arnIn(plan, 'events', `event-bus/${name('Name')}`);
  }
}
