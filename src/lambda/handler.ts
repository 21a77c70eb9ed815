import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { openCountryDatabase } from '../finding/index.ts';
import { createPipeline, type Site } from '../pipeline.ts';
import { openDestinations } from './destinations.ts';
import { parseMessage } from './message.ts';
import { checkStart } from './start.ts';

/**
 * The Lambda handler for one kind of event: an SQS batch of rule messages in, `{ batchItemFailures }` out. A message that
 * fails goes back to the queue alone; the others of its batch go through.
 * @throws SettingsError at cold start, where the site's settings or the environment lack something.
 */
export function createHandler(kind: string, site: Site, environment: NodeJS.ProcessEnv = process.env) {
  const logger = new Logger({ serviceName: `trailbell-${kind}` });
  const metrics = new Metrics({ namespace: 'Trailbell', serviceName: kind });
  const { countryDatabase } = checkStart(site, environment);
  const pipeline = createPipeline(site, {
    locate: openCountryDatabase(countryDatabase),
    deliver: openDestinations(site.settings, environment),
  });

  const handleRecord = async ({ body, messageId }: SQSRecord): Promise<void> => {
    const { rule, event } = parseMessage(body);
    const keys = { rule, eventID: event.detail.eventID, messageId };
    try {
      const outcome = await pipeline(rule, event);
      if (!outcome) {
        logger.info('the rule\'s "where" does not hold', keys);
        return;
      }
      const { finding, delivery } = outcome;
      logger.info('finding handled', { ...keys, finding: finding.id, delivery, severity: finding.severity });
      metrics.addMetric(`Findings_${delivery}`, MetricUnit.Count, 1);
      const secondsLate = (Date.now() - Date.parse(finding.time)) / 1000;
      if (secondsLate >= 0) metrics.addMetric('SecondsFromEventToDelivery', MetricUnit.Seconds, secondsLate);
    } catch (error) {
      logger.error('finding not delivered; the message returns to its queue', { ...keys, error: error as Error });
      throw error;
    }
  };

  const handleBatch = async (batch: SQSEvent) => {
    const response = await processPartialResponse(batch, handleRecord, new BatchProcessor(EventType.SQS), {
      throwOnFullBatchFailure: false,
    });
    metrics.addMetric('FailedMessages', MetricUnit.Count, response.batchItemFailures.length);
    return response;
  };

  return middy(handleBatch).use(injectLambdaContext(logger)).use(logMetrics(metrics));
}
