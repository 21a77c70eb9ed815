import * as cloudTrail from '@aws-sdk/client-cloudtrail';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as events from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as quotas from '@aws-sdk/client-service-quotas';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { ACCOUNT, type Account, HOME, PREFIX } from './account.ts';

// biome-ignore lint/suspicious/noExplicitAny: the stubs of ten clients have ten types
type Loose = any;

/** What a client is asked, and in which region. */
type Answer = (input: Loose, region: string) => unknown;

/** An error as AWS answers it. */
export function refusal(name: string, message = 'of the test'): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: 400 } });
}

export interface Recorded {
  /** IAM's names of all actions that were asked for. */
  readonly actions: ReadonlySet<string>;
  restore(): void;
}

/** Lets all clients answer as an account would. */
export function recordAnswers(account: Account): Recorded {
  const actions = new Set<string>();
  const stubs: Loose[] = [];
  const answer = (client: Loose, answers: readonly (readonly [Loose, string, Answer])[]): void => {
    const stub: Loose = mockClient(client);
    stubs.push(stub);
    stub.rejects(new Error(`${client.name} was asked what no answer is recorded for`));
    for (const [command, action, toAnswer] of answers) {
      stub.on(command).callsFake(async (input: Loose, getClient: () => Loose) => {
        const region = await getClient().config.region();
        actions.add(action);
        if (account.disabled.includes(region))
          throw refusal('UnrecognizedClientException', 'The security token included in the request is invalid.');
        if (account.denied.includes(action))
          throw refusal(account.deniedAs, `User is not authorized to perform: ${action}`);
        return toAnswer(input, region);
      });
    }
  };

  answer(sts.STSClient, [
    [
      sts.GetCallerIdentityCommand,
      'sts:GetCallerIdentity',
      () => ({ Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/alice` }),
    ],
  ]);
  const trailOf = (arn: string) =>
    account.trails.find(({ trail }) => trail.TrailARN === arn) ?? fail('TrailNotFoundException');
  answer(CloudTrailClient, [
    [
      cloudTrail.DescribeTrailsCommand,
      'cloudtrail:DescribeTrails',
      () => ({ trailList: account.trails.map(({ trail }) => trail) }),
    ],
    [cloudTrail.GetTrailStatusCommand, 'cloudtrail:GetTrailStatus', ({ Name }) => trailOf(Name).status],
    [
      cloudTrail.GetEventSelectorsCommand,
      'cloudtrail:GetEventSelectors',
      ({ TrailName }) => trailOf(TrailName).selectors,
    ],
    [
      cloudTrail.GetInsightSelectorsCommand,
      'cloudtrail:GetInsightSelectors',
      ({ TrailName }) => {
        const { insights } = trailOf(TrailName);
        if (insights.length === 0) throw refusal('InsightNotEnabledException');
        return { InsightSelectors: insights.map((InsightType) => ({ InsightType })) };
      },
    ],
  ]);
  const { bucket } = account;
  answer(s3.S3Client, [
    [
      s3.GetPublicAccessBlockCommand,
      's3:GetBucketPublicAccessBlock',
      () => ({ PublicAccessBlockConfiguration: bucket.block ?? fail('NoSuchPublicAccessBlockConfiguration') }),
    ],
    [s3.GetBucketVersioningCommand, 's3:GetBucketVersioning', () => bucket.versioning],
    [
      s3.GetObjectLockConfigurationCommand,
      's3:GetBucketObjectLockConfiguration',
      () => ({
        ObjectLockConfiguration: { ObjectLockEnabled: bucket.lock ?? fail('ObjectLockConfigurationNotFoundError') },
      }),
    ],
    [
      s3.GetBucketPolicyCommand,
      's3:GetBucketPolicy',
      () => ({ Policy: JSON.stringify(bucket.policy ?? fail('NoSuchBucketPolicy')) }),
    ],
  ]);
  answer(events.EventBridgeClient, eventAnswers(account));
  answer(sqs.SQSClient, [
    [
      sqs.GetQueueUrlCommand,
      'sqs:GetQueueUrl',
      ({ QueueName }, region) => {
        if (!account.queues[region]?.[QueueName]) throw refusal('QueueDoesNotExist');
        return { QueueUrl: `https://sqs.${region}.amazonaws.com/${ACCOUNT}/${QueueName}` };
      },
    ],
    [
      sqs.GetQueueAttributesCommand,
      'sqs:GetQueueAttributes',
      ({ QueueUrl }, region) => ({ Attributes: account.queues[region]?.[QueueUrl.split('/').at(-1)] }),
    ],
  ]);
  const functionOf = (name: string) => account.functions[name] ?? fail('ResourceNotFoundException');
  answer(lambda.LambdaClient, [
    [
      lambda.GetFunctionConfigurationCommand,
      'lambda:GetFunctionConfiguration',
      ({ FunctionName }) => functionOf(FunctionName).configuration,
    ],
    [
      lambda.GetFunctionConcurrencyCommand,
      'lambda:GetFunctionConcurrency',
      ({ FunctionName }) => ({ ReservedConcurrentExecutions: functionOf(FunctionName).reserved }),
    ],
    [
      lambda.ListEventSourceMappingsCommand,
      'lambda:ListEventSourceMappings',
      ({ FunctionName }) => ({ EventSourceMappings: functionOf(FunctionName).mappings }),
    ],
    [
      lambda.GetAccountSettingsCommand,
      'lambda:GetAccountSettings',
      () => ({ AccountLimit: { UnreservedConcurrentExecutions: account.unreserved } }),
    ],
  ]);
  answer(cloudWatch.CloudWatchClient, [
    [
      cloudWatch.GetMetricDataCommand,
      'cloudwatch:GetMetricData',
      ({ MetricDataQueries, StartTime }) => ({
        MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }: Loose) => {
          const { Namespace, MetricName, Dimensions } = MetricStat.Metric;
          const last =
            Namespace === 'Trailbell' && MetricName === 'Heartbeat'
              ? account.heartbeats[Dimensions[0].Value]
              : undefined;
          const isSeen = last !== undefined && last >= StartTime.getTime();
          return { Id, Timestamps: isSeen ? [new Date(last)] : [], Values: isSeen ? [1] : [] };
        }),
      }),
    ],
    [
      cloudWatch.DescribeAlarmsCommand,
      'cloudwatch:DescribeAlarms',
      ({ AlarmNamePrefix }) => ({
        MetricAlarms: account.alarms.filter(({ AlarmName }) => String(AlarmName).startsWith(AlarmNamePrefix)),
      }),
    ],
  ]);
  answer(ssm.SSMClient, [
    [
      ssm.GetParameterCommand,
      'ssm:GetParameter',
      ({ Name, WithDecryption }) => ({
        Parameter: WithDecryption && (account.parameters[Name] ?? fail('ParameterNotFound')),
      }),
    ],
  ]);
  answer(sns.SNSClient, [
    [
      sns.ListSubscriptionsByTopicCommand,
      'sns:ListSubscriptionsByTopic',
      ({ TopicArn }) => ({ Subscriptions: account.subscriptions[TopicArn] ?? fail('NotFoundException') }),
    ],
  ]);
  answer(quotas.ServiceQuotasClient, [
    [
      quotas.GetServiceQuotaCommand,
      'servicequotas:GetServiceQuota',
      ({ QuotaCode }) => ({ Quota: { QuotaCode, Value: account.rulesQuota ?? fail('NoSuchResourceException') } }),
    ],
  ]);
  return {
    actions,
    restore: () => {
      for (const stub of stubs) stub.restore();
    },
  };
}

