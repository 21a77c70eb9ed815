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

/** What a busy account calls: mostly reading and assuming roles, some writing, in few of 10,000 calls what rules are about. */
export const CALLS: readonly Call[] = [
  {
    ...read('sts', 'AssumeRole', 9000, {
      roleArn: 'arn:aws:iam::123456789012:role/@',
      roleSessionName: '@-#12',
      durationSeconds: 3600,
    }),
    response: {
      credentials: CREDENTIALS,
      assumedRoleUser: { assumedRoleId: 'AROA#17:@', arn: 'arn:aws:sts::123456789012:assumed-role/@/@-#12' },
    },
  },
  read('sts', 'GetCallerIdentity', 3000, null),
  write(
    'sts',
    'AssumeRoleWithWebIdentity',
    1200,
    { roleArn: 'arn:aws:iam::123456789012:role/@' },
    { credentials: CREDENTIALS },
  ),
  read('kms', 'Decrypt', 8000, KEY),
  read('kms', 'GenerateDataKey', 4000, {
    ...KEY,
    keySpec: 'AES_256',
    keyId: 'arn:aws:kms:us-east-1:123456789012:key/#32',
  }),
  read('kms', 'DescribeKey', 600, { keyId: '#32' }),
  read('ec2', 'DescribeInstances', 5000, { maxResults: 100, filterSet: FILTERS }),
  read('ec2', 'DescribeNetworkInterfaces', 2500, {
    networkInterfaceIdSet: { items: [{ networkInterfaceId: 'eni-#17' }] },
  }),
  read('ec2', 'DescribeVolumes', 1200, { volumeSet: { items: [{ volumeId: 'vol-#17' }] }, filterSet: {} }),
  read('ec2', 'DescribeSecurityGroups', 1200, { securityGroupSet: { items: [{ groupId: 'sg-#17' }] } }),
  read('ec2', 'DescribeTags', 800, { filterSet: FILTERS }),
  write('ec2', 'CreateTags', 600, {
    resourcesSet: { items: [{ resourceId: 'i-#17' }] },
    tagSet: { items: [{ key: 'Name', value: '@' }] },
  }),
  write(
    'ec2',
    'RunInstances',
    120,
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
  write('ec2', 'TerminateInstances', 100, { instancesSet: { items: [{ instanceId: 'i-#17' }] } }),
  write(
    'ec2',
    'AuthorizeSecurityGroupIngress',
    3,
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
  read('s3', 'GetBucketAcl', 1800, { bucketName: '@', Host: 's3.us-east-1.amazonaws.com', acl: '' }),
  read('s3', 'GetBucketLocation', 1000, { bucketName: '@', Host: 's3.us-east-1.amazonaws.com', location: '' }),
  read('s3', 'ListBuckets', 400, { Host: 's3.amazonaws.com' }),
  read('s3', 'HeadBucket', 600, { bucketName: '@', Host: '@.s3.us-east-1.amazonaws.com' }),
  write('s3', 'PutBucketTagging', 20, {
    bucketName: '@',
    tagging: '',
    Tagging: { TagSet: { Tag: { Key: 'team', Value: '@' } } },
  }),
  write('s3', 'PutBucketPolicy', 1, { bucketName: '@', bucketPolicy: JSON.parse(POLICY) }),
  read('iam', 'GetRole', 1400, { roleName: '@' }),
  read('iam', 'ListRoles', 400, { maxItems: 1000 }),
  read('iam', 'GetPolicyVersion', 600, { policyArn: 'arn:aws:iam::123456789012:policy/@', versionId: 'v3' }),
  read('iam', 'ListAttachedRolePolicies', 600, { roleName: '@' }),
  write('iam', 'PutRolePolicy', 4, { roleName: '@', policyName: '@', policyDocument: POLICY }),
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
  write('logs', 'CreateLogStream', 4000, { logGroupName: '/aws/lambda/@', logStreamName: '2026/03/14/[$LATEST]#32' }),
  read('logs', 'DescribeLogGroups', 600, { logGroupNamePrefix: '/aws/lambda/' }),
  write('logs', 'CreateLogGroup', 40, { logGroupName: '/aws/lambda/@' }),
  read('lambda', 'GetFunction20150331v2', 900, { functionName: 'arn:aws:lambda:us-east-1:123456789012:function:@' }),
  read('lambda', 'ListFunctions20150331', 300, { maxItems: 50 }),
  write(
    'lambda',
    'UpdateFunctionCode20150331v2',
    20,
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
  read('dynamodb', 'DescribeTable', 1300, { tableName: '@' }),
  read('dynamodb', 'DescribeContinuousBackups', 200, { tableName: '@' }),
  read('sqs', 'GetQueueAttributes', 900, { ...QUEUE, attributeNames: ['All'] }),
  write('sqs', 'CreateQueue', 4, { queueName: '@', attributes: { VisibilityTimeout: '30' } }, QUEUE),
  read('sns', 'GetTopicAttributes', 400, { topicArn: 'arn:aws:sns:us-east-1:123456789012:@' }),
  read('monitoring', 'DescribeAlarms', 900, { alarmTypes: ['MetricAlarm'], maxRecords: 100 }),
  read('monitoring', 'GetMetricData', 600, { scanBy: 'TimestampAscending', maxDatapoints: 500 }),
  read('elasticloadbalancing', 'DescribeTargetHealth', 2000, {
    targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/@/#16',
  }),
  read('elasticloadbalancing', 'DescribeLoadBalancers', 600, { pageSize: 400 }),
  read('autoscaling', 'DescribeAutoScalingGroups', 1200, { autoScalingGroupNames: ['@'] }),
  write('autoscaling', 'SetDesiredCapacity', 40, {
    autoScalingGroupName: '@',
    desiredCapacity: 4,
    honorCooldown: false,
  }),
  read('ecs', 'DescribeTasks', 1500, { cluster: '@', tasks: ['#32', '#32'] }),
  write(
    'ecs',
    'RegisterTaskDefinition',
    30,
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
  read('eks', 'DescribeCluster', 400, { name: '@' }),
  read('ecr', 'BatchGetImage', 1200, {
    repositoryName: '@',
    registryId: '123456789012',
    imageIds: [{ imageTag: '#40' }],
  }),
  read('ecr', 'GetAuthorizationToken', 800, null),
  read('ssm', 'GetParameter', 300, { name: '/prod/@/url', withDecryption: true }),
  write('ssm', 'UpdateInstanceInformation', 3000, {
    instanceId: 'i-#17',
    agentVersion: '3.3.987.0',
    agentStatus: 'Active',
    platformType: 'Linux',
    platformName: 'Amazon Linux',
    computerName: 'ip-10-0-3-17.ec2.internal',
    agentName: 'amazon-ssm-agent',
  }),
  read('secretsmanager', 'GetSecretValue', 200, {
    secretId: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/@-AbCdEf',
  }),
  read('cloudformation', 'DescribeStacks', 900, { stackName: '@' }),
  write('cloudformation', 'UpdateStack', 20, {
    stackName: '@',
    capabilities: ['CAPABILITY_IAM'],
    parameters: [{ parameterKey: 'Version', parameterValue: '#40' }],
  }),
  read('cloudtrail', 'LookupEvents', 150, {
    maxResults: 50,
    lookupAttributes: [{ attributeKey: 'EventName', attributeValue: 'ConsoleLogin' }],
  }),
  read('config', 'DescribeConfigurationRecorderStatus', 400, null),
  write('config', 'PutEvaluations', 900, {
    evaluations: [
      { complianceResourceType: 'AWS::EC2::Instance', complianceResourceId: 'i-#17', complianceType: 'COMPLIANT' },
    ],
    resultToken: '#96',
  }),
  read('rds', 'DescribeDBInstances', 900, { dBInstanceIdentifier: '@' }),
  read('cloudfront', 'GetDistribution2020_05_31', 200, { id: 'E2#10' }),
  read('route53', 'ListResourceRecordSets', 400, { hostedZoneId: '/hostedzone/Z0#18' }),
  write(
    'events',
    'PutRule',
    20,
    { name: '@', eventPattern: '{"source":["aws.ec2"],"detail":{"eventName":["RunInstances"]}}' },
    { ruleArn: 'arn:aws:events:us-east-1:123456789012:rule/@' },
  ),
  read('guardduty', 'GetFindings', 200, { detectorId: '#32', findingIds: ['#32'] }),
  read('organizations', 'ListAccounts', 200, { maxResults: 20 }),
];
