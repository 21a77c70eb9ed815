export const EVENT = {
  version: '0',
  id: '22222222-3333-4444-5555-666666666666',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.cloudtrail',
  account: '123456789012',
  time: '2026-03-14T09:26:53Z',
  region: 'eu-central-1',
  resources: [],
  detail: {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: 'alice', arn: 'arn:aws:iam::123456789012:user/alice' },
    eventID: '11111111-2222-3333-4444-555555555555',
    eventTime: '2026-03-14T09:26:53Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    requestParameters: { name: 'main $& $1' },
  },
};

export const RULE_ARN = 'arn:aws:events:eu-central-1:000000000000:rule/trailbell-test-cloudtrail.logging-stopped';
export const TARGET_ARN = 'arn:aws:sqs:eu-central-1:000000000000:trailbell-test-api-call';

/** What EventBridge puts on its dead-letter queue: the event as it was, and attributes that say what happened. */
export function undelivered(attributes: Readonly<Record<string, string>> = {}) {
  const all = { RULE_ARN, TARGET_ARN, ERROR_CODE: 'SDK_CLIENT_ERROR', ...attributes };
  const messageAttributes = Object.fromEntries(
    Object.entries(all).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  return { body: JSON.stringify(EVENT), options: { messageAttributes } };
}
