import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { createDelivery } from '../delivery/deliver.ts';
import type { Finding } from '../finding/finding.ts';
import { openCountryDatabase } from '../finding/index.ts';
import { expiredSuppressions } from '../finding/suppress.ts';
import { createLookups } from '../lookup/index.ts';
import { METRICS_NAMESPACE, type MetricName } from '../metrics.ts';
import { compileRoutes } from '../notify/index.ts';
import { createPipeline, type Outcome, type Site } from '../pipeline.ts';
import { createCorrelator } from '../state/correlate.ts';
import { dynamoStore } from '../state/dynamodb.ts';
import { openDestinations } from './destinations.ts';
import { createHeartbeat, isHeartbeat } from './heartbeat.ts';
import { parseMessage } from './message.ts';
import { checkStart } from './start.ts';
import { createHiding, isWait, secondsToHide } from './visibility.ts';

/** How soon after it was posted the message of a burst changes for the first time. */
const PACE_MS = 5_000;
const LATENCY: MetricName = 'SecondsFromEventToDelivery';

/**
 * The Lambda handler for one kind of event: an SQS batch of rule messages in, `{ batchItemFailures }` out. A message that
 * fails goes back to the queue alone; the others of its batch go through.
 * @throws SettingsError at cold start, where the site's settings or the environment lack something.
 */
export function createHandler(kind: string, site: Site, environment: NodeJS.ProcessEnv = process.env) {
  const logger = new Logger({ serviceName: `trailbell-${kind}` });
  // By the function's name, which tells the stages of an account apart.
  const metrics = new Metrics({
    namespace: METRICS_NAMESPACE,
    serviceName: environment.AWS_LAMBDA_FUNCTION_NAME ?? kind,
  });
  const count = (name: MetricName): void => {
    metrics.addMetric(name, MetricUnit.Count, 1);
  };
  const { countryDatabase, stateTable } = checkStart(site, environment);
  for (const { file, suppression } of expiredSuppressions(site, Date.now())) {
    logger.warn('a suppression has expired and does nothing', { file, suppression });
  }
  const state = { store: dynamoStore({ table: stateTable, now: Date.now }), now: Date.now };
  const { settings } = site;
  const destinations = openDestinations(settings, environment);
  const pipeline = createPipeline(site, {
    locate: openCountryDatabase(countryDatabase),
    now: Date.now,
    lookUp: createLookups(settings, { now: Date.now }),
    correlator: createCorrelator(state, { learns: true }),
    route: compileRoutes(settings),
    deliver: createDelivery({
      state,
      destinations,
      ...(settings.fallback !== undefined && { fallback: settings.fallback }),
      floodPerHour: settings.flood['per-hour'],
      paceMs: PACE_MS,
      onTold: (finding, destination, delivery) => {
        logger.info('finding told', { ...keysOf(finding), destination, delivery });
      },
      onFallback: (finding, reason) => {
        logger.error('finding told to the fallback', { ...keysOf(finding), error: reason });
        count('FallbackDeliveries');
      },
    }),
  });
  const hide = createHiding(new SQSClient({ useQueueUrlAsEndpoint: false }));

  const heartbeat = createHeartbeat({ kind, state, destinations });

  const handleRecord = async (record: SQSRecord): Promise<void> => {
    if (isHeartbeat(record.body)) return beat();
    const keys: Record<string, unknown> = { messageId: record.messageId, ...attemptOf(record) };
    try {
      const { rule, event } = parseMessage(record.body);
      Object.assign(keys, { rule, eventID: event.detail.eventID });
      const outcomes = await pipeline(rule, event);
      if (outcomes.length === 0) logger.info('the rule\'s "where" does not hold', keys);
      for (const outcome of outcomes) report(outcome, keys);
    } catch (error) {
      await comeBack(record, error as Error, keys);
      throw error;
    }
  };

  /** A heartbeat that fails does not return to its queue: the next one is on its way, and an alarm rings if that fails too. */
  const beat = async (): Promise<void> => {
    try {
      await heartbeat();
      count('Heartbeat');
    } catch (error) {
      logger.error('no heartbeat: an alert would not be told now', { error: error as Error });
    }
  };

  const report = ({ finding, delivery }: Outcome, keys: object): void => {
    logger.info('finding handled', { ...keys, finding: finding.id, delivery, severity: finding.severity });
    count(`Findings_${delivery}`);
    if (delivery !== 'message' && delivery !== 'thread') return;
    const secondsLate = (Date.now() - Date.parse(finding.time)) / 1000;
    if (secondsLate >= 0) metrics.addMetric(LATENCY, MetricUnit.Seconds, secondsLate);
  };

  const comeBack = async (record: SQSRecord, error: Error, keys: object): Promise<void> => {
    const { ApproximateReceiveCount, SentTimestamp } = record.attributes;
    const seconds = secondsToHide(error, {
      receiveCount: Number(ApproximateReceiveCount ?? 1),
      ageSeconds: SentTimestamp ? (Date.now() - Number(SentTimestamp)) / 1000 : 0,
    });
    const details = { ...keys, seconds, error };
    if (isWait(error)) {
      logger.info('the message comes back later', details);
      count('WaitingMessages');
    } else {
      logger.error('finding not delivered; the message returns to its queue', details);
      count('FailedMessages');
    }
    try {
      await hide(record, seconds);
    } catch (cause) {
      logger.warn("the message stays away for its queue's visibility timeout", { ...keys, error: cause as Error });
    }
  };

  const handleBatch = (batch: SQSEvent) =>
    processPartialResponse(batch, handleRecord, new BatchProcessor(EventType.SQS), { throwOnFullBatchFailure: false });

  return middy(handleBatch).use(injectLambdaContext(logger)).use(logMetrics(metrics));
}

/** What finds the lines of a finding in the log. */
function keysOf({ id, rule, event }: Finding): object {
  return { rule: rule.id, finding: id, eventID: event.eventID };
}

/** When EventBridge put a message on its queue, when this attempt at it began, and the how-manieth it is. */
function attemptOf({ attributes }: SQSRecord): object {
  const { SentTimestamp, ApproximateReceiveCount } = attributes;
  return {
    ...(SentTimestamp && { queuedAt: new Date(Number(SentTimestamp)).toISOString() }),
    beganAt: new Date().toISOString(),
    ...(ApproximateReceiveCount && { attempt: Number(ApproximateReceiveCount) }),
  };
}
