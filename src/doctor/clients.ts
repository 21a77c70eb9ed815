import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientConfig } from '../lookup/client-config.ts';

/** A region that cannot be reached must not keep the others waiting for minutes. */
const CONNECT_MS = 5_000;
const ANSWER_MS = 20_000;

export type Clients = ReturnType<typeof openClients>;

/** Clients in a region, and in others where what is asked about lies there. */
export function openClients(region: string) {
  // Few connections to each service: EventBridge throttles those who ask about hundreds of rules at once.
  const shared = clientConfig({ region });
  const requestHandler = { ...shared.requestHandler, connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS };
  const config = { ...shared, requestHandler, maxAttempts: 4 };
  return {
    cloudTrail: new CloudTrailClient(config),
    cloudWatch: new CloudWatchClient(config),
    events: new EventBridgeClient(config),
    lambda: new LambdaClient(config),
    quotas: new ServiceQuotasClient(config),
    // A trail's bucket may lie in any region.
    s3: new S3Client({ ...config, followRegionRedirects: true }),
    // Else the host of a queue's URL would win over an endpoint that the person has set.
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
    ssm: new SSMClient(config),
    cloudTrailIn: (other: string) => new CloudTrailClient({ ...config, region: other }),
    eventsIn: (other: string) => new EventBridgeClient({ ...config, region: other }),
    sqsIn: (other: string) => new SQSClient({ ...config, region: other, useQueueUrlAsEndpoint: false }),
    snsIn: (other: string) => new SNSClient({ ...config, region: other }),
  };
}
