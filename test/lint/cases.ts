import { call, type Keys, signIn } from './site.ts';

/** A check failing on a rule made for it, and passing on one that differs in the one thing that matters. */
export interface LintCase {
  readonly code: string;
  readonly name: string;
  readonly bad: Keys;
  readonly says: string;
  readonly good: Keys;
}

const api = ['AWS API Call via CloudTrail'];
const absent = [{ exists: false }];
const people = { userIdentity: { type: ['IAMUser', 'Root'] } };

function on(pattern: object): Keys {
  return { pattern };
}

function summary(text: string): Keys {
  return { alert: { summary: text } };
}

function insight(detail: object): Keys {
  return {
    ...summary('Calls are {insight.ratioText}'),
    ...on({ source: ['aws.cloudtrail'], 'detail-type': ['AWS Insight via CloudTrail'], detail }),
  };
}

const cases: readonly (readonly [code: string, name: string, bad: Keys, says: string, good: Keys])[] = [
  [
    'unknown-event-source',
    'a source that is misspelled',
    on({ 'detail-type': api, detail: { eventSource: ['ec2-instances-connect.amazonaws.com'] } }),
    'did you mean "ec2-instance-connect.amazonaws.com"?',
    on({ 'detail-type': api, detail: { eventSource: ['ec2-instance-connect.amazonaws.com'] } }),
  ],
  [
    'unknown-event-source',
    'a bare service name',
    on({ 'detail-type': api, detail: { eventSource: ['cloudtrail'] } }),
    'did you mean "cloudtrail.amazonaws.com"?',
    on({ 'detail-type': api, detail: { eventSource: [{ prefix: 'cloudtrail' }] } }),
  ],
  [
    'source-mismatch',
    'the source of another service',
    on({ ...call('iam', 'CreateUser'), source: ['aws.s3'] }),
    'it is "aws.iam"',
    on(call('iam', 'CreateUser')),
  ],
  [
    'source-mismatch',
    'CloudWatch, whose event source is not its name',
    on({ ...call('monitoring', 'DeleteAlarms'), source: ['aws.cloudwatch'] }),
    'it is "aws.monitoring"',
    on(call('monitoring', 'DeleteAlarms')),
  ],
  [
    'source-mismatch',
    'one of two event sources left out',
    on({
      ...call('iam', 'CreateUser'),
      detail: { eventSource: ['iam.amazonaws.com', 'sso-directory.amazonaws.com'], eventName: ['CreateUser'] },
    }),
    'come with source "aws.sso-directory"',
    on({
      ...call('iam', 'CreateUser'),
      source: ['aws.iam', 'aws.sso-directory'],
      detail: { eventSource: ['iam.amazonaws.com', 'sso-directory.amazonaws.com'], eventName: ['CreateUser'] },
    }),
  ],
  [
    'unknown-event-name',
    'a misspelled name',
    on(call('iam', 'CreatUser')),
    'did you mean "CreateUser"?',
    on(call('iam', 'CreateUser')),
  ],
  [
    'unknown-event-name',
    'an event of another service',
    on(call('route53', 'TransferDomainToAnotherAwsAccount')),
    'is an event of "route53domains.amazonaws.com"',
    on(call('route53domains', 'TransferDomainToAnotherAwsAccount')),
  ],
  [
    'unknown-event-name',
    'an API name that Lambda records with a date',
    on(call('lambda', 'UpdateFunctionCode')),
    'records UpdateFunctionCode as "UpdateFunctionCode20150331v2"',
    on(call('lambda', ['UpdateFunctionCode', 'UpdateFunctionCode20150331v2'])),
  ],
  [
    'unknown-event-name',
    'an IAM action that is no event',
    on(call('s3', 'PutEncryptionConfiguration')),
    'as "PutBucketEncryption"',
    on(call('s3', 'PutBucketEncryption')),
  ],
  [
    'unknown-event-name',
    'a permission that nobody calls',
    on(call('iam', 'PassRole')),
    'iam.amazonaws.com has no event "PassRole"',
    on(call('iam', 'AddRoleToInstanceProfile')),
  ],
  [
    'unknown-event-name',
    'a prefix that no name has',
    on(call('iam', { prefix: 'Revoke' })),
    'no event of iam.amazonaws.com has a name like',
    on(call('ec2', { prefix: 'Revoke' })),
  ],
  [
    'unknown-event-name',
    'an exclusion of nothing',
    on(call('iam', { 'anything-but': 'CreateAccesKey' })),
    'leaves out "CreateAccesKey"',
    on(call('iam', { 'anything-but': 'CreateAccessKey' })),
  ],
  [
    'event-source-without-event',
    'a cross product',
    on({
      'detail-type': api,
      detail: { eventSource: ['iam.amazonaws.com', 'ec2.amazonaws.com'], eventName: ['CreateUser'] },
    }),
    'ec2.amazonaws.com has none of the events',
    on({
      'detail-type': api,
      detail: { eventSource: ['iam.amazonaws.com', 'sso-directory.amazonaws.com'], eventName: ['CreateUser'] },
    }),
  ],
  [
    'missing-detail-type',
    'sign-ins beside anomaly alerts',
    on({ source: ['aws.signin'], detail: { eventName: ['ConsoleLogin'] } }),
    'Sign-in Anomaly Alert',
    on(signIn({})),
  ],
  [
    'unknown-detail-type',
    'another spelling',
    on({ ...call('iam', 'CreateUser'), 'detail-type': ['AWS API Call via Cloudtrail'] }),
    'did you mean "AWS API Call via CloudTrail"?',
    on(call('iam', 'CreateUser')),
  ],
  [
    'wrong-detail-type',
    'a sign-in as an API call',
    on(signIn({}, api)),
    'comes as "AWS Console Sign In via CloudTrail"',
    on(signIn({})),
  ],
  [
    'wrong-detail-type',
    'a service event as an API call',
    on(call('kms', 'RotateKey')),
    'comes as "AWS Service Event via CloudTrail"',
    on({ ...call('kms', 'RotateKey'), 'detail-type': ['AWS Service Event via CloudTrail'] }),
  ],
  [
    'wrong-detail-type',
    'sign-ins and calls in one rule with one detail-type',
    on({
      'detail-type': api,
      detail: { eventSource: ['signin.amazonaws.com', 'iam.amazonaws.com'], eventName: ['ConsoleLogin', 'CreateUser'] },
    }),
    '"ConsoleLogin" comes as',
    on({
      'detail-type': [...api, 'AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail'],
      detail: { eventSource: ['signin.amazonaws.com', 'iam.amazonaws.com'], eventName: ['ConsoleLogin', 'CreateUser'] },
    }),
  ],
  [
    'wrong-detail-type',
    'a detail-type too many',
    on({ ...call('iam', 'CreateUser'), 'detail-type': [...api, 'AWS Service Event via CloudTrail'] }),
    'none of the events named here comes as',
    on(call('iam', 'CreateUser')),
  ],
  [
    'one-sign-in-spelling',
    'the older guide alone',
    on(signIn({}, ['AWS Console Signin via CloudTrail'])),
    'add "AWS Console Sign In via CloudTrail"',
    on(signIn({})),
  ],
  [
    'read-only-never-arrives',
    'a reading call',
    on(call('iam', 'ListUsers')),
    '"ListUsers" is read-only',
    { ...on(call('iam', 'ListUsers')), 'read-only-events': true },
  ],
  [
    'read-only-never-arrives',
    'taking a role, whose name does not say so',
    on(call('sts', 'AssumeRole')),
    '"AssumeRole" is read-only',
    on(call('sts', 'GetFederationToken')),
  ],
  [
    'read-only-never-arrives',
    'a prefix of reading calls only',
    on(call('iam', { prefix: 'List' })),
    'is read-only',
    on(call('iam', { wildcard: '*Policy' })),
  ],
  [
    'read-only-never-arrives',
    'the flag',
    on(call('iam', { prefix: 'S' }, { readOnly: [true] })),
    'asks for read-only events',
    on(call('s3', 'GetObject', { readOnly: [true] })),
  ],
  [
    'needless-read-only-events',
    'a writing call',
    { ...on(call('iam', 'CreateUser')), 'read-only-events': true },
    'none of the events here is one',
    { ...on(call('iam', ['CreateUser', 'GetUser'])), 'read-only-events': true },
  ],
  [
    'unknown-field',
    'the field that 53 rules of others have',
    on(call('iam', 'CreateUser', { sourceIpAddress: ['192.0.2.1'] })),
    'did you mean "detail.sourceIPAddress"?',
    on(call('iam', 'CreateUser', { sourceIPAddress: ['192.0.2.1'] })),
  ],
  [
    'unknown-field',
    'a field without what stands above it',
    on({ ...call('iam', 'CreateUser'), errorCode: ['AccessDenied'] }),
    'did you mean "detail.errorCode"?',
    on(call('iam', 'CreateUser', { errorCode: ['AccessDenied'] })),
  ],
  [
    'unknown-field',
    'deep in the session',
    on(call('iam', 'CreateUser', { userIdentity: { sessionContext: { mfaAuthenticated: ['false'] } } })),
    'there is no field "detail.userIdentity.sessionContext.mfaAuthenticated"',
    on(
      call('iam', 'CreateUser', {
        userIdentity: { ...people.userIdentity, sessionContext: { attributes: { mfaAuthenticated: ['false'] } } },
      }),
    ),
  ],
  [
    'unknown-field',
    'the event name of an Insight',
    insight({ eventName: ['RunInstances'] }),
    'did you mean "detail.insightDetails.eventName"?',
    insight({ insightDetails: { eventName: ['RunInstances'] } }),
  ],
  [
    'unknown-field',
    'enrichment that never leaves CloudTrail',
    on(call('iam', 'CreateUser', { eventContext: { tags: ['a'] } })),
    'never reaches EventBridge',
    on(call('iam', 'CreateUser', { tlsDetails: { tlsVersion: ['TLSv1.2'] } })),
  ],
  [
    'unknown-field',
    'a template',
    summary('{event.sourceIpAddress} did it'),
    'did you mean "event.sourceIPAddress"?',
    summary('{event.sourceIPAddress} did it'),
  ],
  [
    'unknown-field',
    'a template on an Insight that is none',
    summary('{insight.ratioText}'),
    'only Insights have it',
    insight({ insightDetails: { state: ['Start'] } }),
  ],
  [
    'unknown-field',
    'a step of the runbook',
    { runbook: ['Ask {identity.nam}.', 'Then act.'] },
    'did you mean "identity.name"?',
    { runbook: ['Ask {identity.name}.', 'Then act.'] },
  ],
  [
    'object-for-value',
    'exists on an object',
    on(call('iam', 'CreateAccessKey', { requestParameters: absent })),
    'name a field below it',
    on(call('iam', 'CreateAccessKey', { requestParameters: [null] })),
  ],
  [
    'object-for-value',
    'where',
    { where: { mfa: absent } },
    '"mfa" is an object',
    { where: { mfa: { device: absent } } },
  ],
  [
    'unknown-value',
    'a flag for a text',
    on(call('iam', 'CreateUser', { userIdentity: { sessionContext: { attributes: { mfaAuthenticated: [true] } } } })),
    'did you mean "true" (a text: write it in quotes)?',
    on(call('iam', 'CreateUser', { userIdentity: { sessionContext: { attributes: { mfaAuthenticated: ['true'] } } } })),
  ],
  [
    'unknown-value',
    'an identity type',
    on(call('iam', 'CreateUser', { userIdentity: { type: ['IamUser'] } })),
    'did you mean "IAMUser"?',
    on(call('iam', 'CreateUser', { userIdentity: { type: ['IAMUser'] } })),
  ],
  [
    'unknown-value',
    'an exclusion of nothing',
    on(call('iam', 'CreateUser', { userIdentity: { type: [{ 'anything-but': ['AwsService'] }] } })),
    'leaves out "AwsService", which is never there',
    on(call('iam', 'CreateUser', { userIdentity: { type: [{ 'anything-but': ['AWSService'] }] } })),
  ],
  [
    'unknown-value',
    'a result that CloudTrail words otherwise',
    on(signIn({ responseElements: { ConsoleLogin: ['Failed'] } })),
    'is never so; it is Success, Failure',
    on(signIn({ responseElements: { ConsoleLogin: ['Failure'] } })),
  ],
  [
    'unknown-value',
    'where',
    { where: { network: { kind: ['internal'] } } },
    'it is public, private',
    { where: { network: { kind: ['aws-internal'] } } },
  ],
  [
    'wrong-type',
    'an account id as a number',
    on(call('iam', 'CreateUser', { recipientAccountId: [123456789012] })),
    'write it in quotes',
    on(call('iam', 'CreateUser', { recipientAccountId: ['123456789012'] })),
  ],
  [
    'wrong-type',
    'a flag as a text',
    on(call('iam', 'CreateUser', { readOnly: ['false'] })),
    'true or false, without quotes',
    on(call('iam', 'CreateUser', { readOnly: [false, 'false'] })),
  ],
  [
    'wrong-type',
    'a number as a text',
    { where: { network: { asn: { number: ['64500'] } } } },
    'this is a number',
    { where: { network: { asn: { number: [64500] } } } },
  ],
  [
    'fixed-partition',
    'the ARN of a policy',
    on(
      call('iam', 'AttachUserPolicy', {
        requestParameters: { policyArn: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
      }),
    ),
    'one partition only',
    on(
      call('iam', 'AttachUserPolicy', {
        requestParameters: { policyArn: [{ suffix: ':iam::aws:policy/AdministratorAccess' }] },
      }),
    ),
  ],
  [
    'replaced-condition',
    'exists: false and a value',
    on({
      ...call('iam', 'CreateUser'),
      detail: {
        eventSource: ['iam.amazonaws.com'],
        errorCode: absent,
        $or: [{ errorCode: ['AccessDenied'] }, { errorCode: ['Throttling'] }],
      },
    }),
    'a later condition on the same field takes its place',
    on({
      ...call('iam', 'CreateUser'),
      detail: {
        eventSource: ['iam.amazonaws.com'],
        errorMessage: absent,
        $or: [{ errorCode: ['AccessDenied'] }, { errorCode: ['Throttling'] }],
      },
    }),
  ],
  [
    'field-of-other-identity',
    'the user name of an Identity Center user',
    on(call('iam', 'CreateUser', { userIdentity: { type: ['IdentityCenterUser'], userName: ['carol'] } })),
    'IdentityCenterUser identities have no "userName"',
    on(call('iam', 'CreateUser', { userIdentity: { type: ['IdentityCenterUser', 'IAMUser'], userName: ['carol'] } })),
  ],
  [
    'region-of-global-service',
    'IAM away from us-east-1',
    on(call('iam', 'CreateUser', { awsRegion: ['eu-west-1'] })),
    'stand in us-east-1 alone',
    on(call('ec2', 'RunInstances', { awsRegion: ['eu-west-1'] })),
  ],
  [
    'error-code-of-sign-in',
    'a failed sign-in',
    on(signIn({ errorCode: [{ exists: true }] })),
    'match responseElements.ConsoleLogin [Failure]',
    on(signIn({ errorMessage: [{ exists: true }] })),
  ],
  [
    'error-code-of-sign-in',
    'a sign-in that did not fail',
    on(signIn({ errorCode: absent })),
    'match responseElements.ConsoleLogin [Success]',
    on(signIn({ responseElements: { ConsoleLogin: ['Success'] } })),
  ],
  [
    'mfa-of-role-session',
    'a sign-in of anybody',
    on(signIn({ additionalEventData: { MFAUsed: ['No'] } })),
    'is always "No" for sessions of roles',
    on(signIn({ ...people, additionalEventData: { MFAUsed: ['No'] } })),
  ],
  [
    'mfa-of-role-session',
    'a call of anybody',
    on(
      call('iam', 'CreateUser', { userIdentity: { sessionContext: { attributes: { mfaAuthenticated: ['false'] } } } }),
    ),
    'is always "false" for sessions of roles',
    on(call('iam', 'CreateUser', { userIdentity: { sessionContext: { attributes: { mfaAuthenticated: ['true'] } } } })),
  ],
  [
    'expired-suppression',
    'of a rule',
    { suppress: [{ when: { region: ['eu-west-1'] }, owner: 'alice', reason: 'A migration.', until: '2026-03-13' }] },
    'ran out on 2026-03-13; ask alice',
    { suppress: [{ when: { region: ['eu-west-1'] }, owner: 'alice', reason: 'A migration.', until: '2026-03-14' }] },
  ],
  [
    'long-pattern',
    'beyond the default quota',
    on(call('iam', 'CreateUser', { errorMessage: [{ prefix: 'x'.repeat(2048) }] })),
    "until the account's quota is raised",
    on(call('iam', 'CreateUser', { errorMessage: [{ prefix: 'x'.repeat(1800) }] })),
  ],
  [
    'pattern-too-long',
    'beyond what EventBridge takes',
    on(call('iam', 'CreateUser', { errorMessage: [{ prefix: 'x'.repeat(4096) }] })),
    '4096 at most',
    on(call('iam', 'CreateUser', { errorMessage: [{ prefix: 'x' }] })),
  ],
  [
    'chosen-by-caller',
    'a condition on the user agent',
    on(call('iam', 'CreateUser', { userAgent: [{ 'anything-but': { prefix: 'Terraform' } }] })),
    'the caller chooses detail.userAgent',
    { unless: 'automation' },
  ],
  [
    'chosen-by-caller',
    'a where on the name of a session',
    { where: { identity: { sessionName: ['deploy'] } } },
    'the caller chooses identity.sessionName',
    { where: { identity: { vouched: ['oidc'] } } },
  ],
  [
    'chosen-by-caller',
    'what the caller says makes it less grave',
    { lower: [{ severity: 'low', when: { network: { client: { kind: ['console'] } } } }] },
    'the caller chooses network.client.kind',
    { lower: [{ severity: 'low', when: { network: { trusted: ['office'] } } }] },
  ],
  [
    'chosen-by-caller',
    'a memory that goes by a name',
    { 'first-seen': { by: ['account.id', 'identity.name'], within: '30d' } },
    'go by identity.principal',
    { 'first-seen': { by: ['account.id', 'identity.principal'], within: '30d' } },
  ],
  [
    'chosen-by-caller',
    'a threshold that goes by the ARN of a session',
    { threshold: { count: 5, window: '10m', by: ['identity.arn'] } },
    'the caller chooses "identity.arn"',
    { threshold: { count: 5, window: '10m', by: ['identity.principal'] } },
  ],
  [
    'suppressed-by-caller',
    'a suppression that anybody can meet',
    { suppress: [{ when: { identity: { name: ['deploy'] } }, owner: 'a', reason: 'b', until: '2026-12-31' }] },
    'any caller can make this match',
    {
      suppress: [
        {
          when: { identity: { name: ['deploy'] }, account: { id: ['123456789012'] } },
          owner: 'a',
          reason: 'b',
          until: '2026-12-31',
        },
      ],
    },
  ],
  [
    'no-match-test',
    'nothing shows that it fires',
    { tests: [{ name: 'a role is created', event: 'iam/CreateRole', expect: 'no-match' }] },
    'expects match',
    {},
  ],
  [
    'no-near-miss',
    'nothing shows where it stops',
    { tests: [{ name: 'a user is created', event: 'iam/CreateUser', expect: 'match' }] },
    'a near miss',
    {},
  ],
  [
    'summary-without-value',
    'the same every time',
    summary('A user was created'),
    'name who or what',
    summary('{identity.name} created a user'),
  ],
  [
    'short-runbook',
    'one step',
    { runbook: 'Ask them.' },
    'has one step',
    { runbook: ['Ask them.', 'Delete the user.'] },
  ],
  ['no-reference', 'none', { references: [] }, 'name a page', {}],
  [
    'unused-waiver',
    'of a check that passes',
    { lint: [{ waive: 'short-runbook', reason: 'Nothing else is to be done.' }] },
    'delete the waiver',
    { runbook: 'Ask them.', lint: [{ waive: 'short-runbook', reason: 'Nothing else is to be done.' }] },
  ],
  [
    'unused-waiver',
    'of no check',
    { runbook: 'Ask them.', lint: [{ waive: 'short-runbok', reason: 'Nothing else is to be done.' }] },
    'did you mean "short-runbook"?',
    { runbook: 'Ask them.', lint: [{ waive: 'short-runbook', reason: 'Nothing else is to be done.' }] },
  ],
  [
    'short-runbook',
    'one step of a rule that wakes nobody',
    { severity: 'low', runbook: 'Ask them.' },
    'has one step',
    { severity: 'informational', runbook: 'Ask them.' },
  ],
  [
    'fixed-partition',
    'one partition of three',
    on(
      call('iam', 'AttachUserPolicy', { requestParameters: { policyArn: [{ prefix: 'arn:aws:iam::aws:policy/A' }] } }),
    ),
    'one partition only',
    on(
      call('iam', 'AttachUserPolicy', {
        requestParameters: {
          policyArn: [{ prefix: 'arn:aws:iam::aws:policy/A' }, { prefix: 'arn:aws-cn:iam::aws:policy/A' }],
        },
      }),
    ),
  ],
  [
    'event-source-without-event',
    'a cross product with $or',
    on({
      'detail-type': api,
      detail: {
        eventSource: ['iam.amazonaws.com', 'ec2.amazonaws.com'],
        $or: [{ eventName: ['CreateUser'] }, { eventName: ['CreateRole'] }],
      },
    }),
    'ec2.amazonaws.com has none of the events',
    on({
      'detail-type': api,
      detail: {
        eventSource: ['iam.amazonaws.com', 'ec2.amazonaws.com'],
        $or: [{ eventName: ['CreateUser'] }, { eventName: ['RunInstances'] }],
      },
    }),
  ],
  [
    'wrong-detail-type',
    'a detail-type that no alternative needs',
    on({
      'detail-type': [...api, 'AWS Service Event via CloudTrail'],
      detail: {
        eventSource: ['kms.amazonaws.com'],
        $or: [{ eventName: ['DisableKey'] }, { eventName: ['ScheduleKeyDeletion'] }],
      },
    }),
    'none of the events named here',
    on({
      'detail-type': [...api, 'AWS Service Event via CloudTrail'],
      detail: {
        eventSource: ['kms.amazonaws.com'],
        $or: [{ eventName: ['DisableKey'] }, { eventName: ['DeleteKey'] }],
      },
    }),
  ],
  [
    'unknown-field',
    'a near miss that changes nothing',
    {
      tests: [
        { name: 'a user is created', event: 'iam/CreateUser', expect: 'match' },
        {
          name: 'it is denied',
          event: 'iam/CreateUser',
          with: { detail: { errorcode: 'AccessDenied' } },
          expect: 'no-match',
        },
      ],
    },
    'did you mean "detail.errorCode"?',
    {
      tests: [
        { name: 'a user is created', event: 'iam/CreateUser', expect: 'match' },
        {
          name: 'it is denied',
          event: 'iam/CreateUser',
          with: { detail: { errorCode: 'AccessDenied', userAgent: { $delete: true } } },
          expect: 'no-match',
        },
      ],
    },
  ],
];

export const LINT_CASES: readonly LintCase[] = cases.map(([code, name, bad, says, good]) => ({
  code,
  name,
  bad,
  says,
  good,
}));
