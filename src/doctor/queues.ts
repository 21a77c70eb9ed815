import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { isObject, type JsonObject, textAt, valueAt } from '../cloudtrail/json.ts';
import { urlOf } from '../dead-letters/queue.ts';
import { ask, askWhether, type Probe } from './ask.ts';
import { broken, type Check, counted, fine, warning } from './check.ts';
import type { Clients } from './clients.ts';
import type { Deployment } from './deployment.ts';
import { DEFAULT_BUS, type SeenRule, wantedRules } from './event-rules.ts';
import { deployCommand } from './rules.ts';
import { arnIn, propertiesOf } from './template.ts';

/** A queue as it should be, and its attributes as they are; undefined where there is no such queue. */
export interface SeenQueue {
  readonly name: string;
  /** ARN of the queue that takes what fails, if it should have one. */
  readonly deadLetters: string | undefined;
  /** How often it should hand out a message before it gives it up. */
  readonly receives: number | undefined;
  readonly attributes: JsonObject | undefined;
}

const ABSENT = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'];

export function queueProbe({ sqs }: Clients, deployment: Deployment): Probe {
  const wanted = propertiesOf(deployment.template, 'AWS::SQS::Queue');
  return {
    subject: 'queues',
    about: 'the queues and what lies in those for dead letters',
    look: async () => {
      const queues = await Promise.all(
        wanted.map(async (properties): Promise<SeenQueue> => {
          const name = String(properties.QueueName);
          const attributes = await readQueue(sqs, name);
          const deadLetters = textAt(properties, 'RedrivePolicy', 'deadLetterTargetArn');
          const receives = valueAt(properties, 'RedrivePolicy', 'maxReceiveCount');
          return { name, deadLetters, receives: deadLetters ? Number(receives) : undefined, attributes };
        }),
      );
      return judgeQueues(queues, deployment);
    },
  };
}

/** The attributes of a queue; undefined where there is none. */
export async function readQueue(sqs: Clients['sqs'], name: string): Promise<JsonObject | undefined> {
  const url = await askWhether('sqs:GetQueueUrl', ABSENT, () => urlOf(sqs, name));
  if (url === undefined) return undefined;
  const { Attributes = {} } = await ask('sqs:GetQueueAttributes', () =>
    sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] })),
  );
  return Attributes;
}

export function judgeQueues(queues: readonly SeenQueue[], deployment: Deployment): Check[] {
  const there = queues.filter(({ attributes }) => attributes);
  const missing = namesOf(queues.filter(({ attributes }) => !attributes));
  const closed = namesOf(there.filter((queue) => !admitsSenders(queue, deployment)));
  const loose = namesOf(there.filter((queue) => !keepsFailures(queue)));
  const hasty = namesOf(there.filter((queue) => keepsFailures(queue) && !isPatient(queue)));
  const mend = `${deployCommand(deployment)}; where that finds nothing to do, it was changed by hand: docs/doctor.md`;
  const found = [
    ...(missing.length > 0
      ? [broken('queues/missing', { text: `not there: ${counted(missing, 'queue')}`, mend, of: missing })]
      : []),
    ...(closed.length > 0
      ? [
          broken('queues/policy', {
            text: `closed to the rules that send there: ${counted(closed, 'queue')}`,
            mend,
            of: closed,
          }),
        ]
      : []),
    ...(loose.length > 0
      ? [
          broken('queues/redrive', {
            text: `without the queue that keeps what fails: ${counted(loose, 'queue')}`,
            mend,
            of: loose,
          }),
        ]
      : []),
    ...(hasty.length > 0
      ? [
          warning('queues/patience', {
            text: `give an alert up sooner than a day of Slack's silence: ${counted(hasty, 'queue')}`,
            mend,
            of: hasty,
          }),
        ]
      : []),
  ];
  return [
    ...(found.length > 0
      ? found
      : [fine('queues/deployed', `${queues.length} queues are there and open to the rules`)]),
    ...judgeDeadLetters(there, deployment),
  ];
}

