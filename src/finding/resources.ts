import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import { arrayAt, textAt, valueAt } from '../cloudtrail/json.ts';
import { nameOfArn, parseArn } from './arn.ts';
import type { Resource } from './finding.ts';
import { itemsOf } from './items.ts';

const MAX_RESOURCES = 10;

/** Request parameters that name a resource whatever the service, and what they name. */
const PARAMETERS: readonly (readonly [string, string])[] = [
  ['policyArn', 'AWS::IAM::ManagedPolicy'],
  ['bucketName', 'AWS::S3::Bucket'],
  ['roleArn', 'AWS::IAM::Role'],
  ['functionName', 'AWS::Lambda::Function'],
  ['instanceId', 'AWS::EC2::Instance'],
  ['snapshotId', 'AWS::EC2::Snapshot'],
  ['imageId', 'AWS::EC2::Image'],
  ['vpcId', 'AWS::EC2::VPC'],
  ['keyId', 'AWS::KMS::Key'],
  ['secretId', 'AWS::SecretsManager::Secret'],
  ['dBInstanceIdentifier', 'AWS::RDS::DBInstance'],
  ['dBSnapshotIdentifier', 'AWS::RDS::DBSnapshot'],
  ['detectorId', 'AWS::GuardDuty::Detector'],
  ['logGroupName', 'AWS::Logs::LogGroup'],
  ['trailName', 'AWS::CloudTrail::Trail'],
  ['configurationRecorderName', 'AWS::Config::ConfigurationRecorder'],
  ['clusterName', 'cluster'],
  ['repositoryName', 'AWS::ECR::Repository'],
  ['accessKeyId', 'access key'],
];

/** Parameters that mean something only in their service. */
const SERVICE_PARAMETERS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  iam: [
    ['userName', 'AWS::IAM::User'],
    ['roleName', 'AWS::IAM::Role'],
    ['groupName', 'AWS::IAM::Group'],
    ['policyName', 'AWS::IAM::Policy'],
    ['serialNumber', 'MFA device'],
  ],
  ec2: [['groupId', 'AWS::EC2::SecurityGroup']],
  cloudtrail: [['name', 'AWS::CloudTrail::Trail']],
  events: [['name', 'AWS::Events::Rule']],
  ssm: [['name', 'AWS::SSM::Parameter']],
  eks: [['name', 'AWS::EKS::Cluster']],
  organizations: [['targetId', 'account or unit']],
};

/** What a call touched: what the request, then CloudTrail's own list, then a refusal names, each once and at most ten. */
export function deriveResources(record: CloudTrailRecord): Resource[] {
  const found = new Map<string, Resource>();
  for (const resource of [...requested(record), ...listed(record), ...refused(record)]) {
    const known = found.get(resource.name);
    found.set(resource.name, known ? { ...resource, ...known, ...(resource.arn && { arn: resource.arn }) } : resource);
  }
  return [...found.values()].slice(0, MAX_RESOURCES);
}

function requested(record: CloudTrailRecord): Resource[] {
  const service = textAt(record, 'eventSource')?.split('.', 1)[0] ?? '';
  const own = Object.hasOwn(SERVICE_PARAMETERS, service) ? (SERVICE_PARAMETERS[service] ?? []) : [];
  const named = [...own, ...PARAMETERS].flatMap(([parameter, type]) => {
    const value = textAt(record, 'requestParameters', parameter);
    return value ? [toResource(value, type)] : [];
  });
  return [
    ...named,
    ...instancesIn(valueAt(record, 'requestParameters')),
    ...instancesIn(valueAt(record, 'responseElements')),
  ];
}

function instancesIn(value: unknown): Resource[] {
  const ids = itemsOf(valueAt(value, 'instancesSet')).flatMap((item) => textAt(item, 'instanceId') ?? []);
  return ids.map((id) => toResource(id, 'AWS::EC2::Instance'));
}

function listed(record: CloudTrailRecord): Resource[] {
  return arrayAt(record, 'resources').flatMap((resource) => {
    const arn = textAt(resource, 'ARN') ?? textAt(resource, 'arn');
    return arn ? [toResource(arn, textAt(resource, 'type'))] : [];
  });
}

/** A refused call has no parameters, but its message may end in `on resource: <ARN> because …`. */
function refused(record: CloudTrailRecord): Resource[] {
  const arn = / on resource: (arn:[^\s"]+)/.exec(textAt(record, 'errorMessage') ?? '')?.[1];
  return arn ? [toResource(arn, undefined)] : [];
}

function toResource(value: string, type: string | undefined): Resource {
  const isArn = parseArn(value) !== undefined;
  return { ...(type && { type }), name: nameOfArn(value), ...(isArn && { arn: value }) };
}
