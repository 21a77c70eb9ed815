import {
  CHUNK_BYTES,
  DESTINATION_CALL_MS,
  LAMBDA_GIGABYTES,
  LOG_BYTES,
  LOG_RETENTION_DAYS,
  MONTH_DAYS,
  OWN_MS,
  POLLS_A_MINUTE,
  QUEUE_REQUESTS,
  STATE_BYTES,
  STATE_CALL_MS,
  THREAD_KILOBYTES,
} from './assumptions.ts';
import { analysedEvents, type Month, type RuleMonth, sumOf } from './month.ts';
import type { PriceKey } from './prices.ts';

/** `rest`: also in a month in which nothing happens. */
export type Group = 'rest' | 'trail' | 'delivery' | 'alerts';

/** One thing that is charged for. */
export interface Item {
  readonly group: Group;
  readonly name: string;
  readonly price: PriceKey;
  /** In the units of the price, of which `per` may cost one sum. */
  readonly amount: (month: Month) => number;
}

const GIGA = 1e9;
const MINUTES = MONTH_DAYS * 24 * 60;

const AT_REST: readonly Omit<Item, 'group'>[] = [
  { name: 'alarms', price: 'alarms', amount: ({ footprint }) => footprint.alarms },
  { name: 'dashboards', price: 'dashboards', amount: ({ footprint }) => footprint.dashboards },
  { name: 'metrics of heartbeats', price: 'metrics', amount: ({ footprint }) => footprint.metrics },
  { name: 'KMS keys', price: 'kms-keys', amount: ({ footprint }) => footprint.keys },
  {
    name: 'polling of idle queues',
    price: 'sqs-requests',
    amount: ({ footprint }) => footprint.polledQueues * POLLS_A_MINUTE * MINUTES,
  },
  {
    name: 'heartbeats, SQS',
    price: 'sqs-requests',
    amount: ({ footprint }) => footprint.heartbeats * QUEUE_REQUESTS,
  },
  { name: 'heartbeats, Lambda', price: 'lambda-requests', amount: ({ footprint }) => footprint.heartbeats },
  {
    name: 'heartbeats, Lambda time',
    price: 'lambda-gb-seconds',
    amount: ({ footprint }) => gigabyteSeconds(footprint.heartbeats, 2 * STATE_CALL_MS + DESTINATION_CALL_MS),
  },
  { name: 'heartbeats, DynamoDB writes', price: 'dynamodb-writes', amount: ({ footprint }) => footprint.heartbeats },
  { name: 'heartbeats, DynamoDB reads', price: 'dynamodb-reads', amount: ({ footprint }) => footprint.heartbeats },
  // DynamoDB asks for the table's key anew after five minutes.
  { name: 'heartbeats, KMS', price: 'kms-requests', amount: ({ footprint }) => footprint.heartbeats },
  {
    name: 'heartbeats, logs',
    price: 'logs-ingested',
    amount: ({ footprint }) => (footprint.heartbeats * LOG_BYTES) / GIGA,
  },
];

const OF_TRAIL: readonly Omit<Item, 'group'>[] = [
  {
    name: 'management events, further copies',
    price: 'trail-management-copies',
    amount: ({ trails, ...month }) => Math.max(0, trails - 1) * (month.managementReads + month.managementWrites),
  },
  {
    name: 'data events',
    price: 'trail-data-events',
    amount: ({ trails, dataEvents }) => trails * Object.values(dataEvents).reduce((sum, events) => sum + events, 0),
  },
  {
    name: 'network activity events',
    price: 'trail-network-events',
    amount: ({ trails, networkEvents }) => trails * networkEvents,
  },
  { name: 'Insights, events analysed', price: 'insights-management', amount: analysedEvents },
  {
    name: 'log files, stored',
    price: 's3-storage',
    amount: ({ trails, logs }) => (trails * logs.gigabytes * logs.keptDays) / MONTH_DAYS,
  },
  { name: 'log files, written', price: 's3-puts', amount: ({ trails, logs }) => trails * logs.files },
];