function judgeDeadLetters(queues: readonly SeenQueue[], { stage, region }: Deployment): Check[] {
  const keeping = queues.filter(({ deadLetters }) => deadLetters === undefined);
  const filled = keeping.filter((queue) => waiting(queue) > 0);
  if (filled.length === 0) return keeping.length > 0 ? [fine('queues/dead-letters', 'no dead letters')] : [];
  const messages = filled.map((queue) => `${waiting(queue)} in ${queue.name}`);
  return [
    broken('queues/dead-letters', {
      text: `alerts that nobody got: ${messages.join(', ')}`,
      mend: `npx trailbell dlq --stage ${stage} --region ${region} says why; then npx trailbell redrive`,
      of: namesOf(filled),
    }),
  ];
}

/** Messages in a queue, also those that someone looks at right now. */
export function waiting({ attributes }: Pick<SeenQueue, 'attributes'>): number {
  return Number(attributes?.ApproximateNumberOfMessages) + Number(attributes?.ApproximateNumberOfMessagesNotVisible);
}

function namesOf(queues: readonly SeenQueue[]): string[] {
  return queues.map(({ name }) => name);
}

function keepsFailures({ deadLetters, attributes }: SeenQueue): boolean {
  if (!deadLetters) return true;
  return textAt(parse(attributes?.RedrivePolicy), 'deadLetterTargetArn') === deadLetters;
}

function isPatient({ receives, attributes }: SeenQueue): boolean {
  return receives === undefined || Number(valueAt(parse(attributes?.RedrivePolicy), 'maxReceiveCount')) >= receives;
}

/** Whether a queue's policy lets in all that send there: rules that have it as a target or for what they cannot deliver, the bus. */
function admitsSenders({ name, attributes }: SeenQueue, deployment: Deployment): boolean {
  const arn = arnIn(deployment, 'sqs', name);
  const rules = wantedRules(deployment.template).filter(({ targets }) =>
    targets.some((target) => target.Arn === arn || target.deadLetters === arn),
  );
  const buses = propertiesOf(deployment.template, 'AWS::Events::EventBus').filter(
    (bus) => textAt(bus, 'DeadLetterConfig', 'Arn') === arn,
  );
  const senders = [
    ...rules.map((rule) => ruleArn(rule, deployment)),
    ...buses.map(({ Name }) => arnIn(deployment, 'events', `event-bus/${Name}`)),
  ];
  const statements = [valueAt(parse(attributes?.Policy), 'Statement')].flat().filter(isObject);
  return senders.every((sender) => statements.some((statement) => admits(statement, sender)));
}

function ruleArn({ bus, name }: SeenRule, deployment: Deployment): string {
  return arnIn(deployment, 'events', `rule/${bus === DEFAULT_BUS ? '' : `${bus}/`}${name}`);
}

function admits(statement: JsonObject, source: string): boolean {
  if (statement.Effect !== 'Allow' || !list(valueAt(statement, 'Principal', 'Service')).includes(EVENTS)) return false;
  if (!list(statement.Action).some((action) => /^sqs:(\*|SendMessage)$/i.test(action))) return false;
  const sources = Object.values(isObject(statement.Condition) ? statement.Condition : {}).flatMap((condition) =>
    list(valueAt(condition, 'aws:SourceArn')),
  );
  return sources.length === 0 || sources.some((pattern) => isLike(pattern, source));
}

const EVENTS = 'events.amazonaws.com';

/** `*` and `?` as IAM's ArnLike has them, but that neither stops at a colon. */
function isLike(pattern: string, arn: string): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(arn);
}

/** Policies have one text or a list of texts. */
function list(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
}

function parse(text: unknown): unknown {
  return typeof text === 'string' ? JSON.parse(text) : undefined;
}