function eventAnswers(account: Account): readonly (readonly [Loose, string, Answer])[] {
  const on = (region: string, bus: string) => (account.rules[region] ?? []).filter((rule) => rule.bus === bus);
  const foreign = (region: string, bus: string): unknown[] =>
    region === HOME && bus === PREFIX
      ? Array.from({ length: account.foreignRules }, (_, index) => ({
          Name: `other-${index}`,
          EventBusName: bus,
          EventPattern: '{}',
        }))
      : [];
  return [
    [
      events.DescribeEventBusCommand,
      'events:DescribeEventBus',
      ({ Name }) => {
        if (Name === PREFIX && account.hub) {
          return { Name, ...(account.hub.policy && { Policy: JSON.stringify(account.hub.policy) }) };
        }
        return account.buses.includes(Name) ? { Name } : fail('ResourceNotFoundException');
      },
    ],
    [
      events.DescribeArchiveCommand,
      'events:DescribeArchive',
      () => account.hub?.archive ?? fail('ResourceNotFoundException'),
    ],
    [
      events.ListRulesCommand,
      'events:ListRules',
      // Two to a page.
      ({ EventBusName, NamePrefix = '', NextToken }, region) => {
        const rules = on(region, EventBusName).map(({ name, state, pattern, schedule }) => ({
          Name: name,
          EventBusName,
          State: state,
          ...(pattern !== undefined && { EventPattern: JSON.stringify(pattern) }),
          ...(schedule && { ScheduleExpression: schedule }),
        }));
        const all: Loose[] = [...rules, ...foreign(region, EventBusName)].filter(({ Name }: Loose) =>
          Name.startsWith(NamePrefix),
        );
        const at = Number(NextToken ?? 0);
        return { Rules: all.slice(at, at + 2), ...(at + 2 < all.length && { NextToken: String(at + 2) }) };
      },
    ],
    [
      events.ListTargetsByRuleCommand,
      'events:ListTargetsByRule',
      ({ Rule, EventBusName }, region) => ({
        Targets: on(region, EventBusName).find(({ name }) => name === Rule)?.targets,
      }),
    ],
  ];
}

function fail(name: string): never {
  throw refusal(name);
}
