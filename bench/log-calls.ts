/** One kind of call in generated logs. In texts, `#8` stands for 8 random hexadecimal digits and `@` for a random name. */
export interface Call {
  readonly service: string;
  readonly name: string;
  /** How often it comes, against the others. */
  readonly weight: number;
  readonly readOnly?: true;
  readonly parameters: unknown;
  readonly response?: unknown;
}

const read = (service: string, name: string, weight: number, parameters: unknown): Call => ({
  service,
  name,
  weight,
  readOnly: true,
  parameters,
});
const write = (service: string, name: string, weight: number, parameters: unknown, response: unknown = null): Call => ({
  service,
  name,
  weight,
  parameters,
  response,
});

const QUEUE = { queueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/@' };
const KEY = { encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::@/#16' }, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
const CREDENTIALS = { accessKeyId: 'ASIA#16', sessionToken: '#320', expiration: 'Mar 14, 2026, 10:26:53 AM' };
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::@/*' }],
});
const FILTERS = { items: [{ name: 'instance-state-name', valueSet: { items: [{ value: 'running' }] } }] };

/** What a busy account calls: mostly reading and assuming roles, some writing, rarely anything that a rule is about. */
export const CALLS: readonly Call[] = [
  {
    ...read('sts', 'AssumeRole', 900, {
      roleArn: 'arn:aws:iam::123456789012:role/@',
      roleSessionName: '@-#12',
      durationSeconds: 3600,
    }),
    response: {
      credentials: CREDENTIALS,
      assumedRoleUser: { assumedRoleId: 'AROA#17:@', arn: 'arn:aws:sts::123456789012:assumed-role/@/@-#12' },
    },
  },
  read('sts', 'GetCallerIdentity', 300, null),
  write(
    'sts',
    'AssumeRoleWithWebIdentity',
    120,
    { roleArn: 'arn:aws:iam::123456789012:role/@' },
    { credentials: CREDENTIALS },
  ),
  read('kms', 'Decrypt', 800, KEY),
  read('kms', 'GenerateDataKey', 400, {
    ...KEY,
    keySpec: 'AES_256',
    keyId: 'arn:aws:kms:us-east-1:123456789012:key/#32',
  }),
  read('kms', 'DescribeKey', 60, { keyId: '#32' }),
  read('ec2', 'DescribeInstances', 500, { maxResults: 100, filterSet: FILTERS }),
  read('ec2', 'DescribeNetworkInterfaces', 250, {
    networkInterfaceIdSet: { items: [{ networkInterfaceId: 'eni-#17' }] },
  }),
  read('ec2', 'DescribeVolumes', 120, { volumeSet: { items: [{ volumeId: 'vol-#17' }] }, filterSet: {} }),
  read('ec2', 'DescribeSecurityGroups', 120, { securityGroupSet: { items: [{ groupId: 'sg-#17' }] } }),
  read('ec2', 'DescribeTags', 80, { filterSet: FILTERS }),
  write('ec2', 'CreateTags', 60, {
    resourcesSet: { items: [{ resourceId: 'i-#17' }] },
    tagSet: { items: [{ key: 'Name', value: '@' }] },
  }),
  write(
    'ec2',
    'RunInstances',
    25,
    {
      instancesSet: { items: [{ imageId: 'ami-#17', minCount: 1, maxCount: 1 }] },
      instanceType: 'm7g.large',
      clientToken: '#32',
    },
    {
      reservationId: 'r-#17',
      instancesSet: {
        items: [{ instanceId: 'i-#17', privateIpAddress: '10.0.3.17', subnetId: 'subnet-#17', vpcId: 'vpc-#17' }],
      },
    },
  ),
  write('ec2', 'TerminateInstances', 20, { instancesSet: { items: [{ instanceId: 'i-#17' }] } }),
  write(
    'ec2',
    'AuthorizeSecurityGroupIngress',
    2,
    { groupId: 'sg-#17' },
    {
      securityGroupRuleSet: {
        items: [{ groupId: 'sg-#17', cidrIpv4: '203.0.113.0/24', fromPort: 443, toPort: 443, ipProtocol: 'tcp' }],
      },
    },
  ),
  write('ec2', 'ModifySnapshotAttribute', 1, {
    snapshotId: 'snap-#17',
    createVolumePermission: { add: { items: [{ userId: '111122223333' }] } },
  }),
  read('s3', 'GetBucketAcl', 180, { bucketName: '@', Host: 's3.us-east-1.amazonaws.com', acl: '' }),
  read('s3', 'GetBucketLocation', 100, { bucketName: '@', Host: 's3.us-east-1.amazonaws.com', location: '' }),
  read('s3', 'ListBuckets', 40, { Host: 's3.amazonaws.com' }),
  read('s3', 'HeadBucket', 60, { bucketName: '@', Host: '@.s3.us-east-1.amazonaws.com' }),
  write('s3', 'PutBucketTagging', 5, {
    bucketName: '@',
    tagging: '',
    Tagging: { TagSet: { Tag: { Key: 'team', Value: '@' } } },
  }),
  write('s3', 'PutBucketPolicy', 1, { bucketName: '@', bucketPolicy: JSON.parse(POLICY) }),
  read('iam', 'GetRole', 140, { roleName: '@' }),
  read('iam', 'ListRoles', 40, { maxItems: 1000 }),
  read('iam', 'GetPolicyVersion', 60, { policyArn: 'arn:aws:iam::123456789012:policy/@', versionId: 'v3' }),
  read('iam', 'ListAttachedRolePolicies', 60, { roleName: '@' }),
  write('iam', 'PutRolePolicy', 8, { roleName: '@', policyName: '@', policyDocument: POLICY }),
  write(
    'iam',
    'CreateRole',
    2,
    { roleName: '@', assumeRolePolicyDocument: POLICY },
    { role: { arn: 'arn:aws:iam::123456789012:role/@', roleId: 'AROA#17' } },
  ),
  write(
    'iam',
    'CreateAccessKey',
    1,
    { userName: '@' },
    { accessKey: { accessKeyId: 'AKIA#16', status: 'Active', userName: '@' } },
  ),
  write('logs', 'CreateLogStream', 400, { logGroupName: '/aws/lambda/@', logStreamName: '2026/03/14/[$LATEST]#32' }),
  read('logs', 'DescribeLogGroups', 60, { logGroupNamePrefix: '/aws/lambda/' }),
  write('logs', 'CreateLogGroup', 10, { logGroupName: '/aws/lambda/@' }),
  read('lambda', 'GetFunction20150331v2', 90, { functionName: 'arn:aws:lambda:us-east-1:123456789012:function:@' }),
  read('lambda', 'ListFunctions20150331', 30, { maxItems: 50 }),
  write(
    'lambda',
    'UpdateFunctionCode20150331v2',
    10,
    { functionName: '@', publish: true, dryRun: false },
    {
      codeSha256: '#64',
      codeSize: 524288,
      runtime: 'nodejs24.x',
      revisionId: '#32',
      handler: 'index.handler',
      memorySize: 512,
      timeout: 30,
    },
  ),
  read('dynamodb', 'DescribeTable', 130, { tableName: '@' }),
  read('dynamodb', 'DescribeContinuousBackups', 20, { tableName: '@' }),
  read('sqs', 'GetQueueAttributes', 90, { ...QUEUE, attributeNames: ['All'] }),
  write('sqs', 'CreateQueue', 4, { queueName: '@', attributes: { VisibilityTimeout: '30' } }, QUEUE),
  read('sns', 'GetTopicAttributes', 40, { topicArn: 'arn:aws:sns:us-east-1:123456789012:@' }),
  read('monitoring', 'DescribeAlarms', 90, { alarmTypes: ['MetricAlarm'], maxRecords: 100 }),
  read('monitoring', 'GetMetricData', 60, { scanBy: 'TimestampAscending', maxDatapoints: 500 }),
  read('elasticloadbalancing', 'DescribeTargetHealth', 200, {
    targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/@/#16',
  }),
  read('elasticloadbalancing', 'DescribeLoadBalancers', 60, { pageSize: 400 }),
  read('autoscaling', 'DescribeAutoScalingGroups', 120, { autoScalingGroupNames: ['@'] }),
  write('autoscaling', 'SetDesiredCapacity', 6, {
    autoScalingGroupName: '@',
    desiredCapacity: 4,
    honorCooldown: false,
  }),
  read('ecs', 'DescribeTasks', 150, { cluster: '@', tasks: ['#32', '#32'] }),
  write(
    'ecs',
    'RegisterTaskDefinition',
    12,
    {
      family: '@',
      networkMode: 'awsvpc',
      cpu: '512',
      memory: '1024',
      containerDefinitions: [
        {
          name: '@',
          image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/@:#40',
          essential: true,
          portMappings: [{ containerPort: 8080 }],
        },
      ],
    },
    {
      taskDefinition: {
        taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/@:417',
        revision: 417,
        status: 'ACTIVE',
      },
    },
  ),
  read('eks', 'DescribeCluster', 40, { name: '@' }),
  read('ecr', 'BatchGetImage', 120, {
    repositoryName: '@',
    registryId: '123456789012',
    imageIds: [{ imageTag: '#40' }],
  }),
  read('ecr', 'GetAuthorizationToken', 80, null),
  read('ssm', 'GetParameter', 60, { name: '/prod/@/url', withDecryption: true }),
  write('ssm', 'UpdateInstanceInformation', 300, {
    instanceId: 'i-#17',
    agentVersion: '3.3.987.0',
    agentStatus: 'Active',
    platformType: 'Linux',
    platformName: 'Amazon Linux',
    computerName: 'ip-10-0-3-17.ec2.internal',
    agentName: 'amazon-ssm-agent',
  }),
  read('secretsmanager', 'GetSecretValue', 40, {
    secretId: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/@-AbCdEf',
  }),
  read('cloudformation', 'DescribeStacks', 90, { stackName: '@' }),
  write('cloudformation', 'UpdateStack', 6, {
    stackName: '@',
    capabilities: ['CAPABILITY_IAM'],
    parameters: [{ parameterKey: 'Version', parameterValue: '#40' }],
  }),
  read('cloudtrail', 'LookupEvents', 15, {
    maxResults: 50,
    lookupAttributes: [{ attributeKey: 'EventName', attributeValue: 'ConsoleLogin' }],
  }),
  read('config', 'DescribeConfigurationRecorderStatus', 40, null),
  write('config', 'PutEvaluations', 90, {
    evaluations: [
      { complianceResourceType: 'AWS::EC2::Instance', complianceResourceId: 'i-#17', complianceType: 'COMPLIANT' },
    ],
    resultToken: '#96',
  }),
  read('rds', 'DescribeDBInstances', 90, { dBInstanceIdentifier: '@' }),
  read('cloudfront', 'GetDistribution2020_05_31', 20, { id: 'E2#10' }),
  read('route53', 'ListResourceRecordSets', 40, { hostedZoneId: '/hostedzone/Z0#18' }),
  write(
    'events',
    'PutRule',
    6,
    { name: '@', eventPattern: '{"source":["aws.ec2"],"detail":{"eventName":["RunInstances"]}}' },
    { ruleArn: 'arn:aws:events:us-east-1:123456789012:rule/@' },
  ),
  read('guardduty', 'GetFindings', 20, { detectorId: '#32', findingIds: ['#32'] }),
  read('organizations', 'ListAccounts', 20, { maxResults: 20 }),
];
