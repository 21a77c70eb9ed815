import type { Finding, Identity } from '../finding/finding.ts';
import { SEVERITIES } from '../rule/rule.ts';

/** The version of OCSF that `toOcsf` writes. */
const OCSF_VERSION = '1.5.0';
/** Class 2004 (Detection Finding), activity 1 (create). */
const CLASS = { category_uid: 2, class_uid: 2004, activity_id: 1, type_uid: 200_401 };
const ANALYTIC_TYPE_RULE = 1;
const ACCOUNT_TYPE_AWS = 10;
const STATUS_NEW = 1;

/**
 * A finding as an OCSF Detection Finding, for security lakes, ticket systems and whatever listens on an event bus. The whole
 * finding stands under `unmapped.trailbell`.
 * @see https://schema.ocsf.io/1.5.0/classes/detection_finding
 */
export function toOcsf(finding: Finding): object {
  const { rule, network } = finding;
  const time = Date.parse(finding.time);
  return {
    ...CLASS,
    severity_id: SEVERITIES.indexOf(finding.severity) + 1,
    severity: finding.severity,
    status_id: STATUS_NEW,
    message: finding.summary,
    // Milliseconds; an event without a time has none to give.
    ...(Number.isNaN(time) ? {} : { time }),
    metadata: {
      version: OCSF_VERSION,
      uid: finding.id,
      product: { name: 'Trailbell', vendor_name: 'Trailbell' },
      profiles: ['cloud'],
    },
    finding_info: {
      uid: finding.id,
      title: rule.title,
      desc: finding.summary,
      analytic: { uid: rule.id, name: rule.title, type_id: ANALYTIC_TYPE_RULE, type: 'Rule' },
      attacks: rule.attack.map(({ version, tactic, technique }) => ({
        version: String(version),
        tactic: { name: tactic },
        technique: { uid: technique },
      })),
      data_sources: ['AWS CloudTrail'],
    },
    cloud: {
      provider: 'AWS',
      region: finding.region,
      account: { uid: finding.account.id, name: finding.account.name, type_id: ACCOUNT_TYPE_AWS },
    },
    evidences: [
      {
        actor: toActor(finding.identity),
        api: {
          operation: finding.event.eventName,
          service: { name: finding.event.eventSource },
          response: { error: finding.result.errorCode, error_message: finding.result.errorMessage },
        },
        src_endpoint: {
          ip: network.ip,
          svc_name: network.service,
          location: network.country && { country: network.country },
          autonomous_system: network.asn,
        },
        http_request: network.userAgent && { user_agent: network.userAgent },
      },
    ],
    resources: finding.resources.map(({ type, name, arn }) => ({ type, name, uid: arn ?? name })),
    ...(rule.runbook.length > 0 && {
      remediation: { desc: rule.runbook.join('\n'), references: rule.references },
    }),
    unmapped: { trailbell: finding },
  };
}

function toActor(identity: Identity): object {
  return {
    user: {
      name: identity.name,
      type: identity.type,
      uid: identity.principalId,
      uid_alt: identity.arn,
      credential_uid: identity.accessKeyId,
      account: identity.accountId && { uid: identity.accountId, type_id: ACCOUNT_TYPE_AWS },
    },
    session: identity.sessionName && { uid: identity.sessionName, issuer: identity.issuer },
    invoked_by: identity.invokedBy,
  };
}
