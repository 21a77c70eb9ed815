import { relayName } from '../finding/acting-service.ts';
import type { Finding, Insight, Links, Network } from '../finding/finding.ts';
import { callsItselfAutomation } from '../finding/severity.ts';
import type { Severity } from '../rule/rule.ts';
import { plainText } from '../template/index.ts';

/** A finding in words: what Slack, SNS, the terminal and the report all show, in this order. All text is plain (no markup). */
export interface Alert {
  readonly severity: Severity;
  /** The rule's. */
  readonly title: string;
  /** Severity and title: `High · Console sign-in without MFA`; of several findings also how many. */
  readonly headline: string;
  /** Account and region: `prod (123456789012) · us-east-1`. */
  readonly place: string;
  readonly summary: string;
  /** Labelled facts, the most telling first; none is empty. */
  readonly facts: readonly Fact[];
  /** What to do, step by step; commands stand in backticks. */
  readonly steps: readonly string[];
  /** Rule, standards, event: for the one who looks closer. */
  readonly origin: string;
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Set where the value is a time, so that Slack can show it in the reader's own time zone. */
  readonly epochSeconds?: number;
  /** Set where the value is not of the event, but of the moment it was told: in a thread it is no news. */
  readonly ofTelling?: true;
}

export const SEVERITY_ICONS: Readonly<Record<Severity, string>> = {
  critical: '🚨',
  high: '🔴',
  medium: '🟠',
  low: '🟡',
  informational: '🔵',
};

/** What people read of a finding, free of control characters and bounded in size, whatever the event held. */
export function describeAlert(finding: Finding): Alert {
  const { rule } = finding;
  const title = plainText(rule.title, 130);
  return {
    severity: finding.severity,
    title,
    headline: headlineOf(finding.severity, title),
    place: plainText([accountText(finding), finding.region].filter(Boolean).join(' · '), 150),
    summary: plainText(finding.summary, 600),
    facts: facts(finding)
      .filter(({ value }) => value !== '')
      .map((fact) => ({ ...fact, label: plainText(fact.label, 40), value: plainText(fact.value, 400) })),
    steps: rule.runbook
      .map((step) => plainText(step, 700))
      .filter(Boolean)
      .slice(0, 8),
    origin: plainText(originText(finding), 300),
    links: linkList(finding.links),
  };
}

export function headlineOf(severity: Severity, title: string): string {
  return `${capitalised(severity)} · ${title}`;
}

function facts(finding: Finding): Fact[] {
  const own = Object.entries(finding.fields).map(([label, value]) => ({ label, value }));
  return finding.insight
    ? [...insightFacts(finding.insight), ...own, lookupsFact(finding), timeFact(finding)]
    : [...actorFacts(finding), ...own, lookupsFact(finding), timeFact(finding)];
}

function actorFacts(finding: Finding): Fact[] {
  const { identity, mfa, network, result, change, automation } = finding;
  return [
    { label: 'Who', value: identityText(identity) },
    { label: 'MFA', value: `${mfa.verdict}: ${mfa.reason}` },
    { label: 'Automation', value: automation ?? '' },
    { label: 'From', value: networkText(network) },
    { label: 'With', value: clientText(finding) },
    { label: 'What changed', value: result.outcome === 'failure' ? '' : (change ?? '') },
    { label: 'Result', value: resultText(result) },
  ];
}

/** Each thing once: a label, a hop or a service that the name says already is left out. */
function identityText({ name, label, human, chain, via }: Finding['identity']): string {
  let text = human && !name.includes(human) ? `${name} (${human})` : name;
  if (!text.includes(label)) text += `, ${label}`;
  const hops = chain.filter((hop) => hop !== via);
  if (hops.some((hop) => !text.includes(hop))) text += `, via ${hops.join(' → ')}`;
  if (via) text += `, through ${relayName(via)}`;
  return text;
}

