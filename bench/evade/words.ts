import type { CloudTrailRecord } from '../../src/cloudtrail/event.ts';
import { textAt } from '../../src/cloudtrail/json.ts';
import { hasOwnAgent, isCallersCall, namedItsSession, withRole, withSessionName } from './caller.ts';
import { type Change, eachRecord, withValue } from './change.ts';

const AGENT_FIELDS = ['event.userAgent', 'network.userAgent', 'network.client'];
const NAME_FIELDS = [
  'event.userIdentity.arn',
  'event.userIdentity.principalId',
  'event.userIdentity.sessionContext.sourceIdentity',
  'identity.arn',
  'identity.principalId',
  'identity.name',
  'identity.human',
  'identity.label',
  'identity.chain',
  'identity.sessionName',
  'identity.sourceIdentity',
];
const ROLE_FIELDS = [...NAME_FIELDS, 'identity.role', 'identity.issuer'];

/** User agents that whoever calls may send. `undefined`: none. */
const AGENTS: Readonly<Record<string, (agent: string, at: number) => string | undefined>> = {
  'app/terraform at its end': (agent) => `${agent} app/terraform`,
  Terraform: () => 'APN/1.0 HashiCorp/1.0 Terraform/1.14.5 (+https://www.terraform.io) terraform-provider-aws/6.20.0',
  CDK: () => 'aws-sdk-js/3.981.0 ua/2.1 os/linux#6.1 lang/js md/nodejs#24.1.0 aws-cdk/2.1030.0',
  Pulumi: () => 'APN/1.0 Pulumi/1.0 PulumiAWS/7.1.0',
  CloudFormation: () => 'cloudformation.amazonaws.com',
  Ansible: () => 'APN/1.0 Ansible/2.19.0 Boto3/1.40.0',
  'AWS Internal': () => 'AWS Internal',
  'a console': () => 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
  'the signer of the console': () => 'signin.amazonaws.com',
  'a service': () => 'config.amazonaws.com',
  'a Lambda function': (agent) => `${agent} exec-env/AWS_Lambda_nodejs24.x`,
  'a task of ECS': (agent) => `${agent} exec-env/AWS_ECS_FARGATE`,
  empty: () => '',
  none: () => undefined,
  'of 20,000 characters': (agent) => `${agent} ${'app/x '.repeat(3_300)}`,
  Kali: (agent) => `${agent} distrib#kali.2026.3`,
  'one that breaks markup and text': (agent) => `${agent} \u202e\ud800*_\`<!channel>\u0000`,
  'another for each call': (agent, at) => `${agent} app/${at}`,
};

const DEPLOYING = ['app/terraform at its end', 'Terraform', 'CDK', 'Pulumi', 'CloudFormation', 'Ansible'];

const agents = Object.entries(AGENTS).map(
  ([name, toAgent]): Change => ({
    name: `agent: ${name}`,
    kind: 'agent',
    words: AGENT_FIELDS,
    ...(DEPLOYING.includes(name) && { claimsAutomation: true as const }),
    apply: eachRecord((record, at) =>
      hasOwnAgent(record)
        ? withValue(record, ['userAgent'], toAgent(textAt(record, 'userAgent') ?? '', at))
        : undefined,
    ),
  }),
);

/** Names that whoever assumes a role may give the session. */
const SESSIONS: Readonly<Record<string, (at: number) => string>> = {
  'an e-mail address': () => 'ceo@example.com',
  'an instance': () => 'i-0123456789abcdef0',
  'a managed node': () => 'mi-0123456789abcdef0',
  'an SDK': () => 'botocore-session-1',
  CloudFormation: () => 'AWSCloudFormation',
  'AWS Backup': () => 'AWSBackup-AWSBackupDefaultServiceRole',
  CodeBuild: () => 'AWSCodeBuild-0123',
  'AWS Config': () => 'AWSConfig-Describe',
  'a task of ECS': () => '0123456789abcdef0123456789abcdef',
  'a pod of EKS': () => 'eks-example-api-7f9c-0123abcd-0123-4567-89ab-0123456789ab',
  terraform: () => 'terraform',
  'another for each call': (at) => `session-${at}`,
};

const sessions = Object.entries(SESSIONS).map(
  ([name, toName]): Change => ({
    name: `session name: ${name}`,
    kind: 'session',
    words: NAME_FIELDS,
    apply: eachRecord((record, at) => (namedItsSession(record) ? withSessionName(record, toName(at)) : undefined)),
  }),
);

