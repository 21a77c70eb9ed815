import { labelOf } from './event-catalogue.ts';
import { withoutDate } from './other-events.ts';

/**
 * Data events: the `resources.type` that a trail's selector must name, by event source and event name; `*` for all names of a
 * source. Not every service is here: what is missing counts as a management event.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
const TYPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  s3: {
    'AWS::S3::Object':
      'AbortMultipartUpload CompleteMultipartUpload CopyObject CreateMultipartUpload DeleteObject DeleteObjects DeleteObjectTagging GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectTorrent HeadBucket HeadObject ListMultipartUploads ListObjects ListObjectVersions ListParts PostObject PutObject PutObjectAcl PutObjectLegalHold PutObjectRetention PutObjectTagging RestoreObject SelectObjectContent UploadPart UploadPartCopy',
  },
  's3-object-lambda': {
    'AWS::S3ObjectLambda::AccessPoint':
      'AbortMultipartUpload CompleteMultipartUpload CopyObject CreateMultipartUpload DeleteObject DeleteObjects DeleteObjectTagging GetObject GetObjectAcl GetObjectLegalHold GetObjectRetention GetObjectTagging HeadObject ListMultipartUploads ListObjects ListObjectVersions ListParts PutObject PutObjectAcl PutObjectLegalHold PutObjectRetention PutObjectTagging RestoreObject UploadPart WriteGetObjectResponse',
  },
  's3-outposts': { 'AWS::S3Outposts::Object': 'DeleteObject DeleteObjects GetObject HeadObject ListObjects PutObject' },
  s3express: {
    'AWS::S3Express::Object':
      'AbortMultipartUpload CompleteMultipartUpload CopyObject CreateMultipartUpload DeleteObject DeleteObjects GetObject GetObjectAttributes HeadBucket HeadObject ListObjects ListParts PutObject UploadPart UploadPartCopy',
  },
  lambda: { 'AWS::Lambda::Function': 'Invoke InvokeAsync InvokeWithResponseStream' },
  dynamodb: {
    'AWS::DynamoDB::Table':
      'BatchExecuteStatement BatchGetItem BatchWriteItem DeleteItem ExecuteStatement ExecuteTransaction GetItem PutItem Query Scan TransactGetItems TransactWriteItems UpdateItem',
    'AWS::DynamoDB::Stream': 'GetRecords GetShardIterator',
  },
  ebs: { 'AWS::EC2::Snapshot': 'GetSnapshotBlock ListChangedBlocks ListSnapshotBlocks PutSnapshotBlock' },
  sns: { 'AWS::SNS::Topic': 'Publish PublishBatch' },
  sqs: {
    'AWS::SQS::Queue':
      'ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch ReceiveMessage SendMessage SendMessageBatch',
  },
  ses: {
    'AWS::SES::EmailIdentity': 'SendBulkEmail SendBulkTemplatedEmail SendEmail SendRawEmail SendTemplatedEmail',
  },
  bedrock: {
    'AWS::Bedrock::AgentAlias': 'InvokeAgent',
    'AWS::Bedrock::InlineAgent': 'InvokeInlineAgent',
    'AWS::Bedrock::FlowAlias': 'InvokeFlow',
    'AWS::Bedrock::KnowledgeBase': 'Retrieve RetrieveAndGenerate RetrieveAndGenerateStream',
    'AWS::Bedrock::Guardrail': 'ApplyGuardrail',
    'AWS::Bedrock::Model': 'InvokeModelWithBidirectionalStream',
    'AWS::Bedrock::AsyncInvoke': 'StartAsyncInvoke GetAsyncInvoke',
  },
  'cognito-identity': {
    'AWS::Cognito::IdentityPool':
      'GetCredentialsForIdentity GetId GetOpenIdToken GetOpenIdTokenForDeveloperIdentity UnlinkIdentity',
  },
  kinesis: { 'AWS::Kinesis::Stream': 'GetRecords GetShardIterator PutRecord PutRecords' },
  firehose: { 'AWS::KinesisFirehose::DeliveryStream': 'PutRecord PutRecordBatch' },
  sagemaker: { 'AWS::SageMaker::Endpoint': 'InvokeEndpoint InvokeEndpointWithResponseStream' },
  rdsdata: { 'AWS::RDS::DBCluster': '*' },
  'rds-data': { 'AWS::RDS::DBCluster': '*' },
  appconfig: { 'AWS::AppConfig::Configuration': 'GetLatestConfiguration StartConfigurationSession' },
  monitoring: {
    'AWS::CloudWatch::Metric': 'GetMetricData GetMetricStatistics GetMetricWidgetImage ListMetrics PutMetricData',
  },
  'cloudtrail-data': { 'AWS::CloudTrail::Channel': 'PutAuditEvents' },
  guardduty: { 'AWS::GuardDuty::Detector': 'SendSecurityTelemetry' },
  ssm: { 'AWS::SSM::ManagedNode': 'RequestManagedInstanceRoleToken' },
  ssmmessages: { 'AWS::SSMMessages::ControlChannel': '*' },
  timestream: { 'AWS::Timestream::Table': 'Query WriteRecords' },
  xray: { 'AWS::XRay::Trace': 'BatchGetTraces GetTraceGraph GetTraceSummaries PutTraceSegments' },
  verifiedpermissions: {
    'AWS::VerifiedPermissions::PolicyStore':
      'BatchIsAuthorized BatchIsAuthorizedWithToken IsAuthorized IsAuthorizedWithToken',
  },
};

const byEvent = new Map(
  Object.entries(TYPES).flatMap(([label, types]) =>
    Object.entries(types).flatMap(([type, names]) =>
      names.split(' ').map((name) => [`${label} ${name}`, type] as const),
    ),
  ),
);

/** The `resources.type` of a data event, such as `AWS::S3::Object`; undefined for a management event. */
export function dataResourceType(eventSource: string, eventName: string): string | undefined {
  const label = labelOf(eventSource);
  return byEvent.get(`${label} ${withoutDate(eventName)}`) ?? byEvent.get(`${label} *`);
}
