import { describe, expect, test } from '@jest/globals';
import { isObject, type JsonObject, objectAt, textAt, valueAt } from '../../src/cloudtrail/json.ts';
import { logicalId } from '../../src/deploy/cloudformation.ts';
import { toFunctions, toResources } from '../../src/deploy/service.ts';
import { statements, texts } from './privilege-check.ts';
import { referenceFaults } from './reference-check.ts';
import { GRANTS, RESOURCES, RULES, SERVICE } from './sample-service.ts';

const ALARMS = propertiesOf('AWS::CloudWatch::Alarm');

function propertiesOf(type: string): JsonObject[] {
  return Object.values(RESOURCES).flatMap(({ Type, Properties }) => (Type === type ? [Properties] : []));
}

function alarm(name: string): JsonObject {
  const found = ALARMS.find(({ AlarmName }) => AlarmName === `trailbell-prod-${name}`);
  if (!found) throw new Error(`no alarm ${name}`);
  return found;
}

/** Names of all that can be the value of a metric's dimension. */
const NAMED = new Set<unknown>([
  ...propertiesOf('AWS::SQS::Queue').map(({ QueueName }) => QueueName),
  ...Object.values(toFunctions(SERVICE)).map((lambda) => textAt(lambda, 'name')),
]);

describe('the alarms', () => {
  test('ring for each queue and each function', () => {
    const names = ALARMS.map(({ AlarmName }) => String(AlarmName).replace('trailbell-prod-', ''));
    const each = ['dead-letters', 'late', 'failing', 'fallback', 'errors', 'throttles', 'heartbeat'];
    expect(names).toEqual([
      'undelivered',
      ...SERVICE.handlers.flatMap((handler) => each.map((name) => `${handler}-${name}`)),
    ]);
  });

  test('watch what is there', () => {
    for (const { Dimensions } of ALARMS) expect(NAMED).toContain(valueAt(Dimensions, '0', 'Value'));
  });

  test('tell the topic of the operators, and nothing else', () => {
    for (const { AlarmActions } of ALARMS) expect(AlarmActions).toEqual([{ Ref: 'OperationsTopic' }]);
  });

  test('ring where a heartbeat stays away for a quarter of an hour', () => {
    expect(alarm('sign-in-heartbeat')).toMatchObject({
      Namespace: 'Trailbell',
      MetricName: 'Heartbeat',
      Dimensions: [{ Name: 'service', Value: 'trailbell-prod-sign-in' }],
      Period: 300,
      EvaluationPeriods: 3,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });

  test('ring for a single dead letter, and not for silence', () => {
    expect(alarm('sign-in-dead-letters')).toMatchObject({
      Dimensions: [{ Name: 'QueueName', Value: 'trailbell-prod-sign-in-dead-letters' }],
      Statistic: 'Maximum',
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      TreatMissingData: 'notBreaching',
    });
  });
});

describe('the topic of the operators', () => {
  test('takes alarms of this stage only, and none over plain HTTP', () => {
    const [admit, refuse] = statements(objectAt(RESOURCES, 'OperationsTopicPolicy'));
    expect(admit).toMatchObject({ Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' });
    expect(textAt(admit, 'Condition', 'ArnLike', 'aws:SourceArn', 'Fn::Sub')).toMatch(/:alarm:trailbell-prod-\*$/);
    expect(refuse).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
  });

  test('is encrypted with a key that CloudWatch can use for this topic only', () => {
    expect(RESOURCES.OperationsTopic?.Properties.KmsMasterKeyId).toEqual({ Ref: 'OperationsKey' });
    const use = statements(objectAt(RESOURCES, 'OperationsKey'))[1];
    expect(use).toMatchObject({
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    });
    const topic = textAt(use, 'Condition', 'StringEquals', 'kms:EncryptionContext:aws:sns:topicArn', 'Fn::Sub');
    expect(topic?.endsWith(`:${RESOURCES.OperationsTopic?.Properties.TopicName}`)).toBe(true);
  });

  test('mails the operator, if there is one', () => {
    expect(RESOURCES.OperatorSubscription?.Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'operator@example.com',
    });
    expect(toResources({ ...SERVICE, operatorEmail: '' }, RULES, GRANTS)).not.toHaveProperty('OperatorSubscription');
  });
});

test.each(SERVICE.handlers)('a heartbeat reaches %s on the way of its events, and is not kept', (handler) => {
  expect(RESOURCES[logicalId(handler, 'heartbeat')]?.Properties).toMatchObject({
    ScheduleExpression: 'rate(5 minutes)',
    State: 'ENABLED',
    Targets: [
      {
        Arn: { 'Fn::GetAtt': [logicalId(handler, 'queue'), 'Arn'] },
        Input: '{"heartbeat":true}',
        RetryPolicy: { MaximumEventAgeInSeconds: 300 },
      },
    ],
  });
});

describe('the dashboard', () => {
  const { DashboardName, DashboardBody } = RESOURCES.Dashboard?.Properties ?? {};
  const body: unknown = JSON.parse(textAt(DashboardBody, 'Fn::Sub') ?? '');
  const widgets = (isObject(body) && Array.isArray(body.widgets) ? body.widgets : []) as unknown[];
  const graphs = widgets.map((widget) => objectAt(widget, 'properties') ?? {});
  const lines = graphs.flatMap(({ metrics }) => metrics as [string, string, string, string, JsonObject][]);

  test('has a name of its own in each region', () => {
    expect(DashboardName).toEqual({ 'Fn::Sub': `trailbell-prod-\${AWS::Region}` });
  });

  test('shows what is there, in the region of the stack', () => {
    expect(lines.length).toBeGreaterThan(0);
    for (const [, , , value] of lines) expect(NAMED).toContain(value);
    for (const { region } of graphs) expect(region).toBe(`\${AWS::Region}`);
  });

  test('shows how late alerts are, what became of findings, and what is stuck', () => {
    const shown = new Set(lines.map(([, name, , , { stat }]) => `${name} ${stat}`));
    expect([...shown].sort()).toEqual([
      'ApproximateAgeOfOldestMessage Maximum',
      'ApproximateNumberOfMessagesVisible Maximum',
      'Errors Sum',
      'FailedMessages Sum',
      'FallbackDeliveries Sum',
      'Findings_held Sum',
      'Findings_message Sum',
      'Findings_suppressed Sum',
      'Findings_thread Sum',
      'SecondsFromEventToDelivery p50',
      'SecondsFromEventToDelivery p99',
      'Throttles Sum',
    ]);
  });
});

test('the table is encrypted, restorable, and forgets what has expired', () => {
  expect(RESOURCES.StateTable?.Properties).toMatchObject({
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    SSESpecification: { SSEEnabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
});

test('a stack can share the table of another, and is allowed just that', () => {
  const sharedTable = 'arn:aws:dynamodb:us-east-1:123456789012:table/trailbell-prod-state';
  const resources = toResources({ ...SERVICE, sharedTable }, RULES, GRANTS);
  expect(resources).not.toHaveProperty('StateTable');
  expect(referenceFaults(resources)).toEqual([]);
  const state = statements(resources.SignInRole?.Properties).find(({ Action }) =>
    texts(Action).includes('dynamodb:PutItem'),
  );
  expect(state?.Resource).toBe(sharedTable);
  expect(valueAt(toFunctions({ ...SERVICE, sharedTable }), 'sign-in', 'environment')).toEqual({
    TRAILBELL_STATE_TABLE: sharedTable,
  });
});
