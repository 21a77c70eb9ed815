import type { CloudTrailRecord } from '../cloudtrail/event.ts';
import type { Rule, Severity } from '../rule/rule.ts';

/**
 * One rule met by one event: the value that handlers, the CLI and the destinations share. Plain JSON. `where:` and
 * suppressions are event patterns on it, templates (`{identity.name}`) read from it. A field that is not known is absent or undefined.
 */
export interface Finding {
  /** Stable: the same rule and the same CloudTrail `eventID` give the same id, on every delivery and in every region. */
  readonly id: string;
  readonly rule: FindingRule;
  /** One sentence: the rule's `alert.summary` filled in. */
  readonly summary: string;
  /** The rule's `alert.fields`, filled in; those with nothing to show are left out. */
  readonly fields: Readonly<Record<string, string>>;
  /** The rule's, or what its `lower` makes of it here. */
  readonly severity: Severity;
  /** When it happened (`eventTime`), ISO 8601, UTC. */
  readonly time: string;
  readonly account: Account;
  readonly region: string;
  /** `aws`, `aws-us-gov` or `aws-cn`, from the ARNs of the event, else from the region. */
  readonly partition: string;
  readonly identity: Identity;
  /** The entry under `automation` of trailbell.yml that the caller meets. */
  readonly automation?: string | undefined;
  readonly mfa: Mfa;
  readonly network: Network;
  readonly insight?: Insight | undefined;
  /** What became of the call. */
  readonly result: Result;
  /** What the call touched, the most telling first. */
  readonly resources: readonly Resource[];
  /** The change in words, such as `policy AdministratorAccess attached to user alice`. */
  readonly change?: string | undefined;
  /** The resource, trust or identity policy that the call writes. */
  readonly policy?: Policy | undefined;
  /** Accounts that the call lets in, less our own and those that trailbell.yml names: strangers. Never empty. */
  readonly foreignAccounts?: readonly string[] | undefined;
  /** Accounts that the call lets in and trailbell.yml names, less our own. Never empty. */
  readonly namedAccounts?: readonly string[] | undefined;
  /** Console pages for this partition and region. */
  readonly links: Links;
  /** The CloudTrail record, with secrets redacted. */
  readonly event: CloudTrailRecord;
  /** Live look-ups that were tried, each with its outcome; a failed one changes nothing else. */
  readonly lookups: readonly Lookup[];
}

/** What a finding keeps of its rule; the steps of `runbook` are filled in. */
export type FindingRule = Pick<Rule, 'id' | 'title' | 'severity' | 'runbook' | 'references' | 'attack' | 'cis'>;

export interface Account {
  /** Twelve digits, or empty where the event names none. */
  readonly id: string;
  readonly name?: string;
}

export interface Identity {
  /** CloudTrail's `userIdentity.type`; `None` where the record has no identity, `Unknown` where it has one without type. */
  readonly type: string;
  /** What a colleague would call it; a name that a session gives itself reads so. Never empty. */
  readonly name: string;
  /** What kind of identity it is in words, such as `IAM user` or `SSO user`. */
  readonly label: string;
  /** The e-mail or user name of the person behind it, where somebody vouches for it. */
  readonly human?: string;
  /**
   * Who stands for the name: IAM, Identity Center, a SAML or OIDC provider, AWS itself (root, services, workloads), the site (`vouched` of
   * trailbell.yml), or nobody, so that the caller may have chosen it.
   */
  readonly vouched: 'iam' | 'identity-center' | 'saml' | 'oidc' | 'aws' | 'site' | 'nobody';
  /** What is remembered of the caller goes by this: no caller can choose it. Never empty. */
  readonly principal: string;
  /** The service that made the call with the caller's own credentials, such as CloudFormation or an agent. */
  readonly via?: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly principalId?: string;
  /** Name of the role whose session this is, or of the SSO permission set. */
  readonly role?: string;
  readonly sessionName?: string;
  /** Id or name of the instance, function or task that AWS gave the session to. */
  readonly workload?: string;
  readonly sourceIdentity?: string;
  /** Who issued the session: the role's, user's or identity provider's ARN or name. */
  readonly issuer?: string;
  readonly accessKeyId?: string;
  readonly credential: 'console' | 'long-term' | 'temporary' | 'service' | 'none';
  /** Each hop from the person to the acting principal, first to last. Never empty. */
  readonly chain: readonly string[];
  /** CloudTrail's: a service that acts by itself, or one that relays the caller's credentials (`via`). */
  readonly invokedBy?: string;
}

export type MfaVerdict = 'present' | 'absent' | 'delegated' | 'unknown';

export interface Mfa {
  readonly verdict: MfaVerdict;
  /** One sentence that names the fields it rests on. */
  readonly reason: string;
  /** ARN or serial number of the device. */
  readonly device?: string;
}

