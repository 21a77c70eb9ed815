import { DescribeAlarmsCommand, GetMetricDataCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { HEARTBEAT_MINUTES } from '../deploy/heartbeat.ts';
import { ownMetric } from '../deploy/metrics.ts';
import { ask, type Probe } from './ask.ts';
import { broken, type Check, counted, duration, fine, warning } from './check.ts';
import type { Clients } from './clients.ts';
import type { Deployment } from './deployment.ts';
import { deployCommand } from './rules.ts';
import { propertiesOf } from './template.ts';

const LOOK_BACK_MS = 24 * 60 * 60_000;
/** As the alarm has it. */
const MISSED = 3;

/** When each handler's last heartbeat arrived, in milliseconds since 1970; undefined: not within a day. */
export type Heartbeats = ReadonlyMap<string, number | undefined>;

export function heartbeatProbes(clients: Clients, deployment: Deployment): readonly Probe[] {
  return [
    {
      subject: 'heartbeat',
      about: 'when the last heartbeats arrived',
      look: async () => judgeHeartbeats(await readHeartbeats(clients, deployment), deployment),
    },
    {
      subject: 'alarms',
      about: 'the alarms',
      look: async () => judgeAlarms(await readAlarms(clients, deployment), deployment),
    },
  ];
}

async function readHeartbeats({ cloudWatch }: Clients, deployment: Deployment): Promise<Heartbeats> {
  const { handlers, prefix, nowMs } = deployment;
  const { MetricDataResults = [] } = await ask('cloudwatch:GetMetricData', () =>
    cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(nowMs - LOOK_BACK_MS),
        EndTime: new Date(nowMs),
        ScanBy: 'TimestampDescending',
        MetricDataQueries: handlers.map((handler, index) => {
          const { namespace, name, dimension, of } = ownMetric('Heartbeat', `${prefix}-${handler}`);
          return {
            Id: `heartbeat${index}`,
            MetricStat: {
              Metric: { Namespace: namespace, MetricName: name, Dimensions: [{ Name: dimension, Value: of }] },
              Period: 60,
              Stat: 'Sum',
            },
          };
        }),
      }),
    ),
  );
  const lastOf = (id: string): number | undefined =>
    MetricDataResults.find(({ Id }) => Id === id)?.Timestamps?.[0]?.getTime();
  return new Map(handlers.map((handler, index) => [handler, lastOf(`heartbeat${index}`)]));
}

export function judgeHeartbeats(heartbeats: Heartbeats, { prefix, nowMs }: Deployment): Check[] {
  const late = [...heartbeats].filter(([, last = 0]) => nowMs - last > MISSED * HEARTBEAT_MINUTES * 60_000);
  const ages = [...heartbeats.values()].map((last = 0) => nowMs - last);
  if (late.length === 0)
    return [fine('heartbeat/last', `the last heartbeats arrived at most ${duration(Math.max(...ages))} ago`)];
  return late.map(([handler, last]) =>
    broken('heartbeat/last', {
      text: `the last heartbeat of ${handler} arrived ${last ? `${duration(nowMs - last)} ago` : 'more than a day ago, if ever'}: alerts stay away likewise`,
      mend: `mend what is broken above; else the log /aws/lambda/${prefix}-${handler} says why`,
    }),
  );
}

async function readAlarms({ cloudWatch }: Clients, { prefix }: Deployment): Promise<readonly MetricAlarm[]> {
  const alarms: MetricAlarm[] = [];
  let token: string | undefined;
  do {
    const page = await ask('cloudwatch:DescribeAlarms', () =>
      cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: `${prefix}-`, ...(token && { NextToken: token }) })),
    );
    alarms.push(...(page.MetricAlarms ?? []));
    token = page.NextToken;
  } while (token);
  return alarms;
}

export function judgeAlarms(seen: readonly MetricAlarm[], deployment: Deployment): Check[] {
  const wanted = propertiesOf(deployment.template, 'AWS::CloudWatch::Alarm').map(({ AlarmName }) => String(AlarmName));
  // Another stage's name may begin with that of this one.
  const ours = seen.filter(({ AlarmName = '' }) => wanted.includes(AlarmName));
  const names = (alarms: readonly MetricAlarm[]): string[] => alarms.map(({ AlarmName = '' }) => AlarmName);
  const missing = wanted.filter((name) => !names(ours).includes(name));
  const silent = names(ours.filter(({ ActionsEnabled }) => ActionsEnabled === false));
  const found = [
    ...ours
      .filter(({ StateValue }) => StateValue === 'ALARM')
      .map(({ AlarmName, AlarmDescription = '' }) =>
        broken('alarms/ringing', {
          text: `alarm ${AlarmName} rings: ${AlarmDescription}`,
          mend: 'docs/operations.md has every alarm and what to do',
        }),
      ),
    ...(missing.length > 0
      ? [
          warning('alarms/missing', {
            text: `not deployed: ${counted(missing, 'alarm')}`,
            mend: deployCommand(deployment),
            of: missing,
          }),
        ]
      : []),
    ...(silent.length > 0
      ? [
          warning('alarms/silent', {
            text: `switched off: ${counted(silent, 'alarm')}`,
            mend: `aws cloudwatch enable-alarm-actions --alarm-names ${silent.join(' ')} --region ${deployment.region}`,
            of: silent,
          }),
        ]
      : []),
  ];
  return found.length > 0 ? found : [fine('alarms/quiet', `${wanted.length} alarms are there, none rings`)];
}
