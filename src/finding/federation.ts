import { isEmail } from './person.ts';

/** Who stands behind a token of an OIDC provider. */
export interface Federated {
  /** Such as `GitHub Actions`, or the provider's host. */
  readonly provider: string;
  /** Such as `GitHub Actions, repository example/shop`. */
  readonly label: string;
  /** What a colleague would call it; absent where the token's subject is not known. */
  readonly name?: string;
  /** Set where the subject is a person. */
  readonly human?: string;
}

/** Host of the provider's URL, and how to read its tokens' subjects. The first that fits counts. */
const PROVIDERS: readonly (readonly [RegExp, (subject: string, host: string) => Federated])[] = [
  [/^token\.actions\.githubusercontent\.com/, github],
  [/gitlab/, gitlab],
  [/^oidc\.eks\./, eks],
  [/^(app\.terraform\.io|.*\.scalr\.io)/, terraformCloud],
  [/^(oidc\.circleci\.com|api\.bitbucket\.org|agent\.buildkite\.com|vstoken\.dev\.azure\.com)/, pipeline],
];

/**
 * What a provider and the `sub` of its token tell. The provider is a host, a URL or the ARN of an OIDC provider; the subject
 * may be empty.
 */
export function readFederation(provider: string, subject: string): Federated {
  const host = provider.replace(/^arn:[^/]*:oidc-provider\//, '').replace(/^https:\/\//, '');
  const read = PROVIDERS.find(([pattern]) => pattern.test(host))?.[1] ?? anyProvider;
  return read(subject, host);
}

/** `repo:org/name:ref:refs/heads/main`, `repo:org@1/name@2:environment:prod` or with a custom claim such as the workflow. */
function github(subject: string): Federated {
  const provider = 'GitHub Actions';
  const repository = /(?:^|:)repo(?:sitory)?:([^:]+)/.exec(subject)?.[1]?.replace(/@\d+/g, '');
  if (!repository) return { provider, label: provider };
  const workflow =
    /job_workflow_ref:[^:]*\/([^/@:]+)@/.exec(subject)?.[1] ?? /(?:^|:)workflow:([^:]+)/.exec(subject)?.[1];
  const environment = /:environment:([^:]+)/.exec(subject)?.[1];
  const details = [`repository ${repository}`];
  if (workflow) details.push(`workflow ${workflow}`);
  if (environment) details.push(`environment ${environment}`);
  return { provider, label: `${provider}, ${details.join(', ')}`, name: `${provider} of ${repository}` };
}

/** `project_path:group/project:ref_type:branch:ref:main` */
function gitlab(subject: string): Federated {
  const provider = 'GitLab CI';
  const project = /project_path:([^:]+)/.exec(subject)?.[1];
  if (!project) return { provider, label: provider };
  return { provider, label: `${provider}, project ${project}`, name: `${provider} of ${project}` };
}

/** `system:serviceaccount:namespace:name` */
function eks(subject: string): Federated {
  const provider = 'EKS pod';
  const account = /serviceaccount:([^:]+):([^:]+)/.exec(subject);
  if (!account) return { provider, label: 'EKS pod' };
  const name = `${account[1]}/${account[2]}`;
  return { provider, label: `EKS pod, service account ${name}`, name: `EKS service account ${name}` };
}

/** `organization:acme:project:web:workspace:prod:run_phase:apply` */
function terraformCloud(subject: string): Federated {
  const provider = 'Terraform Cloud';
  const workspace = /workspace:([^:]+)/.exec(subject)?.[1];
  if (!workspace) return { provider, label: provider };
  return { provider, label: `${provider}, workspace ${workspace}`, name: `${provider} workspace ${workspace}` };
}

function pipeline(subject: string, host: string): Federated {
  const provider =
    ['CircleCI', 'Bitbucket', 'Buildkite'].find((each) => host.includes(each.toLowerCase())) ?? 'Azure DevOps';
  return { provider, label: `${provider} pipeline`, ...(subject && { name: `${provider} pipeline ${subject}` }) };
}

/** Google, Cognito, Okta and the like: their subject may be an opaque id; an e-mail names a person. */
function anyProvider(subject: string, host: string): Federated {
  const provider = host === '' ? 'an OIDC provider' : host;
  const label = `web identity of ${provider}`;
  if (isEmail(subject)) return { provider, label, name: subject, human: subject };
  return { provider, label, ...(subject && { name: `user ${subject} of ${provider}` }) };
}
