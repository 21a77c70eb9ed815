import type { Fields } from './shape.ts';

/** CloudTrail's `userIdentity.type`. */
export const IDENTITY_TYPES = [
  'Root',
  'IAMUser',
  'AssumedRole',
  'Role',
  'FederatedUser',
  'Directory',
  'AWSAccount',
  'AWSService',
  'SAMLUser',
  'WebIdentityUser',
  'IdentityCenterUser',
  'Unknown',
] as const;

const sessionIssuer: Fields = { type: 'text', userName: 'text', principalId: 'text', arn: 'text', accountId: 'text' };

const userIdentity: Fields = {
  type: IDENTITY_TYPES,
  principalId: 'text',
  arn: 'text',
  accountId: 'text',
  accessKeyId: 'text',
  userName: 'text',
  invokedBy: 'text',
  identityProvider: 'text',
  credentialId: 'text',
  onBehalfOf: { userId: 'text', identityStoreArn: 'text' },
  inScopeOf: { sourceArn: 'text', sourceAccount: 'text', issuerType: 'text', credentialsIssuedTo: 'text' },
  invokedByDelegate: { accountId: 'text' },
  sessionContext: {
    // A text, not a flag.
    attributes: { creationDate: 'text', mfaAuthenticated: ['true', 'false'] },
    sessionIssuer,
    webIdFederationData: { federatedProvider: 'text', attributes: 'open' },
    sourceIdentity: 'text',
    ec2RoleDelivery: ['1.0', '2.0'],
    assumedRoot: ['true', 'false'],
    signInSessionArn: 'text',
  },
};

const common: Fields = {
  eventVersion: 'text',
  eventID: 'text',
  eventTime: 'text',
  // AWS spells two of them in two ways.
  eventType: [
    'AwsApiCall',
    'AwsServiceEvent',
    'AwsConsoleAction',
    'AwsConsoleSignIn',
    'AwsConsoleSignin',
    'AwsCloudTrailInsight',
    'AwsVpceEvent',
    'AwsVpceEvents',
  ],
  eventCategory: ['Management', 'Data', 'NetworkActivity', 'Insight'],
  awsRegion: 'text',
  recipientAccountId: 'text',
  sharedEventID: 'text',
};

/**
 * The fields of a record of management, data and network activity events. What a service fills in itself is open.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const RECORD_SHAPE: Fields = {
  ...common,
  userIdentity,
  eventSource: 'text',
  eventName: 'text',
  sourceIPAddress: 'text',
  userAgent: 'text',
  errorCode: 'text',
  errorMessage: 'text',
  requestParameters: { '*': 'open' },
  responseElements: { ConsoleLogin: ['Success', 'Failure'], '*': 'open' },
  additionalEventData: { MFAUsed: ['Yes', 'No', 'YES'], '*': 'open' },
  serviceEventDetails: { '*': 'open' },
  requestID: 'text',
  apiVersion: 'text',
  managementEvent: 'flag',
  readOnly: 'flag',
  resources: { '[]': { ARN: 'text', ARNPrefix: 'text', accountId: 'text', type: 'text' } },
  vpcEndpointId: 'text',
  vpcEndpointAccountId: 'text',
  // A text in some records, a flag in others.
  sessionCredentialFromConsole: 'open',
  addendum: {
    reason: ['DELIVERY_DELAY', 'UPDATED_DATA', 'SERVICE_OUTAGE'],
    updatedFields: 'text',
    originalRequestID: 'text',
    originalEventID: 'text',
  },
  edgeDeviceDetails: { type: 'text', deviceID: 'text' },
  tlsDetails: { tlsVersion: 'text', cipherSuite: 'text', clientProvidedHostHeader: 'text', keyExchange: 'text' },
};

const rates: Fields = { '[]': { value: 'text', average: 'number' } };

/**
 * The fields of a record of Insights: no identity, and no `eventName` outside `insightDetails`.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html
 */
export const INSIGHT_SHAPE: Fields = {
  ...common,
  insightDetails: {
    state: ['Start', 'End'],
    eventSource: 'text',
    eventName: 'text',
    insightType: ['ApiCallRateInsight', 'ApiErrorRateInsight'],
    errorCode: 'text',
    insightContext: {
      statistics: {
        baseline: { average: 'number' },
        insight: { average: 'number' },
        insightDuration: 'number',
        baselineDuration: 'number',
      },
      attributions: {
        '[]': { attribute: ['userIdentityArn', 'userAgent', 'errorCode'], insight: rates, baseline: rates },
      },
    },
  },
};