const OF_DELIVERY: readonly Omit<Item, 'group'>[] = [
  {
    name: 'read-only events to rules',
    price: 'events-read-only',
    amount: (month) => sumOf(month, ({ readOnly }) => readOnly),
  },
  { name: 'events to the hub', price: 'events-forwarded', amount: (month) => month.forwarded * chunks(month) },
  {
    name: 'events to the hub, transfer',
    price: 'transfer-between-regions',
    amount: ({ forwarded, eventBytes }) => (forwarded * eventBytes) / GIGA,
  },
  { name: 'archive of the hub, taken in', price: 'events-archived', amount: archivedGigabytes },
  {
    name: 'archive of the hub, kept',
    price: 'events-archive-storage',
    amount: (month) => (archivedGigabytes(month) * month.archiveDays) / MONTH_DAYS,
  },
];

const OF_ALERTS: readonly Omit<Item, 'group'>[] = [
  {
    name: 'events, SQS',
    price: 'sqs-requests',
    amount: (month) => sumOf(month, ({ matched }) => matched) * QUEUE_REQUESTS * chunks(month),
  },
  { name: 'events, Lambda', price: 'lambda-requests', amount: (month) => sumOf(month, ({ matched }) => matched) },
  {
    name: 'events, Lambda time',
    price: 'lambda-gb-seconds',
    amount: (month) =>
      sumOf(month, (rule) => {
        const ms =
          OWN_MS * rule.matched + STATE_CALL_MS * (reads(rule) + writes(rule)) + DESTINATION_CALL_MS * calls(rule);
        return gigabyteSeconds(1, ms);
      }),
  },
  {
    name: 'findings, DynamoDB writes',
    price: 'dynamodb-writes',
    amount: (month) => sumOf(month, (rule) => writes(rule) + (THREAD_KILOBYTES - 1) * 2 * rule.told.slack),
  },
  { name: 'findings, DynamoDB reads', price: 'dynamodb-reads', amount: (month) => sumOf(month, reads) },
  { name: 'state, stored', price: 'dynamodb-storage', amount: stateGigabytes },
  { name: 'state, backup', price: 'dynamodb-backup', amount: stateGigabytes },
  { name: 'findings to SNS', price: 'sns-publishes', amount: (month) => sumOf(month, ({ told }) => told.sns) },
  {
    name: 'findings to EventBridge',
    price: 'events-custom',
    amount: (month) => sumOf(month, ({ told }) => told.eventbridge),
  },
  { name: 'events, logs', price: 'logs-ingested', amount: loggedGigabytes },
  {
    name: 'logs, stored',
    price: 'logs-stored',
    amount: (month) =>
      ((loggedGigabytes(month) + (month.footprint.heartbeats * LOG_BYTES) / GIGA) * LOG_RETENTION_DAYS) / MONTH_DAYS,
  },
];

/** All that is charged for. Of what an account has free each month, the first take it first. */
export const ITEMS: readonly Item[] = [
  ...AT_REST.map((item) => ({ ...item, group: 'rest' as const })),
  ...OF_TRAIL.map((item) => ({ ...item, group: 'trail' as const })),
  ...OF_DELIVERY.map((item) => ({ ...item, group: 'delivery' as const })),
  ...OF_ALERTS.map((item) => ({ ...item, group: 'alerts' as const })),
];

function chunks({ eventBytes }: Month): number {
  return Math.max(1, Math.ceil(eventBytes / CHUNK_BYTES));
}

function gigabyteSeconds(messages: number, ms: number): number {
  return (messages * ms * LAMBDA_GIGABYTES) / 1000;
}

function archivedGigabytes({ onHub, archiveDays, eventBytes }: Month): number {
  return archiveDays > 0 ? (onHub * eventBytes) / GIGA : 0;
}

function loggedGigabytes(month: Month): number {
  return (sumOf(month, ({ matched }) => matched) * LOG_BYTES) / GIGA;
}

function stateGigabytes(month: Month): number {
  return (sumOf(month, ({ alerts }) => alerts) * STATE_BYTES) / GIGA;
}

/** Calls of DynamoDB: see the table in docs/operations.md. */
function reads({ told, correlated }: RuleMonth): number {
  return 2 * told.slack + correlated;
}

function writes({ told, correlated }: RuleMonth): number {
  return 2 * (told.slack + told.sns + told.eventbridge) + correlated;
}

function calls({ told }: RuleMonth): number {
  return told.slack + told.sns + told.eventbridge;
}