/** Anybody can say that it is Terraform, so an alert says it as what it is: a claim. */
function clientText(finding: Finding): string {
  const name = finding.network.client?.name ?? '';
  return callsItselfAutomation(finding) ? `calls itself ${name}` : name;
}

function networkText(network: Network): string {
  const asn = network.asn && `AS${network.asn.number}${network.asn.name ? ` ${network.asn.name}` : ''}`;
  const known = [network.trusted, network.ip ?? network.service, network.countryName ?? network.country, asn].filter(
    Boolean,
  );
  if (network.vpcEndpointId) known.push(`VPC endpoint ${network.vpcEndpointId}`);
  if (known.length > 0) return known.join(', ');
  return network.kind === 'aws-internal' ? 'inside AWS' : 'unknown: the event names no address';
}

function resultText({ outcome, errorCode, errorMessage }: Finding['result']): string {
  const why = [errorCode, errorMessage].filter(Boolean).join(': ');
  return why ? `${outcome}: ${why}` : outcome;
}

const ATTRIBUTION_LABELS = { userIdentityArn: 'Mostly by', userAgent: 'With', errorCode: 'Errors' } as const;

function insightFacts(insight: Insight): Fact[] {
  const attributions = insight.attributions.map(({ attribute, values }) => ({
    label: ATTRIBUTION_LABELS[attribute],
    value: values
      .map(({ name, share, baselineShare }) =>
        [name, percent(share), baselineShare === undefined ? undefined : `(usually ${percent(baselineShare)})`]
          .filter(Boolean)
          .join(' '),
      )
      .join(', '),
  }));
  const rate = insight.observedPerMinute === undefined ? '' : `${rounded(insight.observedPerMinute)} a minute`;
  const usual = insight.baselinePerMinute === undefined ? '' : `, usually ${rounded(insight.baselinePerMinute)}`;
  return [
    { label: 'Rate', value: rate + (rate && usual) },
    { label: 'Lasted', value: insight.durationMinutes === undefined ? '' : minutes(insight.durationMinutes) },
    ...attributions,
  ];
}

/** What was looked up and what could not be, each thing once: all answers about a user who is gone are the same. */
function lookupsFact({ lookups }: Finding): Fact {
  const texts = lookups.map(({ name, outcome, detail }) =>
    outcome === 'failed' && !detail.includes(name) ? `${name}: ${detail}` : detail,
  );
  return { label: 'Look-ups', value: [...new Set(texts)].join('; '), ofTelling: true };
}

function timeFact({ time }: Finding): Fact {
  const epochMs = Date.parse(time);
  if (Number.isNaN(epochMs)) return { label: 'When', value: '' };
  const iso = new Date(epochMs).toISOString();
  return {
    label: 'When',
    value: `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`,
    epochSeconds: Math.floor(epochMs / 1000),
  };
}

function accountText({ account }: Finding): string {
  return account.name ? `${account.name} (${account.id})` : account.id;
}

function originText({ rule, event }: Finding): string {
  const techniques = rule.attack.map(({ technique }) => technique);
  const controls = rule.cis.map(({ version, control }) => `${control} (v${version})`);
  return [
    rule.id,
    ...(techniques.length > 0 ? [`ATT&CK ${techniques.join(', ')}`] : []),
    ...(controls.length > 0 ? [`CIS ${controls.join(', ')}`] : []),
    ...(typeof event.eventID === 'string' ? [`event ${event.eventID}`] : []),
  ].join(' · ');
}

function linkList({ event, identity, insights }: Links): { label: string; url: string }[] {
  const links = [
    { label: 'Event in CloudTrail', url: event },
    { label: 'Identity in IAM', url: identity },
    { label: 'Insights of the trail', url: insights },
  ];
  return links.flatMap(({ label, url }) => (url ? [{ label, url }] : []));
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}

function rounded(rate: number): string {
  return rate >= 10 ? String(Math.round(rate)) : String(Number(rate.toPrecision(2)));
}

function minutes(count: number): string {
  return count === 1 ? '1 minute' : `${rounded(count)} minutes`;
}