const newKeys: Change = {
  name: 'session: another key for each call',
  kind: 'session',
  words: ['identity.accessKeyId', 'event.userIdentity.accessKeyId'],
  apply: eachRecord((record, at) =>
    namedItsSession(record) ? withValue(record, ['userIdentity', 'accessKeyId'], `ASIAEXAMPLESESSION${at}`) : undefined,
  ),
};

const sources = ['ceo@example.com', 'AWSCloudFormation', 'i-0123456789abcdef0'].map(
  (source): Change => ({
    name: `source identity: ${source}`,
    kind: 'source',
    words: NAME_FIELDS,
    apply: eachRecord((record) =>
      namedItsSession(record)
        ? withValue(record, ['userIdentity', 'sessionContext', 'sourceIdentity'], source)
        : undefined,
    ),
  }),
);

/** Roles that whoever may make roles can make: only the reserved paths are AWS's own. */
const ROLES: Readonly<Record<string, readonly [path: string, name: string]>> = {
  'of a service of AWS by its name': ['', 'AWSServiceRoleForSupport'],
  'of Identity Center by its name': ['', 'AWSReservedSSO_AdministratorAccess_0123456789abcdef'],
  'beside the reserved paths': ['service-role/aws-service-role/support.amazonaws.com/', 'AWSServiceRoleForSupport'],
  'of a deployment by its name': ['', 'cdk-hnb659fds-deploy-role-123456789012-us-east-1'],
};

const roles = Object.entries(ROLES).map(
  ([name, [path, role]]): Change => ({
    name: `role: ${name}`,
    kind: 'role',
    words: ROLE_FIELDS,
    apply: eachRecord((record) => (namedItsSession(record) ? withRole(record, path, role) : undefined)),
  }),
);

/** Services that call with the caller's own credentials write themselves in place of address and agent. */
const relays = [
  'aws-mcp.amazonaws.com',
  'cloudformation.amazonaws.com',
  'athena.amazonaws.com',
  'new-service.amazonaws.com',
].map(
  (service): Change => ({
    name: `relay: ${service}`,
    kind: 'relay',
    words: AGENT_FIELDS,
    hidesAddress: true,
    ...(service.startsWith('cloudformation') && { claimsAutomation: true as const }),
    apply: eachRecord((record) => {
      if (!isCallersCall(record) || !hasOwnAgent(record)) return undefined;
      const relayed = withValue(record, ['userIdentity', 'invokedBy'], service);
      return { ...relayed, sourceIPAddress: service, userAgent: service };
    }),
  }),
);

/** Addresses that the owner of a VPC chooses, and what AWS writes where it tells none. */
const ENDPOINTS: Readonly<
  Record<string, Pick<Change, 'hidesAddress'> & { address: (trusted: string | undefined) => string | undefined }>
> = {
  'the same address': { address: () => undefined },
  'an address of a trusted network': { address: (trusted) => trusted },
  'a private address': { address: () => '10.0.0.5' },
  'AWS Internal': { address: () => 'AWS Internal' },
};

const endpoints = Object.entries(ENDPOINTS).map(
  ([name, { address }]): Change => ({
    name: `endpoint: ${name}`,
    kind: 'endpoint',
    // Behind an endpoint every address is of the owner's choice.
    hidesAddress: true,
    apply: eachRecord((record, _, { trustedAddress }) =>
      isCallersCall(record) && textAt(record, 'vpcEndpointId') === undefined
        ? throughEndpoint(record, address(trustedAddress))
        : undefined,
    ),
  }),
);

/** A stranger's endpoint is a place of its own: whoever goes there for the last call has moved. */
const lastByEndpoint: Change = {
  name: 'endpoint: for the last call alone',
  kind: 'endpoint',
  apply: (arrivals, surroundings) => {
    const last = arrivals.at(-1);
    if (!last || arrivals.length < 2) return undefined;
    const through = eachRecord((record) => (isCallersCall(record) ? throughEndpoint(record, undefined) : undefined));
    const [moved] = through([last], surroundings) ?? [];
    return moved && [...arrivals.slice(0, -1), moved];
  },
};

function throughEndpoint(record: CloudTrailRecord, address: string | undefined): CloudTrailRecord {
  return {
    ...record,
    vpcEndpointId: 'vpce-0123456789abcdef0',
    vpcEndpointAccountId: '999988887777',
    ...(address !== undefined && { sourceIPAddress: address }),
  };
}

/** All that says who calls, with what and from where, as far as the caller words it. */
export const WORDS: readonly Change[] = [
  ...agents,
  ...sessions,
  newKeys,
  ...sources,
  ...roles,
  ...relays,
  ...endpoints,
  lastByEndpoint,
];