export interface Network {
  readonly ip?: string;
  readonly kind: 'public' | 'private' | 'aws-service' | 'aws-internal' | 'vpc-endpoint' | 'unknown';
  /** ISO 3166 alpha-2. */
  readonly country?: string;
  readonly countryName?: string;
  readonly asn?: { readonly number: number; readonly name?: string };
  /** Label of the trusted network of trailbell.yml that holds the address. */
  readonly trusted?: string;
  /** The service's DNS name, where a service made the call (`kind: aws-service`). */
  readonly service?: string;
  readonly vpcEndpointId?: string;
  /** The owner of the endpoint. */
  readonly vpcEndpointAccountId?: string;
  /** What to compare places by: the country, or the VPC endpoint of a stranger, whose addresses tell nothing. */
  readonly from?: string;
  readonly userAgent?: string;
  /** What the user agent stands for. */
  readonly client?: Client;
}

export interface Client {
  /** `console`, `aws-cli`, `terraform`, `cdk`, `cloudformation`, `boto3`, `sdk`, `browser`, `aws-service`, `offensive-tool`, ... */
  readonly kind: string;
  /** In words, such as `AWS CLI 2.17 on Linux` or `Chrome on Windows`. */
  readonly name: string;
}

export interface Insight {
  readonly state: 'Start' | 'End' | 'unknown';
  readonly type: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly errorCode?: string;
  /** Joins the start and the end of one episode. */
  readonly sharedEventId?: string;
  /** Calls or errors a minute, to three significant digits, usually and now. */
  readonly baselinePerMinute?: number;
  readonly observedPerMinute?: number;
  /** Observed over baseline; absent where the baseline is unknown or zero. */
  readonly ratio?: number;
  /** The ratio in words, such as `42 times as often as usual`. */
  readonly ratioText?: string;
  readonly durationMinutes?: number;
  readonly attributions: readonly InsightAttribution[];
}

export interface InsightAttribution {
  readonly attribute: 'userIdentityArn' | 'userAgent' | 'errorCode';
  /** The most frequent first, at most three; shares are fractions of the whole rate. */
  readonly values: readonly InsightShare[];
}

export interface InsightShare {
  /** As CloudTrail has it: an ARN, a user agent, an error code or `null`. */
  readonly value: string;
  /** What people call it, such as `ci-deploy`, `Terraform 1.11` or `no error`. */
  readonly name: string;
  readonly share: number;
  readonly baselineShare?: number;
}

export interface Result {
  /** `partly`: a batch call of which some entries failed. */
  readonly outcome: 'success' | 'failure' | 'partly';
  /** CloudTrail's; for a batch call, the code of the first entry that failed. */
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** What failed in a batch call, at most ten. */
  readonly failed?: readonly string[];
}

export interface Resource {
  /** CloudFormation-like type or a plain word, such as `AWS::S3::Bucket` or `IAM user`. */
  readonly type?: string;
  readonly name: string;
  readonly arn?: string;
}

/** A policy that a call writes, judged statement by statement so that doubt rings. */
export interface Policy {
  readonly allows: PolicyAllows;
  /** At most 20; of more, those that let the most in. */
  readonly statements: readonly PolicyStatement[];
  /** Why the policy, or part of it, could not be judged, such as `is no JSON`. What it allows is then unknown. */
  readonly unreadable?: string;
}

/** What a policy allows in all, less what a Deny takes away for certain. */
export interface PolicyAllows {
  /** Whether it lets everybody in, and no condition narrows that to an organization, account, ARN, endpoint or network. */
  readonly anyone: boolean;
  /** Whether it allows all actions (or all but some) on all resources, under whatever condition. */
  readonly everything: boolean;
  /** Accounts it lets in, our own too, strangers first; S3's canonical user id where one stands in place of an account. At most 50. */
  readonly accounts: readonly string[];
  /** Whom conditions pick out of everybody where no account says whose they are, such as `aws:PrincipalOrgID o-exampleorg1`. */
  readonly others: readonly string[];
  /** DNS names of the services it lets in. */
  readonly services: readonly string[];
}

/** Lists hold what is written, a single value too, at most ten; one that would be empty is absent. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  /** Whether it is for everybody, and no condition narrows that. */
  readonly anyone: boolean;
  /** Accounts that it names, or that a condition picks out of everybody. */
  readonly accounts?: readonly string[];
  readonly foreignAccounts?: readonly string[];
  readonly services?: readonly string[];
  /** Identity providers of a trust policy. */
  readonly federated?: readonly string[];
  /** Such as `s3:GetObject`; service prefixes in lower case. */
  readonly actions?: readonly string[];
  /** All but these. */
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  /** Each entry as operator, key and values: `StringEquals aws:PrincipalOrgID o-exampleorg1`. */
  readonly conditions?: readonly string[];
}

export interface Links {
  readonly event?: string;
  readonly identity?: string;
  readonly insights?: string;
}

export interface Lookup {
  /** Such as `iam:ListMFADevices`. */
  readonly name: string;
  readonly outcome: 'found' | 'not-found' | 'failed';
  /** What was found, in words, or why it failed. */
  readonly detail: string;
}
