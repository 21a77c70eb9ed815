import { DescribeEventBusCommand } from '@aws-sdk/client-eventbridge';
import { paginateListSubscriptionsByTopic, type Subscription } from '@aws-sdk/client-sns';
import { askWhether, type Probe } from './ask.ts';
import { broken, type Check, counted, fine, warning } from './check.ts';
import type { Clients } from './clients.ts';
import type { Deployment } from './deployment.ts';
import { deployCommand } from './rules.ts';
import { arnIn } from './template.ts';

/** The topics and buses that alerts go to. */
export function destinationProbes(clients: Clients, deployment: Deployment): readonly Probe[] {
  const destinations = Object.values(deployment.settings.destinations);
  const topics = new Set(destinations.flatMap((each) => (each.type === 'sns' ? [each.topic] : [])));
  const buses = new Set(destinations.flatMap((each) => (each.type === 'eventbridge' ? [each.bus] : [])));
  return [
    ...[...topics].map((topic) => topicProbe(clients, topic, deployment)),
    ...[...buses].map((bus) => ({
      subject: 'destinations',
      about: `bus ${bus}`,
      look: async () => [judgeBus(bus, await hasBus(clients, bus, deployment), deployment)],
    })),
  ];
}

/** The topic that the alarms about Trailbell itself go to. */
export function operationsProbe(clients: Clients, deployment: Deployment): Probe {
  return topicProbe(clients, operationsTopic(deployment), deployment);
}

function topicProbe(clients: Clients, topic: string, deployment: Deployment): Probe {
  return {
    subject: 'destinations',
    about: `topic ${topic}`,
    look: async () => judgeTopic(topic, await readSubscriptions(clients, topic), deployment),
  };
}

function operationsTopic(deployment: Deployment): string {
  return arnIn(deployment, 'sns', `${deployment.prefix}-operations`);
}

/** Who subscribed to a topic; undefined where there is no such topic. */
async function readSubscriptions({ snsIn }: Clients, TopicArn: string): Promise<readonly Subscription[] | undefined> {
  const client = snsIn(TopicArn.split(':')[3] ?? '');
  return askWhether('sns:ListSubscriptionsByTopic', ['NotFoundException', 'NotFound'], async () => {
    const all: Subscription[] = [];
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
      all.push(...Subscriptions);
    }
    return all;
  });
}

export function judgeTopic(
  topic: string,
  subscriptions: readonly Subscription[] | undefined,
  deployment: Deployment,
): Check[] {
  const name = topic.split(':').at(-1) ?? '';
  const [, , , region] = topic.split(':');
  const isOperations = topic === operationsTopic(deployment);
  if (!subscriptions) {
    return [
      broken('destinations/topic', {
        text: `there is no topic ${name} in ${region}`,
        mend: isOperations
          ? deployCommand(deployment)
          : `aws sns create-topic --name ${name} --region ${region}, or name another in trailbell.yml`,
      }),
    ];
  }
  const pending = subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation');
  const endpoints = pending.map(({ Endpoint = '' }) => Endpoint);
  if (subscriptions.length === 0) {
    return [
      warning('destinations/subscriptions', {
        text: `nobody subscribed to topic ${name}${isOperations ? ': alarms about Trailbell itself reach nobody' : ''}`,
        mend: isOperations
          ? `${deployCommand(deployment)} --param="operatorEmail=<address>"`
          : `aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint <address> --region ${region}`,
      }),
    ];
  }
  if (pending.length === 0)
    return [fine('destinations/subscriptions', `topic ${name}: ${subscriptions.length} confirmed`)];
  const all = pending.length === subscriptions.length;
  return [
    (all ? broken : warning)('destinations/subscriptions', {
      text: `topic ${name}: not confirmed ${all ? 'by anybody' : 'yet'}: ${counted(endpoints, 'subscription')}`,
      mend: 'open the link in the mail "AWS Notification - Subscription Confirmation"; subscribe again where it is older than two days',
      of: endpoints,
    }),
  ];
}

async function hasBus({ events }: Clients, bus: string, { account, region }: Deployment): Promise<boolean | undefined> {
  const [, , , itsRegion = region, itsAccount = account] = bus.split(':');
  if (itsRegion !== region || itsAccount !== account) return undefined;
  const found = await askWhether('events:DescribeEventBus', ['ResourceNotFoundException'], () =>
    events.send(new DescribeEventBusCommand({ Name: bus })),
  );
  return found !== undefined;
}

export function judgeBus(bus: string, isThere: boolean | undefined, { region }: Deployment): Check {
  if (isThere === undefined)
    return fine('destinations/bus', `bus ${bus} lies in another account or region: its owner knows whether it is open`);
  if (isThere) return fine('destinations/bus', `bus ${bus} is there`);
  return broken('destinations/bus', {
    text: `there is no bus ${bus} in ${region}`,
    mend: `aws events create-event-bus --name ${bus.split('/').at(-1)} --region ${region}, or name another in trailbell.yml`,
  });
}
